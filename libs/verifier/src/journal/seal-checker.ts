import { noHash } from '@entries/entry';
import type { KeyHistory } from './key-history';
import { MalformedNote, isSignedBy } from '@proof/note';
import { parseSeal, sealIn, sealMetadata, type AppendSeal } from '@proof/seal';
import { JournalFault } from './fault';

/**
 * The keys and seals of one journal, while it is walked. Every entry must be covered by exactly one seal, signed by a
 * writer key that {@link KeyHistory} lets sign at that point.
 */
export class SealChecker {
  /** The first entry that no valid seal covers yet. */
  nextUnsealed = 0;
  count = 0;
  /** Leaf hash of the entry before that. */
  private sealedHead: Buffer = noHash;

  /** @param keys that take every entry before its seal is judged */
  constructor(private readonly keys: KeyHistory) {}

  /** Goes on after an entry that a valid seal covers. @param head its leaf hash */
  goOnAfter(seq: number, head: Buffer): void {
    this.nextUnsealed = seq + 1;
    this.sealedHead = head;
  }

  /**
   * @param head leaf hash of the entry at `seq`
   * @throws JournalFault of a seal or its key
   */
  entry(seq: number, head: Buffer, metadata: Uint8Array): void {
    const text = wellFormed(seq, () => sealText(metadata));
    if (text === undefined) return;
    const { seal, note } = wellFormed(seq, () => parseSeal(text));
    this.requireRange(seq, seal);
    if (!seal.head.equals(head)) {
      const range = seal.first === seal.last ? `entry ${seq}` : `entries ${seal.first} to ${seal.last}`;
      throw new JournalFault(
        'SealWrongHead',
        seal.first,
        `The seal at ${seq} was made over other bytes of ${range}.`,
      );
    }
    const [signature, another] = note.signatures;
    if (!signature || another)
      throw new JournalFault('SealMalformed', seq, 'A seal must have exactly one signature.');
    if (!isSignedBy(note, this.keys.sealer(signature, seal, this.sealedHead))) {
      throw new JournalFault(
        'SignatureInvalid',
        seal.first,
        `The signature of the seal at ${seq} is not valid.`,
      );
    }
    this.goOnAfter(seq, head);
    this.count += 1;
  }

  private requireRange(seq: number, { log, first, last }: AppendSeal): void {
    const { nextUnsealed } = this;
    if (log !== this.keys.log)
      throw new JournalFault('SealForOtherLog', seq, `The seal is for ${log}, not ${this.keys.log}.`);
    if (first > nextUnsealed) {
      throw new JournalFault(
        'SealGap',
        nextUnsealed,
        `No seal covers entries ${nextUnsealed} to ${first - 1}.`,
      );
    }
    if (first < nextUnsealed) {
      throw new JournalFault(
        'SealOverlap',
        seq,
        `The seal at ${seq} begins at ${first}, which is already sealed.`,
      );
    }
    if (last > seq)
      throw new JournalFault('SealGap', seq, `The seal at ${seq} is for entries up to ${last}.`);
    if (last < seq) throw new JournalFault('SealGap', last + 1, `The seal at ${seq} ends at ${last}.`);
  }
}

/** The seal's text, where the metadata is that of a sealed entry to the byte. */
function sealText(metadata: Uint8Array): string | undefined {
  if (metadata.length === 0) return undefined;
  const text = sealIn(metadata);
  const expected = text === undefined ? noSeal : sealMetadata(text);
  if (!expected.equals(metadata)) throw new MalformedNote('the metadata of the event holds more than a seal');
  return text;
}

const noSeal = Buffer.from('{}');

function wellFormed<T>(seq: number, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new JournalFault('SealMalformed', seq, error instanceof Error ? error.message : String(error));
  }
}
