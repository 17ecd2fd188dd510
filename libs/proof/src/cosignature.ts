import { verify } from 'node:crypto';
import { parseCheckpoint } from './checkpoint';
import { signatureLine, type SignedNote, type Signer, type VerifierKey } from './note';

const timeBytes = 8;
const signatureBytes = 64;
/** 2^53 - 1; the specification ends at 2^63 - 1. */
const secondsMax = BigInt(Number.MAX_SAFE_INTEGER);

/**
 * The signature line by which a witness says that, at this time, this checkpoint was the largest it knew and that it
 * continues all earlier ones: cosignature/v1 of c2sp.org/tlog-cosignature v1.0.1. Appended to the note, it is part of it.
 * @param witness a key of type `keyTypes.cosignature`
 * @param seconds POSIX time
 * @throws MalformedNote where the note is no checkpoint
 */
export async function cosign(checkpoint: string, witness: Signer, seconds: number): Promise<string> {
  const { text } = parseCheckpoint(checkpoint).note;
  const time = Buffer.alloc(timeBytes);
  time.writeBigUInt64BE(BigInt(seconds));
  const signature = await witness.sign(cosignedMessage(text, BigInt(seconds)));
  return signatureLine(witness, Buffer.concat([time, signature]));
}

/**
 * When this witness cosigned the checkpoint, in POSIX seconds; the first time where it did so twice, and Infinity where the
 * time is beyond what a clock shows. Undefined where it did not, or where a line under its name and key id is not by it.
 */
export function cosignedAt({ text, signatures }: SignedNote, witness: VerifierKey): number | undefined {
  let first: number | undefined;
  for (const { name, keyId, signature } of signatures) {
    if (name !== witness.name || keyId !== witness.keyId) continue;
    if (signature.length !== timeBytes + signatureBytes) return undefined;
    const seconds = signature.readBigUInt64BE();
    const message = cosignedMessage(text, seconds);
    if (!verify(null, message, witness.publicKey, signature.subarray(timeBytes))) return undefined;
    first = Math.min(first ?? Infinity, seconds > secondsMax ? Infinity : Number(seconds));
  }
  return first;
}

function cosignedMessage(text: string, seconds: bigint): Buffer {
  return Buffer.from(`cosignature/v1\ntime ${seconds}\n${text}`);
}
