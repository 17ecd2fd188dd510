const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const colon = 0x3a;
const openBracket = 0x5b;
const openBrace = 0x7b;

/**
 * Whether a text has more JSON values, fields counted as two, than `max`. Looks at each byte once and makes nothing,
 * since reading a million values into objects holds the process up for seconds. The text need not be JSON.
 */
export function hasMoreValuesThan(bytes: Buffer, max: number): boolean {
  let count = 1;
  let isInText = false;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    if (isInText) {
      if (byte === backslash) at++;
      else if (byte === quote) isInText = false;
    } else if (byte === quote) {
      isInText = true;
    } else if (byte === comma || byte === colon || byte === openBracket || byte === openBrace) {
      if (++count > max) return true;
    }
  }
  return false;
}
