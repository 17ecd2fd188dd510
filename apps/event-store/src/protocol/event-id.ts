/**
 * Event ids as the store keeps them: 36 lower-case characters, and the same 16 bytes as four words for
 * the memory of recent ids.
 */
export interface EventId {
  /** 36 ASCII bytes, lower case, the form sent to clients. */
  readonly text: Buffer;
  readonly words: readonly [number, number, number, number];
}

const hexValues = new Int8Array(256).fill(-1);
for (const [value, digit] of [...'0123456789abcdef'].entries()) {
  hexValues[digit.charCodeAt(0)] = value;
  hexValues[digit.toUpperCase().charCodeAt(0)] = value;
}
const dash = 0x2d;
const dashOffsets = [8, 13, 18, 23] as const;
/** Where each of the four words has its eight hex digits in the 36 characters. */
const wordDigits = [
  [0, 1, 2, 3, 4, 5, 6, 7],
  [9, 10, 11, 12, 14, 15, 16, 17],
  [19, 20, 21, 22, 24, 25, 26, 27],
  [28, 29, 30, 31, 32, 33, 34, 35],
] as const;

/** Parses an id given as text, in any letter case; throws an Error whose message the real server would send. */
export function eventIdFromText(given: Buffer): EventId {
  const text = given.length === 36 ? given : dashed(given);
  for (const at of dashOffsets) if (text[at] !== dash) throw notAnId();
  const words = [wordAt(text, 0), wordAt(text, 1), wordAt(text, 2), wordAt(text, 3)] as const;
  if (words[0] === 0 && words[1] === 0 && words[2] === 0 && words[3] === 0) {
    throw new Error("Empty eventId provided. (Parameter 'eventId')");
  }
  return { text: lowerCase(text), words };
}

/** Builds an id from the two signed 64-bit halves of the structured form. */
export function eventIdFromHalves(most: bigint, least: bigint): EventId {
  const hex =
    BigInt.asUintN(64, most).toString(16).padStart(16, '0') +
    BigInt.asUintN(64, least).toString(16).padStart(16, '0');
  return eventIdFromText(Buffer.from(hex, 'latin1'));
}

function wordAt(text: Buffer, index: 0 | 1 | 2 | 3): number {
  let word = 0;
  for (const at of wordDigits[index]) {
    const value = hexValues[text[at] as number] as number;
    if (value < 0) throw notAnId();
    word = (word << 4) | value;
  }
  return word >>> 0;
}

function lowerCase(text: Buffer): Buffer {
  for (const byte of text) {
    if (byte >= 0x41 && byte <= 0x46) return Buffer.from(text.toString('latin1').toLowerCase(), 'latin1');
  }
  return text;
}

function dashed(given: Buffer): Buffer {
  const hex = given
    .toString('latin1')
    .replace(/^[{(](.*)[)}]$/, '$1')
    .replace(/-/g, '');
  if (hex.length !== 32) throw notAnId();
  return Buffer.from(
    [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-'),
    'latin1',
  );
}

function notAnId(): Error {
  return new Error('Guid should contain 32 digits with 4 dashes (xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx).');
}
