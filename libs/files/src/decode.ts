import { encodingExists, getDecoder } from 'iconv-lite';
import { FileRefused } from './file-refused';

/** What the decoder gives for bytes that stand for no character. */
const replacement = '\uFFFD';

/** Names that iconv-lite knows and that are no encodings of text. */
const codings = /^(?:base64|hex|binary)$/i;

/** Whether text can be read in the encoding: a name of the WHATWG or of IANA, such as `windows-1252` or `utf-16le`. */
export function isEncoding(name: string): boolean {
  return !codings.test(name) && encodingExists(name);
}

/** Whether some bytes of the text were none of its encoding. */
export function isDamaged(text: string): boolean {
  return text.includes(replacement);
}

/**
 * The text of chunks of bytes, whatever characters the chunks cut in two; without a byte order mark. Bytes that are
 * none of the encoding become U+FFFD, for {@link isDamaged} to find.
 * @throws FileRefused where the file begins with the byte order mark of another encoding
 */
export async function* decode(chunks: AsyncIterable<Uint8Array>, encoding: string): AsyncGenerator<string> {
  const decoder = getDecoder(encoding);
  let isFirst = true;
  for await (const chunk of chunks) {
    if (isFirst) requireNoOtherMark(chunk, encoding);
    isFirst = false;
    yield decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
  }
  yield decoder.end() ?? '';
}

function requireNoOtherMark([first, second]: Uint8Array, encoding: string): void {
  const marked =
    first === 0xff && second === 0xfe
      ? 'utf-16le'
      : first === 0xfe && second === 0xff
        ? 'utf-16be'
        : undefined;
  if (marked === undefined || /^utf-?16|^ucs-?2/i.test(encoding)) return;
  throw new FileRefused(
    `The file begins with the byte order mark of ${marked}; its encoding is not ${encoding}.`,
  );
}
