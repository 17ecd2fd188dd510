import { NotCanonical } from './canonical';
import { entryBytesMax, leafHash, noHash, parseEntry, type Entry } from './entry';
import { entryVersion } from './upcast';
import { keyRoles } from '@ledger/key';
import { KeyHistory } from './key-history';
import type { StoredEvent } from './stream';
import { Books } from './verify-books';
import { JournalFault, JournalIncomplete } from './verify-fault';
import { SealChecker } from './verify-seals';

/** Of a stored event, what stands in the journal. */
export type JournalEvent = Pick<StoredEvent, 'revision' | 'type' | 'id' | 'data' | 'metadata'>;

/** What the store says of an event beside its data; an export carries none of it. */
type Envelope = Pick<JournalEvent, 'revision' | 'type' | 'id'>;

/** What was proved of a journal. */
export interface VerifiedJournal {
  readonly entries: number;
  readonly seals: number;
  /** Leaf hash of the last entry, base64url. */
  readonly head: string;
  /** Verifier key of the root under which the journal stands. */
  readonly root: string;
}

export interface VerifierOptions {
  readonly ledger: string;
  /** Verifier key of the root as it is known from outside the journal; without it the journal's own word is taken. */
  readonly root?: string;
}

/**
 * Walks one journal, event by event from the first, and stops at the first that is not as it was written: canonical
 * form, place, chain, time, keys and seals, and the books. Needs no service and no clock.
 */
export class JournalVerifier {
  /** The books as far as the journal was walked. */
  readonly books = new Books();
  /** Which keys may sign what, as far as the journal was walked. */
  readonly keys: KeyHistory;
  private readonly seals: SealChecker;
  private readonly ledger: string;
  private next = 0;
  private head: Buffer = noHash;
  private recordedAt = '';
  private root = '';

  constructor({ ledger, root }: VerifierOptions) {
    this.ledger = ledger;
    this.keys = new KeyHistory(ledger, root);
    this.seals = new SealChecker(this.keys);
  }

  /** Every entry before this one is covered by a valid seal. */
  get trustedTo(): number {
    return this.seals.nextUnsealed;
  }

  /** Seals that were found in order. */
  get sealCount(): number {
    return this.seals.count;
  }

  /** Leaf hash of the last entry; 32 zero bytes before the first. */
  get headHash(): Buffer {
    return this.head;
  }

  /** @throws JournalFault */
  take(event: JournalEvent): Entry {
    return this.takeBytes(event.data, event.metadata, event);
  }

  /**
   * Takes the next entry from wherever its bytes are.
   * @param metadata the seal where the entry is the last of an append, as in a stored event
   * @throws JournalFault
   */
  takeBytes(data: Uint8Array, metadata: Uint8Array, envelope?: Envelope): Entry {
    const seq = this.next;
    const entry = readJudged(data, seq);
    this.requirePlace(entry, envelope?.revision ?? seq);
    if (envelope) requireEnvelope(seq, entry, envelope);
    if (entry.recordedAt < this.recordedAt) {
      throw new JournalFault('TimeBackwards', seq, `${entry.recordedAt} lies before ${this.recordedAt}.`);
    }
    this.takeMeaning(seq, entry);
    this.head = leafHash(data);
    this.recordedAt = entry.recordedAt;
    this.next = seq + 1;
    this.seals.entry(seq, this.head, metadata);
    return entry;
  }

  /**
   * To be called after the last event.
   * @throws JournalIncomplete where there is no entry, or the last ones carry no seal
   */
  end(): VerifiedJournal {
    const { next, seals, head, root } = this;
    if (next === 0) throw new JournalIncomplete(`There is no journal of ${this.ledger}.`);
    if (seals.nextUnsealed < next) {
      throw new JournalIncomplete(
        `No seal covers entries ${seals.nextUnsealed} to ${next - 1}: the end is missing.`,
      );
    }
    return { entries: next, seals: seals.count, head: head.toString('base64url'), root };
  }

  private requirePlace(entry: Entry, revision: number): void {
    const seq = this.next;
    if (entry.ledger !== this.ledger) {
      throw new JournalFault('WrongLedger', seq, `The entry belongs to ledger ${entry.ledger}.`);
    }
    if (entry.seq !== String(seq) || revision !== seq) {
      throw new JournalFault(
        'WrongSeq',
        seq,
        `Where entry ${seq} belongs stands entry ${entry.seq}, at ${revision}.`,
      );
    }
    if (entry.prev !== this.head.toString('base64url')) throw this.brokenChain(seq);
  }

  /** Which of the two was changed: the earlier, unless a seal vouches for it. */
  private brokenChain(seq: number): JournalFault {
    const isEarlierSealed = seq === 0 || this.seals.nextUnsealed === seq;
    const before = isEarlierSealed ? `what stands before it` : `other bytes than entry ${seq - 1} has now`;
    const detail = `Entry ${seq} does not follow ${before}.`;
    return new JournalFault('BrokenChain', isEarlierSealed ? seq : seq - 1, detail);
  }

  private takeMeaning(seq: number, entry: Entry): void {
    if ((entry.type === 'LedgerOpened') !== (seq === 0)) {
      throw new JournalFault('MalformedEntry', seq, 'The first entry, and no other, opens the ledger.');
    }
    if (entry.type === 'LedgerOpened') {
      this.root = entry.body.root;
      this.keys.opened(entry.body.root);
    }
    if (entry.type === 'KeyRegistered') this.keys.registered(seq, entry.body);
    if (entry.type === 'KeyRetired') this.keys.retired(seq, entry.body);
    if (entry.type === 'KeyCompromised') this.keys.compromised(seq, entry.body);
    this.books.take(seq, entry);
  }
}

function requireEnvelope(seq: number, entry: Entry, { type, id }: Envelope): void {
  if (type === entry.type && id === entry.id) return;
  const detail = `The event is a ${type} ${id}, the entry a ${entry.type} ${entry.id}.`;
  throw new JournalFault('EnvelopeDiffers', seq, detail);
}

const members = new Set('actor body id idem idemHash ledger prev recordedAt seq type v'.split(' '));
const instantPattern = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

/** An entry whose envelope has the right shape, and whose body has what the walk looks at. */
function readJudged(bytes: Uint8Array, seq: number): Entry {
  if (bytes.length > entryBytesMax) {
    throw new JournalFault(
      'MalformedEntry',
      seq,
      `The entry has ${bytes.length} bytes, at most ${entryBytesMax} are allowed.`,
    );
  }
  let entry: Entry;
  try {
    entry = parseEntry(bytes);
  } catch (error) {
    if (!(error instanceof NotCanonical)) throw error;
    throw new JournalFault('NotCanonical', seq, error.message);
  }
  const flaw = flawOf(entry);
  if (flaw) throw new JournalFault('MalformedEntry', seq, flaw);
  return entry;
}

function flawOf(entry: Entry): string | undefined {
  for (const key in entry) if (!members.has(key)) return `An entry has no member ${key}.`;
  if (entry.v !== entryVersion) return `Version ${String(entry.v)} of the entry's shape is not known.`;
  const { id, ledger, prev, seq, type, recordedAt, body } = entry;
  if (!areTexts(id, ledger, prev, seq, type, recordedAt)) return 'The envelope is not complete.';
  if (!instantPattern.test(recordedAt)) return `${recordedAt} is no time.`;
  if (typeof body !== 'object' || body === null) return 'The entry has no body.';
  return flawOfBody(entry);
}

function flawOfBody(entry: Entry): string | undefined {
  switch (entry.type) {
    case 'LedgerOpened':
      return areTexts(entry.body.root) ? undefined : 'A ledger is opened under a root key.';
    case 'KeyRegistered': {
      const { keyId, role, rootSignature, vkey } = entry.body;
      return areTexts(keyId, rootSignature, vkey) && keyRoles.includes(role)
        ? undefined
        : 'The registration of a key is not complete.';
    }
    case 'KeyRetired':
      return areTexts(entry.body.keyId, entry.body.rootSignature) ? undefined : 'A retired key has an id.';
    case 'KeyCompromised': {
      const { fromSeq = '0', keyId, rootSignature } = entry.body;
      return areTexts(keyId, rootSignature) && /^(?:0|[1-9]\d{0,14})$/.test(fromSeq)
        ? undefined
        : 'A compromised key has an id, and may have a first seq.';
    }
    case 'CurrencyRegistered': {
      const { code, decimals } = entry.body;
      return areTexts(code) && /^(?:\d|1[0-8])$/.test(decimals)
        ? undefined
        : 'A currency has a code and 0 to 18 decimals.';
    }
    case 'AccountOpened':
      return areTexts(entry.body.path, entry.body.type) ? undefined : 'An account has a path and a type.';
    case 'TransactionPosted':
      if (entry.body.captures !== undefined && !isCapture(entry.body.captures))
        return 'What a capture leaves of its hold is not complete.';
      return arePostings(entry.body.postings, 2) ? undefined : 'A transaction has at least two postings.';
    case 'HoldPlaced':
      return arePostings(entry.body.postings, 2) ? undefined : 'A hold has at least two postings.';
    case 'HoldIncremented':
    case 'HoldVoided':
    case 'HoldExpired':
      return isPointer(entry.body.hold) && arePostings(entry.body.postings, 0)
        ? undefined
        : 'The entry points to no hold, or has no postings.';
    default:
      return undefined;
  }
}

function arePostings(postings: unknown, least: number): boolean {
  const isList = Array.isArray(postings) && postings.length >= least;
  return isList && postings.every((posting) => typeof posting === 'object' && posting !== null);
}

function isPointer(hold: unknown): hold is { id: string; seq: string } {
  if (typeof hold !== 'object' || hold === null) return false;
  const { id, seq } = hold as { id?: unknown; seq?: unknown };
  return areTexts(id, seq);
}

function isCapture(captures: unknown): boolean {
  return isPointer(captures) && Array.isArray((captures as { left?: unknown }).left);
}

function areTexts(...values: readonly unknown[]): boolean {
  return values.every((value) => typeof value === 'string');
}
