import type { Side } from '@ledger/state';

/** One posting of a plain transaction, read from its bytes. Its available figure is the posted one. */
export interface PlainPosting {
  account: string;
  currency: string;
  side: Side;
  /** Minor units of the amount and of the posted figure, and the decimals that both are written with. */
  amount: number;
  posted: number;
  decimals: number;
  version: number;
}

/** What surrounds the time at the end of an entry, as it must be there. */
export interface PlainTail {
  readonly before: string;
  readonly after: string;
}

const word = (text: string) => Uint8Array.from(Buffer.from(text, 'latin1'));
const words = {
  actor: word('{"actor":'),
  body: word(',"body":{'),
  id: word(',"id":"'),
  idem: word(',"idem":'),
  idemHash: word(',"idemHash":'),
  account: word('{"account":"'),
  amount: word(',"amount":"'),
  available: word(',"available":"'),
  currency: word(',"currency":"'),
  posted: word(',"posted":"'),
  debit: word(',"side":"debit"'),
  credit: word(',"side":"credit"'),
  version: word(',"version":"'),
  postings: word('postings":['),
  captures: word('captures":'),
};
const [quote, comma, minus, point, zero, nine] = [0x22, 0x2c, 0x2d, 0x2e, 0x30, 0x39];
const [openBracket, backslash, closeBracket, openBrace, closeBrace] = [0x5b, 0x5c, 0x5d, 0x7b, 0x7d];

const timeLength = 24;
const postingsMax = 256;
const amountDigitsMax = 13;
const figureDigitsMax = 15;

/**
 * The place, time and postings of a transaction, where an entry is a plain one: no capture, postings of the usual
 * members, amounts of few digits. It reads no more than that, and says nothing of what it gives up on. It builds on
 * bytes that were found to be canonical: between quotes there is text, and brackets match.
 */
export class PlainTransaction {
  readonly postings: PlainPosting[] = [];
  /** Postings of the entry read last; there may be more in the list. */
  count = 0;
  recordedAt = '';
  private bytes: Uint8Array = new Uint8Array(0);
  private at = 0;
  /** Decimals of the number read last. */
  private decimals = 0;

  /** Whether the entry is a plain transaction with this tail. @param bytes canonical, and ASCII */
  read(bytes: Buffer, { before, after }: PlainTail): boolean {
    const tailAt = bytes.length - after.length - timeLength - before.length;
    if (tailAt <= 0) return false;
    const tail = bytes.toString('latin1', tailAt);
    if (!tail.startsWith(before) || !tail.endsWith(after)) return false;
    this.recordedAt = tail.slice(before.length, before.length + timeLength);
    this.bytes = bytes;
    this.at = 0;
    return this.head() && this.at === tailAt;
  }

  private head(): boolean {
    if (!this.takes(words.actor)) return false;
    this.skipValue();
    if (!this.takes(words.body) || !this.body() || !this.takes(words.id)) return false;
    this.skipText();
    if (this.takes(words.idem)) this.skipValue();
    if (this.takes(words.idemHash)) this.skipValue();
    return true;
  }

  /** From behind the brace that opens it to behind the one that closes it. */
  private body(): boolean {
    let hasPostings = false;
    for (;;) {
      if (this.bytes[this.at] !== quote) return false;
      this.at += 1;
      if (this.takes(words.captures)) return false;
      if (this.takes(words.postings)) {
        if (!this.list()) return false;
        hasPostings = true;
      } else {
        this.skipText();
        this.at += 1;
        this.skipValue();
      }
      const next = this.bytes[this.at];
      this.at += 1;
      if (next === closeBrace) return hasPostings;
      if (next !== comma) return false;
    }
  }

  private list(): boolean {
    for (this.count = 0; this.count < postingsMax;) {
      const posting = (this.postings[this.count] ??= { ...unread });
      if (!this.posting(posting)) return false;
      this.count += 1;
      const next = this.bytes[this.at];
      this.at += 1;
      if (next === closeBracket) return this.count >= 2;
      if (next !== comma) return false;
    }
    return false;
  }

  private posting(into: PlainPosting): boolean {
    const account = this.text(words.account, into.account);
    if (account === undefined) return false;
    into.account = account;
    into.amount = this.number(words.amount, amountDigitsMax);
    const { decimals } = this;
    const availableAt = this.at + words.available.length;
    this.number(words.available, figureDigitsMax);
    const availableEnd = this.at;
    const currency = this.text(words.currency, into.currency);
    if (currency === undefined) return false;
    into.currency = currency;
    const postedAt = this.at + words.posted.length;
    into.posted = this.number(words.posted, figureDigitsMax);
    const isSame = this.decimals === decimals && this.isRepeated(availableAt, availableEnd, postedAt);
    if (this.takes(words.debit)) into.side = 'debit';
    else if (this.takes(words.credit)) into.side = 'credit';
    else return false;
    into.version = this.number(words.version, figureDigitsMax);
    into.decimals = decimals;
    if (!isSame || this.decimals !== 0 || this.bytes[this.at] !== closeBrace) return false;
    this.at += 1;
    return !Number.isNaN(into.amount + into.posted + into.version) && into.amount >= 0 && into.version >= 0;
  }

  /** Whether the same bytes stand in two places, and nothing more in the second. */
  private isRepeated(first: number, end: number, second: number): boolean {
    for (let i = 0; first + i < end; i += 1)
      if (this.bytes[first + i] !== this.bytes[second + i]) return false;
    return second + end - first === this.at;
  }

  /** A text without escapes behind a word; the text before, where it is the same. */
  private text(behind: Uint8Array, before: string): string | undefined {
    if (!this.takes(behind)) return undefined;
    const start = this.at;
    let isSame = true;
    let end = start;
    for (let byte = this.bytes[end]!; byte !== quote; byte = this.bytes[end]!) {
      if (byte === backslash) return undefined;
      if (byte !== before.charCodeAt(end - start)) isSame = false;
      end += 1;
    }
    this.at = end + 1;
    if (isSame && end - start === before.length) return before;
    return Buffer.from(this.bytes.buffer, this.bytes.byteOffset + start, end - start).toString('latin1');
  }

  /** Minor units of decimal text behind a word, in its one spelling; NaN where it is none or has too many digits. */
  private number(behind: Uint8Array, digitsMax: number): number {
    if (!this.takes(behind)) return NaN;
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

  private takes(expected: Uint8Array): boolean {
    const { bytes, at } = this;
    for (let i = 0; i < expected.length; i += 1) if (bytes[at + i] !== expected[i]) return false;
    this.at = at + expected.length;
    return true;
  }

  /** From behind the opening quote to behind the closing one. */
  private skipText(): void {
    const { bytes } = this;
    let at = this.at;
    while (at < bytes.length && bytes[at] !== quote) at += bytes[at] === backslash ? 2 : 1;
    this.at = at + 1;
  }

  private skipValue(): void {
    const { bytes } = this;
    let depth = 0;
    do {
      const byte = bytes[this.at];
      this.at += 1;
      if (byte === quote) this.skipText();
      else if (byte === openBrace || byte === openBracket) depth += 1;
      else if (byte === closeBrace || byte === closeBracket) depth -= 1;
      else if (depth === 0) this.skipName();
    } while (depth > 0 && this.at < bytes.length);
  }

  /** What is left of true, false, null. */
  private skipName(): void {
    for (let byte = this.bytes[this.at]!; byte >= 0x61 && byte <= 0x7a; byte = this.bytes[this.at]!)
      this.at += 1;
  }
}

/** There is no minus zero. */
function belowZero(units: number): number {
  return units === 0 ? NaN : -units;
}

const unread: PlainPosting = {
  account: '',
  currency: '',
  side: 'debit',
  amount: NaN,
  posted: NaN,
  decimals: 0,
  version: NaN,
};
