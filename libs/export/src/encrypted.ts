import { open } from 'node:fs/promises';
import { ReadableStream } from 'node:stream/web';
import { Decrypter, Encrypter } from 'age-encryption';
import { ExportIncomplete, UsageError } from '@verifier/export-fault';

/** How every file begins that age has encrypted (https://age-encryption.org/v1), unless it is armored. */
const magic = 'age-encryption.org/v1\n';

/** Plain bytes that age encrypts and authenticates at a time. */
const chunkBytes = 65_536;

/** The form of streams that age-encryption takes; those of Node are the same with other types. */
type AgeStream = Parameters<Decrypter['decrypt']>[0] & { getReader(): unknown };

/** Whether a file is encrypted by age. @throws the error of the system where it cannot be read */
export async function isEncrypted(file: string): Promise<boolean> {
  const handle = await open(file, 'r');
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(magic.length), 0, magic.length, 0);
    return buffer.toString('latin1', 0, bytesRead) === magic;
  } finally {
    await handle.close();
  }
}

/**
 * Makes sure that what is made for these recipients can be encrypted to them, before anything is written.
 * @param recipients `age1…`, as `age-keygen` prints them
 * @throws UsageError
 */
export function encrypterTo(recipients: readonly string[]): Encrypter {
  const encrypter = new Encrypter();
  for (const recipient of recipients) {
    try {
      encrypter.addRecipient(recipient);
    } catch {
      throw new UsageError(
        `${recipient} is not a recipient of age: it begins with age1, as age-keygen prints it.`,
      );
    }
  }
  return encrypter;
}

/** The same bytes, encrypted; of a stream of any length a few chunks are in memory. */
export async function* encrypted(
  encrypter: Encrypter,
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const plain = ReadableStream.from(chunks) as unknown as AgeStream;
  yield* (await encrypter.encrypt(plain)) as unknown as AsyncIterable<Uint8Array>;
}

/**
 * The plain bytes of an encrypted file, each only after it was authenticated: what was taken before an error is a true
 * beginning.
 * @param identities `AGE-SECRET-KEY-1…`
 * @throws UsageError where no identity is one, or none of them opens the file
 * @throws ExportIncomplete FileCutOff, FileUnreadable
 */
export async function* decrypted(file: string, identities: readonly string[]): AsyncGenerator<Uint8Array> {
  const handle = await open(file, 'r');
  try {
    const { size } = await handle.stat();
    const source = handle.createReadStream({ autoClose: false, highWaterMark: chunkBytes });
    const cipher = ReadableStream.from(source) as unknown as AgeStream;
    const plain = await decrypterOf(identities)
      .decrypt(cipher)
      .catch((error: Error) => {
        throw headerFailure(file, error);
      });
    let bytes = 0;
    try {
      for await (const chunk of plain as unknown as AsyncIterable<Uint8Array>) {
        bytes += chunk.length;
        yield chunk;
      }
    } catch {
      throw bodyFailure(file, bytes, () => plain.size(size));
    }
  } finally {
    await handle.close();
  }
}

function decrypterOf(identities: readonly string[]): Decrypter {
  const decrypter = new Decrypter();
  for (const identity of identities) {
    try {
      decrypter.addIdentity(identity);
    } catch {
      // It is a secret: it is not repeated.
      throw new UsageError(
        'An identity is not one of age: it begins with AGE-SECRET-KEY-1, as age-keygen writes it.',
      );
    }
  }
  return decrypter;
}

function headerFailure(file: string, { message }: Error): Error {
  return message.startsWith('no identity matched')
    ? new UsageError(
        `No identity that was given opens ${file}: it was encrypted to others, or its list of recipients was changed.`,
      )
    : new ExportIncomplete(
        'FileUnreadable',
        `${file} cannot be decrypted: its header was changed or cut off.`,
      );
}

/** Only the last chunk is marked as such: where it fails, there may have been others after it. */
function bodyFailure(file: string, bytes: number, plainBytes: () => number): ExportIncomplete {
  let expected = 0;
  try {
    expected = plainBytes();
  } catch {
    // No whole file has this size.
  }
  return bytes + chunkBytes < expected
    ? new ExportIncomplete(
        'FileUnreadable',
        `${file} was changed after it was encrypted, after ${bytes} plain bytes.`,
      )
    : new ExportIncomplete('FileCutOff', `${file} is truncated, or its last bytes were changed.`);
}
