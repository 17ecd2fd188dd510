import { isAscii, isUtf8 } from 'node:buffer';
import { decode, isDamaged } from '@files/decode';
import { FileRefused } from '@files/file-refused';
import { FileNotReadable } from './file-not-readable';

/**
 * The text of a file in pieces, without a byte order mark. Where the first encoding is UTF-8, it is read strictly; bytes
 * that are not UTF-8 decide for the second, as long as everything before them is ASCII.
 * @param chunks the bytes, cut anywhere
 * @param encodings one that the file or a person named, or UTF-8 and one that may stand in for it
 * @throws FileNotReadable where the bytes are of none
 */
export async function* decodeText(
  chunks: AsyncIterable<Uint8Array>,
  [first = 'utf-8', second]: readonly string[],
): AsyncGenerator<string> {
  if (!/^utf-?8$/i.test(first)) {
    yield* named(chunks, first);
    return;
  }
  const source = chunks[Symbol.asyncIterator]();
  let [isFirst, isAllAscii, line, rest] = [true, true, 1, Buffer.alloc(0)];
  for (let next = await source.next(); ; next = await source.next()) {
    const bytes = Buffer.concat([rest, next.done ? Buffer.alloc(0) : next.value]);
    const whole = bytes.subarray(0, next.done ? bytes.length : wholeCharacters(bytes));
    if (!isUtf8(whole)) {
      requireSecond(whole, { isAllAscii, line, second });
      yield* named(restOf(bytes, source, next.done === true), second!);
      return;
    }
    isAllAscii &&= isAscii(whole);
    const text = whole.toString('utf8');
    if (text !== '') yield isFirst && text.startsWith('\uFEFF') ? text.slice(1) : text;
    isFirst &&= text === '';
    line += linesIn(text);
    rest = bytes.subarray(whole.length);
    if (next.done) return;
  }
}

/** Where the last character that is not cut in two ends. */
function wholeCharacters(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back]!;
    if (byte < 0x80) return bytes.length;
    if (byte < 0xc0) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    return length > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

async function* restOf(
  bytes: Buffer,
  source: AsyncIterator<Uint8Array>,
  isDone: boolean,
): AsyncGenerator<Uint8Array> {
  yield bytes;
  if (isDone) return;
  for (let next = await source.next(); !next.done; next = await source.next()) yield next.value;
}

async function* named(chunks: AsyncIterable<Uint8Array>, encoding: string): AsyncGenerator<string> {
  try {
    for await (const text of decode(chunks, encoding)) {
      if (isDamaged(text)) throw new FileNotReadable(`has bytes that are not ${encoding}`);
      yield text;
    }
  } catch (error) {
    if (error instanceof FileRefused) throw new FileNotReadable(`is not ${encoding}`);
    throw error;
  }
}

interface SoFar {
  readonly isAllAscii: boolean;
  readonly line: number;
  readonly second: string | undefined;
}

/** @throws FileNotReadable where nothing may stand in for UTF-8, or what came before was UTF-8 beyond ASCII */
function requireSecond(bytes: Buffer, { isAllAscii, line, second }: SoFar): void {
  const good = bytes.subarray(0, firstBad(bytes));
  if (second === undefined || !isAllAscii || !isAscii(good))
    throw notUtf8(line + linesIn(good.toString('latin1')), second);
}

function notUtf8(line: number, second: string | undefined): FileNotReadable {
  return new FileNotReadable(
    second === undefined
      ? 'has bytes that are not UTF-8; name its encoding'
      : `has bytes that are not UTF-8, behind others that are; name ${second} alone if it is that`,
    line,
  );
}

/** Where the first character that is no UTF-8 begins; found by halving. */
function firstBad(bytes: Buffer): number {
  let [good, bad] = [0, bytes.length];
  while (bad - good > 4) {
    const end = good + wholeCharacters(bytes.subarray(good, (good + bad + 4) >> 1));
    if (end > good && end < bad && isUtf8(bytes.subarray(good, end))) good = end;
    else bad = Math.min(bad - 1, Math.max(end, good + 4));
  }
  for (let length = 1; good < bytes.length && length <= 4; length += 1)
    if (isUtf8(bytes.subarray(good, good + length))) [good, length] = [good + length, 0];
  return good;
}

function linesIn(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}
