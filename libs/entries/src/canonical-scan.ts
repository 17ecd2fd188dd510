/** Deepest nesting that is scanned; entries need six. */
const depthMax = 12;

/** In place of the place after what was read. */
export const refused = -1;
const quote = 0x22;
const comma = 0x2c;
const colon = 0x3a;
const openBracket = 0x5b;
const backslash = 0x5c;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const zero = 0x30;
const nine = 0x39;
/** Most digits of the version of an entry. */
const versionDigitsMax = 6;

/** 1 for the bytes that stand for themselves in a text: ASCII without control characters, quote and backslash. */
const plain = Uint8Array.from({ length: 256 }, (_, byte) =>
  Number(byte >= 0x20 && byte <= 0x7e && byte !== quote && byte !== backslash),
);

/**
 * Whether bytes are canonical JSON of the simplest kind, found out in one pass: an object of ASCII text, keys ascending and
 * not like integers, no escapes but those of quote and backslash in values. False says nothing: it is for the
 * thorough reading to find out. What is true here is true there, which a property test holds.
 */
export function isPlainlyCanonical(bytes: Uint8Array): boolean {
  return bytes[0] === openBrace && object(bytes, 1, 0) === bytes.length;
}

/** All of these answer the place after what they read, or `refused`. @param depth objects and lists around it */
function scanValue(bytes: Uint8Array, at: number, depth: number): number {
  switch (bytes[at]) {
    case quote:
      return scanText(bytes, at + 1);
    case openBrace:
      return depth < depthMax ? object(bytes, at + 1, depth) : refused;
    case openBracket:
      return depth < depthMax ? list(bytes, at + 1, depth) : refused;
    case 0x74:
      return word(bytes, at, 'true');
    case 0x66:
      return word(bytes, at, 'false');
    case 0x6e:
      return word(bytes, at, 'null');
    default:
      return refused;
  }
}

function object(bytes: Uint8Array, start: number, depth: number): number {
  if (bytes[start] === closeBrace) return start + 1;
  let at = start;
  let before = 0;
  for (;;) {
    const key = at + 1;
    at = scanKey(bytes, at, before);
    if (at === refused) return refused;
    before = key;
    at = depth === 0 && isVersion(bytes, key, at) ? version(bytes, at) : scanValue(bytes, at, depth + 1);
    if (at === refused) return refused;
    if (bytes[at] === closeBrace) return at + 1;
    if (bytes[at] !== comma) return refused;
    at += 1;
  }
}

/**
 * Reads the key of a field and the colon behind it.
 * @param at of its opening quote
 * @param before place of the key that it must stand after in their order, behind the quote; 0 where it is the first
 */
export function scanKey(bytes: Uint8Array, at: number, before: number): number {
  if (bytes[at] !== quote) return refused;
  const key = at + 1;
  const end = scanPlain(bytes, key);
  if (bytes[end] !== quote || bytes[end + 1] !== colon || !isOrdinaryKey(bytes, key, end)) return refused;
  return before === 0 || ascends(bytes, before, key) ? end + 2 : refused;
}

/** To the first byte that does not stand for itself in a text. */
export function scanPlain(bytes: Uint8Array, start: number): number {
  let at = start;
  while (plain[bytes[at]!] === 1) at += 1;
  return at;
}

/** Keys like integers are ones that JavaScript would move. */
function isOrdinaryKey(bytes: Uint8Array, key: number, end: number): boolean {
  const first = bytes[key]!;
  return end > key && (first < zero || first > nine);
}

/** Both keys end with a quote, which stands below all bytes of a key but two: space and exclamation mark. */
function ascends(bytes: Uint8Array, before: number, key: number): boolean {
  let [left, right] = [before, key];
  while (bytes[left] === bytes[right] && bytes[left] !== quote) {
    left += 1;
    right += 1;
  }
  if (bytes[right] === quote) return false;
  return bytes[left] === quote || bytes[right]! > bytes[left]!;
}

/** Whether a key is `v`. @param value place of its value */
function isVersion(bytes: Uint8Array, key: number, value: number): boolean {
  return value === key + 3 && bytes[key] === 0x76;
}

/** The one number of an entry: a whole one, from 1. */
function version(bytes: Uint8Array, start: number): number {
  let at = start;
  while (bytes[at]! >= zero && bytes[at]! <= nine) at += 1;
  return at > start && at - start <= versionDigitsMax && bytes[start] !== zero ? at : refused;
}

function list(bytes: Uint8Array, start: number, depth: number): number {
  if (bytes[start] === closeBracket) return start + 1;
  let at = start;
  for (;;) {
    at = scanValue(bytes, at, depth + 1);
    if (at === refused) return refused;
    if (bytes[at] === closeBracket) return at + 1;
    if (bytes[at] !== comma) return refused;
    at += 1;
  }
}

/** From behind the quote that opens a text to behind the one that closes it. */
export function scanText(bytes: Uint8Array, start: number): number {
  let at = start;
  for (;;) {
    at = scanPlain(bytes, at);
    if (bytes[at] === quote) return at + 1;
    const escaped = bytes[at + 1];
    if (bytes[at] !== backslash || (escaped !== quote && escaped !== backslash)) return refused;
    at += 2;
  }
}

function word(bytes: Uint8Array, at: number, expected: string): number {
  for (let i = 0; i < expected.length; i += 1) {
    if (bytes[at + i] !== expected.charCodeAt(i)) return refused;
  }
  return at + expected.length;
}
