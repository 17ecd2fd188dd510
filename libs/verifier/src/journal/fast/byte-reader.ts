import { refused, scanKey, scanPlain, scanText } from '@entries/canonical-scan';
import type { AccountIndex } from './account-index';

/** Bytes that are known to stand somewhere, in ASCII. */
export type Word = Uint8Array;
export const wordOf = (text: string): Word => Uint8Array.from(Buffer.from(text, 'latin1'));

const [quote, dash, point, zero, seven, nine] = [0x22, 0x2d, 0x2e, 0x30, 0x37, 0x39];
const [comma, openBracket, closeBracket, openBrace, closeBrace] = [0x2c, 0x5b, 0x5d, 0x7b, 0x7d];
const base64url = wordOf('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_');

/** 1 at the bytes that are in it. */
export type ByteSet = Uint8Array;
export function byteSet(bytes: string): ByteSet {
  const set = new Uint8Array(256);
  for (const byte of wordOf(bytes)) set[byte] = 1;
  return set;
}
const letters = byteSet('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz');
const hexBytes = byteSet('0123456789abcdef');
const variant = byteSet('89ab');
export const base64urlBytes = byteSet(String.fromCharCode(...base64url));

/**
 * Reads the bytes of an entry from left to right where it is known what must stand there. All that it goes over is
 * canonical; what is not, it does not take.
 */
export class PlainReader {
  at = 0;
  /** Decimals of the number read last. */
  decimals = 0;
  private bytes: Buffer = Buffer.alloc(0);

  open(bytes: Buffer): void {
    this.bytes = bytes;
    this.at = 0;
  }

  get isAtEnd(): boolean {
    return this.at === this.bytes.length;
  }

  /** Goes over a word. */
  takes(word: Word): boolean {
    if (!this.has(word, this.at)) return false;
    this.at += word.length;
    return true;
  }

  has(word: Word, at: number): boolean {
    const { bytes } = this;
    for (let i = 0; i < word.length; i += 1) if (bytes[at + i] !== word[i]) return false;
    return true;
  }

  endsWith(word: Word): boolean {
    return this.has(word, this.bytes.length - word.length);
  }

  /** Goes over the key of a field, which must stand after the one at `before`; see {@link scanKey}. */
  takesKey(before: number): boolean {
    return this.goesTo(scanKey(this.bytes, this.at, before));
  }

  /** Goes over the rest of any text, and the quote that closes it. */
  takesText(): boolean {
    return this.goesTo(scanText(this.bytes, this.at));
  }

  /** Goes over a list of texts, which may be empty. */
  takesTexts(): boolean {
    if (!this.takesByte(openBracket)) return false;
    if (this.takesByte(closeBracket)) return true;
    do if (!this.takesByte(quote) || !this.takesText()) return false;
    while (this.takesByte(comma));
    return this.takesByte(closeBracket);
  }

  /** Goes over an object of texts under keys of these bytes, beginning with a letter; it may be empty. */
  takesRecord(ofKeys: ByteSet, keyBytesMax: number): boolean {
    if (!this.takesByte(openBrace)) return false;
    if (this.takesByte(closeBrace)) return true;
    let before = 0;
    do {
      const key = this.at + 1;
      if (!this.takesKey(before) || letters[this.bytes[key]!] !== 1) return false;
      if (this.at - 2 - key > keyBytesMax || !this.consistsOf(ofKeys, key, this.at - 2)) return false;
      before = key;
      if (!this.takesByte(quote) || !this.takesText()) return false;
    } while (this.takesByte(comma));
    return this.takesByte(closeBrace);
  }

  /** Goes over the rest of a text that consists of so many of these bytes, and the quote that closes it. */
  takesBytes(of: ByteSet, count: number): boolean {
    const end = this.at + count;
    if (this.bytes[end] !== quote || !this.consistsOf(of, this.at, end)) return false;
    this.at = end + 1;
    return true;
  }

  /** Goes over the rest of a text that is a version 7 UUID, and the quote that closes it. */
  takesUuid(): boolean {
    const { bytes, at } = this;
    const isFormed =
      this.takesGroup(8, dash) &&
      this.takesGroup(4, dash) &&
      this.takesGroup(4, dash) &&
      this.takesGroup(4, dash);
    return (
      isFormed && this.takesGroup(12, quote) && bytes[at + 14] === seven && variant[bytes[at + 19]!] === 1
    );
  }

  private takesGroup(count: number, end: number): boolean {
    if (!this.consistsOf(hexBytes, this.at, this.at + count)) return false;
    this.at += count;
    return this.takesByte(end);
  }

  private consistsOf(of: ByteSet, start: number, end: number): boolean {
    for (let at = start; at < end; at += 1) if (of[this.bytes[at]!] !== 1) return false;
    return true;
  }

  private takesByte(byte: number): boolean {
    if (this.bytes[this.at] !== byte) return false;
    this.at += 1;
    return true;
  }

  private goesTo(place: number): boolean {
    if (place === refused) return false;
    this.at = place;
    return true;
  }

  /** As {@link takesText}; undefined at an escape. @param likely given back where it is the same, so that none is made */
  text(likely: string): string | undefined {
    const start = this.at;
    if (!this.takesPlain()) return undefined;
    const end = this.at - 1;
    return this.isWritten(likely, start, end) ? likely : this.bytes.toString('latin1', start, end);
  }

  /** As {@link takesText}, where it is a name of something; undefined at an escape, too. */
  named<Thing extends object>(things: AccountIndex<Thing>): Thing | undefined {
    const start = this.at;
    return this.takesPlain() ? things.find(this.bytes, start, this.at - 1) : undefined;
  }

  private takesPlain(): boolean {
    const end = scanPlain(this.bytes, this.at);
    this.at = end + 1;
    return this.bytes[end] === quote;
  }

  private isWritten(text: string, start: number, end: number): boolean {
    if (text.length !== end - start) return false;
    for (let i = 0; i < text.length; i += 1) if (text.charCodeAt(i) !== this.bytes[start + i]) return false;
    return true;
  }

  /**
   * Goes over the rest of a text that is a number, and the quote that closes it.
   * @returns its minor units; NaN where it is none in its one spelling, or has more digits
   */
  number(digitsMax: number): number {
    const { bytes } = this;
    const isNegative = bytes[this.at] === dash;
    const start = this.at + Number(isNegative);
    let [units, pointAt, at] = [0, -1, start];
    for (let byte = bytes[at]!; byte !== quote; byte = bytes[at]!) {
      if (byte >= zero && byte <= nine) units = units * 10 + byte - zero;
      else if (byte === point && pointAt === -1) pointAt = at;
      else return NaN;
      at += 1;
    }
    this.at = at + 1;
    this.decimals = pointAt === -1 ? 0 : at - pointAt - 1;
    const whole = (pointAt === -1 ? at : pointAt) - start;
    const hasSpelling = whole === 1 || (whole > 1 && bytes[start] !== zero);
    if (!hasSpelling || pointAt === at - 1 || whole + this.decimals > digitsMax) return NaN;
    return isNegative ? belowZero(units) : units;
  }

  /** Goes over the bytes that stand from `first` to before `end`, once more. */
  repeats(first: number, end: number): boolean {
    const { bytes, at } = this;
    for (let i = 0; first + i < end; i += 1) if (bytes[first + i] !== bytes[at + i]) return false;
    this.at = at + end - first;
    return true;
  }

  /** Goes over a hash in base64url, without padding: ten times three bytes, and two. */
  takesHash(hash: Uint8Array): boolean {
    const { bytes } = this;
    let at = this.at;
    for (let i = 0; i < 30; i += 3, at += 4) {
      const three = (hash[i]! << 16) | (hash[i + 1]! << 8) | hash[i + 2]!;
      const isSame =
        bytes[at] === base64url[three >> 18] &&
        bytes[at + 1] === base64url[(three >> 12) & 63] &&
        bytes[at + 2] === base64url[(three >> 6) & 63] &&
        bytes[at + 3] === base64url[three & 63];
      if (!isSame) return false;
    }
    const two = (hash[30]! << 10) | (hash[31]! << 2);
    const isSame =
      bytes[at] === base64url[two >> 12] &&
      bytes[at + 1] === base64url[(two >> 6) & 63] &&
      bytes[at + 2] === base64url[two & 63];
    this.at = at + 3;
    return isSame;
  }
}

/** There is no minus zero. */
function belowZero(units: number): number {
  return units === 0 ? NaN : -units;
}
