import { principalIdPattern } from '@ledger/actor';
import type { Side } from '@ledger/state';
import { entryVersion } from '@entries/upcast';
import { AccountIndex } from './account-index';
import { PlainReader, base64urlBytes, byteSet, wordOf, type Word } from './byte-reader';
import { isInstant } from '@entries/instant';

/** One posting of a plain transaction, read from its bytes. Its available figure is the posted one. */
export interface PlainPosting<Account> {
  /** Undefined before any was read. */
  account: Account | undefined;
  currency: string;
  side: Side;
  /** Minor units of the amount and of the posted figure, and the decimals that both are written with. */
  amount: number;
  posted: number;
  decimals: number;
  line: number;
  version: number;
}

/** Where an entry must stand. */
export interface PlainPlace {
  readonly seq: number;
  /** Leaf hash of the entry before. */
  readonly prev: Uint8Array;
}

const words = {
  at: wordOf('{"actor":{"at":"'),
  grant: wordOf(',"grant":"'),
  sub: wordOf(',"sub":"'),
  body: wordOf('},"body":{'),
  id: wordOf(',"id":"'),
  idem: wordOf(',"idem":"'),
  idemHash: wordOf(',"idemHash":"'),
  recordedAt: wordOf('","recordedAt":"'),
  seq: wordOf(',"seq":"'),
  end: wordOf(`,"type":"TransactionPosted","v":${entryVersion}}`),
  effectiveAt: wordOf('effectiveAt"'),
  imported: wordOf('imported"'),
  metadata: wordOf('metadata"'),
  postings: wordOf('postings"'),
  tags: wordOf('tags"'),
  account: wordOf('{"account":"'),
  amount: wordOf(',"amount":"'),
  available: wordOf(',"available":"'),
  currency: wordOf(',"currency":"'),
  line: wordOf(',"line":"'),
  posted: wordOf(',"posted":"'),
  debit: wordOf(',"side":"debit"'),
  credit: wordOf(',"side":"credit"'),
  version: wordOf(',"version":"'),
  true: wordOf('true'),
  quote: wordOf('"'),
  comma: wordOf(','),
  openBracket: wordOf('['),
  closeBracket: wordOf(']'),
  closeBrace: wordOf('}'),
};

const lateReason = wordOf('lateReason"');
/** Fields of a body that are any text. */
const texts = [
  ...['category', 'description', 'reference', 'reason'].map((name) => wordOf(`${name}"`)),
  lateReason,
];
const metadataKeyBytes = byteSet('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-');
const metadataKeyBytesMax = 64;
const hashDigits = 43;
const postingsMax = 256;
const amountDigitsMax = 13;
const figureDigitsMax = 15;

/**
 * The time and postings of a transaction, where an entry is a plain one: canonical and ASCII, in its place, neither
 * capture nor reversal, of the fields that are known here, postings of the usual fields to open accounts, amounts of few digits. It gives up on any other, and says nothing of it.
 */
export class PlainTransaction<Account extends object> {
  readonly postings: PlainPosting<Account>[] = [];
  /** Postings of the entry read last; there may be more in the list. */
  count = 0;
  /** Whether it says that it was moved in from another system. */
  isImported = false;
  /** Whether it says why it is posted late. */
  isLate = false;
  /** Whether it has an idempotency key. */
  hasKey = false;
  recordedAt = '';
  /** Its actor, as numbers; see `GrantedActor`. */
  at = 0;
  grant = 0;
  sub = '';
  private readonly reader = new PlainReader();
  private readonly accounts: AccountIndex<Account>;
  private readonly ledger: Word;
  private readonly isPlainLedger: boolean;

  /** @param accountAt answers the account of a path; undefined while none is open */
  constructor(ledger: string, accountAt: (path: string) => Account | undefined) {
    this.accounts = new AccountIndex(accountAt);
    this.ledger = wordOf(`,"ledger":${JSON.stringify(ledger)},"prev":"`);
    this.isPlainLedger = /^[\x20-\x7e]*$/.test(ledger);
  }

  /** Whether the entry is a plain transaction, and stands in this place of the ledger. */
  read(bytes: Buffer, place: PlainPlace): boolean {
    const { reader } = this;
    reader.open(bytes);
    // What is at the end distinguishes most at once.
    return this.isPlainLedger && reader.endsWith(words.end) && this.head() && this.tail(place);
  }

  private head(): boolean {
    const { reader } = this;
    if (!this.actor() || !reader.takes(words.body) || !this.body()) return false;
    if (!reader.takes(words.id) || !reader.takesUuid()) return false;
    this.hasKey = reader.takes(words.idem);
    if (this.hasKey && !reader.takesText()) return false;
    return !reader.takes(words.idemHash) || reader.takesBytes(base64urlBytes, hashDigits);
  }

  /** A principal, by a grant that needed no approval. */
  private actor(): boolean {
    const { reader } = this;
    if (!reader.takes(words.at)) return false;
    this.at = reader.number(figureDigitsMax);
    if (!(this.at >= 0) || reader.decimals !== 0 || !reader.takes(words.grant)) return false;
    this.grant = reader.number(figureDigitsMax);
    if (!(this.grant >= 0) || reader.decimals !== 0 || !reader.takes(words.sub)) return false;
    const sub = reader.text(this.sub);
    if (sub === undefined || (sub !== this.sub && !principalIdPattern.test(sub))) return false;
    this.sub = sub;
    return true;
  }

  private tail({ seq, prev }: PlainPlace): boolean {
    const { reader } = this;
    if (!reader.takes(this.ledger) || !reader.takesHash(prev) || !reader.takes(words.recordedAt))
      return false;
    const recordedAt = reader.text(this.recordedAt);
    if (recordedAt === undefined || !this.isTime(recordedAt)) return false;
    this.recordedAt = recordedAt;
    if (!reader.takes(words.seq) || reader.number(figureDigitsMax) !== seq || reader.decimals !== 0)
      return false;
    return reader.takes(words.end) && reader.isAtEnd;
  }

  /** Mostly it is that of the entry before, which was a time. */
  private isTime(text: string): boolean {
    return (text !== '' && text === this.recordedAt) || isInstant(text);
  }

  /** From behind the brace that opens it to behind the one that closes it. */
  private body(): boolean {
    const { reader } = this;
    let hasPostings = false;
    let before = 0;
    this.isImported = false;
    this.isLate = false;
    do {
      const key = reader.at + 1;
      if (!reader.takesKey(before)) return false;
      before = key;
      if (reader.has(words.postings, key)) {
        hasPostings = true;
        if (!this.list()) return false;
      } else if (!this.detail(key)) return false;
    } while (reader.takes(words.comma));
    return hasPostings && reader.takes(words.closeBrace);
  }

  /** The value of a field beside the postings. It gives up at one that it does not know. @param key place of its name */
  private detail(key: number): boolean {
    const { reader } = this;
    const text = texts.find((word) => reader.has(word, key));
    if (text === lateReason) this.isLate = true;
    if (text) return reader.takes(words.quote) && reader.takesText();
    if (reader.has(words.metadata, key)) return reader.takesRecord(metadataKeyBytes, metadataKeyBytesMax);
    if (reader.has(words.tags, key)) return reader.takesTexts();
    if (reader.has(words.effectiveAt, key)) {
      const time = reader.takes(words.quote) ? reader.text(this.recordedAt) : undefined;
      return time !== undefined && this.isTime(time);
    }
    this.isImported = reader.has(words.imported, key) && reader.takes(words.true);
    return this.isImported;
  }

  private list(): boolean {
    const { reader, postings } = this;
    this.count = 0;
    if (!reader.takes(words.openBracket)) return false;
    do {
      const posting = (postings[this.count] ??= { ...unread });
      if (this.count === postingsMax || !this.posting(posting)) return false;
      this.count += 1;
    } while (reader.takes(words.comma));
    return this.count >= 2 && reader.takes(words.closeBracket);
  }

  private posting(into: PlainPosting<Account>): boolean {
    const { reader } = this;
    const account = reader.takes(words.account) ? reader.named(this.accounts) : undefined;
    if (account === undefined || !reader.takes(words.amount)) return false;
    into.account = account;
    into.amount = reader.number(amountDigitsMax);
    into.decimals = reader.decimals;
    if (!(into.amount >= 0) || !reader.takes(words.available)) return false;
    const available = reader.at;
    into.posted = reader.number(figureDigitsMax);
    const availableEnd = reader.at;
    if (Number.isNaN(into.posted) || reader.decimals !== into.decimals) return false;
    const currency = reader.takes(words.currency) ? reader.text(into.currency) : undefined;
    if (currency === undefined) return false;
    into.currency = currency;
    if (!reader.takes(words.line)) return false;
    into.line = reader.number(figureDigitsMax);
    if (!(into.line >= 1) || reader.decimals !== 0) return false;
    if (!reader.takes(words.posted) || !reader.repeats(available, availableEnd)) return false;
    return this.sideAndVersion(into);
  }

  private sideAndVersion(into: PlainPosting<Account>): boolean {
    const { reader } = this;
    if (reader.takes(words.debit)) into.side = 'debit';
    else if (reader.takes(words.credit)) into.side = 'credit';
    else return false;
    if (!reader.takes(words.version)) return false;
    into.version = reader.number(figureDigitsMax);
    return into.version >= 0 && reader.decimals === 0 && reader.takes(words.closeBrace);
  }
}

const unread: PlainPosting<never> = {
  account: undefined,
  currency: '',
  side: 'debit',
  amount: NaN,
  posted: NaN,
  decimals: 0,
  line: NaN,
  version: NaN,
};
