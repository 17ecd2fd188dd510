import { refused, scanKey, scanPlain, scanText, scanValue } from '@entries/canonical-scan';
import type { AccountIndex } from './account-index';

/** Bytes that are known to stand somewhere, in ASCII. */
export type Word = Uint8Array;
export const wordOf = (text: string): Word => Uint8Array.from(Buffer.from(text, 'latin1'));

const [quote, minus, point, zero, nine] = [0x22, 0x2d, 0x2e, 0x30, 0x39];
const base64url = wordOf('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_');

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

  /** Goes over the key of a member, which must stand after the one at `before`; see {@link scanKey}. */
  takesKey(before: number): boolean {
    return this.goesTo(scanKey(this.bytes, this.at, before));
  }

  /** Goes over any value. @param depth objects and lists around it */
  takesValue(depth: number): boolean {
    return this.goesTo(scanValue(this.bytes, this.at, depth));
  }

  /** Goes over the rest of any text, and the quote that closes it. */
  takesText(): boolean {
    return this.goesTo(scanText(this.bytes, this.at));
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
    const isNegative = bytes[this.at] === minus;
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
