export const lineFeed = 0x0a;

/**
 * The lines of a file, without their line feeds. A line of more than `bytesMax` comes in parts, so that it is not
 * gathered: the reader finds that it is too long, or no line.
 */
export function* linesOf(pieces: Iterable<Buffer>, bytesMax: number): Generator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for (const piece of pieces) {
    let bytes = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
    for (let end = bytes.indexOf(lineFeed); end !== -1; end = bytes.indexOf(lineFeed)) {
      yield bytes.subarray(0, end);
      bytes = bytes.subarray(end + 1);
    }
    if (bytes.length > bytesMax) yield bytes;
    rest = bytes.length > bytesMax ? Buffer.alloc(0) : Buffer.from(bytes);
  }
  if (rest.length > 0) yield rest;
}
