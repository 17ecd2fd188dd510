import { NotCanonical } from '@entries/canonical';
import { entryBytesMax, parseEntry, type Entry } from '@entries/entry';
import { JournalFault } from './fault';

/** Of a stored event, what stands in the journal. */
export interface JournalEvent {
  /** Its place in the stream, from 0. */
  readonly revision: number;
  readonly type: string;
  readonly id: string;
  readonly data: Uint8Array;
  readonly metadata: Uint8Array;
}

/** What the store says of an event beside its data; an export carries none of it. */
export type Envelope = Pick<JournalEvent, 'revision' | 'type' | 'id'>;

/** Where the next entry of a journal must stand. */
export interface NextPlace {
  readonly ledger: string;
  readonly seq: number;
  /** Leaf hash of the entry before it. */
  readonly head: Buffer;
  /** Whether a valid seal covers the entry before it, or there is none. */
  readonly isHeadSealed: boolean;
}

/** @throws JournalFault MalformedEntry, NotCanonical */
export function readCanonical(bytes: Uint8Array, seq: number): Entry {
  if (bytes.length > entryBytesMax) {
    const detail = `The entry has ${bytes.length} bytes, at most ${entryBytesMax} are allowed.`;
    throw new JournalFault('MalformedEntry', seq, detail);
  }
  try {
    return parseEntry(bytes);
  } catch (error) {
    if (!(error instanceof NotCanonical)) throw error;
    throw new JournalFault('NotCanonical', seq, error.message);
  }
}

/** @throws JournalFault EnvelopeDiffers */
export function requireEnvelope(seq: number, entry: Entry, { type, id }: Envelope): void {
  if (type === entry.type && id === entry.id) return;
  const detail = `The event is a ${type} ${id}, the entry a ${entry.type} ${entry.id}.`;
  throw new JournalFault('EnvelopeDiffers', seq, detail);
}

/** @throws JournalFault WrongLedger, WrongSeq, BrokenChain */
export function requirePlace(entry: Entry, revision: number, place: NextPlace): void {
  const { ledger, seq, head } = place;
  if (entry.ledger !== ledger) {
    throw new JournalFault('WrongLedger', seq, `The entry belongs to ledger ${entry.ledger}, not ${ledger}.`);
  }
  if (entry.seq !== String(seq) || revision !== seq) {
    const detail = `Entry ${seq} was expected, but entry ${entry.seq} was found at position ${revision}.`;
    throw new JournalFault('WrongSeq', seq, detail);
  }
  if (entry.prev !== head.toString('base64url')) throw brokenChain(place);
}

/** @throws JournalFault TimeBackwards */
export function requireTime(seq: number, entry: Entry, before: string): void {
  if (entry.recordedAt >= before) return;
  throw new JournalFault('TimeBackwards', seq, `${entry.recordedAt} is before ${before}.`);
}

/** Which of the two was changed: the earlier, unless a seal vouches for it. */
function brokenChain({ seq, isHeadSealed }: NextPlace): JournalFault {
  const detail = isHeadSealed
    ? `The prev of entry ${seq} is not the hash of the entry before it.`
    : `The prev of entry ${seq} is the hash of other bytes than entry ${seq - 1} has now.`;
  return new JournalFault('BrokenChain', isHeadSealed ? seq : seq - 1, detail);
}
