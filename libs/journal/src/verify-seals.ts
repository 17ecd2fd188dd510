import type { KeyRegistered } from '@ledger/opening';
import { isRegisteredBy } from './keys';
import { MalformedNote, isSignedBy, parseVkey, type VerifierKey } from './note';
import { parseSeal, sealIn, sealMetadata, type AppendSeal } from './seal';
import { JournalFault } from './verify-fault';

interface RegisteredAt {
  readonly key: VerifierKey;
  readonly seq: number;
}

/**
 * The keys and seals of one journal, while it is walked. Every entry must be covered by exactly one seal, signed by a
 * key that the root vouched for in an earlier append; only the first append registers the key that seals it.
 */
export class SealChecker {
  private root: VerifierKey | undefined;
  private log = '';
  private readonly writers = new Map<string, RegisteredAt>();
  /** The first entry that no valid seal covers yet. */
  nextUnsealed = 0;
  count = 0;

  constructor(
    private readonly ledger: string,
    /** Verifier key of the root as the auditor knows it; without it the journal's own word is taken. */
    private readonly trustedRoot: string | undefined,
  ) {}

  /** @throws JournalFault WrongRoot, MalformedEntry */
  opened(rootVkey: string): void {
    if (this.trustedRoot !== undefined && rootVkey !== this.trustedRoot) {
      throw new JournalFault(
        'WrongRoot',
        0,
        `The journal names the root key ${rootVkey}, trusted is ${this.trustedRoot}.`,
      );
    }
    const root = wellFormed(0, 'MalformedEntry', () => parseVkey(rootVkey));
    if (!root.name.endsWith(`/${this.ledger}/root`)) {
      throw new JournalFault(
        'WrongRoot',
        0,
        `The root key ${root.name} is not one of ledger ${this.ledger}.`,
      );
    }
    this.root = root;
    this.log = root.name.slice(0, -'/root'.length);
  }

  /** @throws JournalFault KeyNotVouchedFor, MalformedEntry */
  registered(seq: number, body: KeyRegistered['body']): void {
    const key = wellFormed(seq, 'MalformedEntry', () => parseVkey(body.vkey));
    const { root, log } = this;
    const isVouchedFor = root && wellFormed(seq, 'KeyNotVouchedFor', () => isRegisteredBy(root, log, body));
    if (!isVouchedFor) {
      throw new JournalFault(
        'KeyNotVouchedFor',
        seq,
        `The root key did not sign the registration of ${key.name}.`,
      );
    }
    if (key.keyId !== body.keyId || key.name !== `${log}/${body.role}` || this.writers.has(key.keyId)) {
      throw new JournalFault(
        'KeyNotVouchedFor',
        seq,
        `${body.vkey} is not a new key ${body.keyId} for ${body.role}.`,
      );
    }
    if (body.role === 'writer') this.writers.set(key.keyId, { key, seq });
  }

  /**
   * @param head leaf hash of the entry at `seq`
   * @throws JournalFault of a seal or its key
   */
  entry(seq: number, head: Buffer, metadata: Uint8Array): void {
    const text = wellFormed(seq, 'SealMalformed', () => sealText(metadata));
    if (text === undefined) return;
    const { seal, note } = wellFormed(seq, 'SealMalformed', () => parseSeal(text));
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
      throw new JournalFault('SealMalformed', seq, 'A seal has exactly one signature.');
    const writer = this.writers.get(signature.keyId);
    if (!writer || signature.name !== writer.key.name || (writer.seq >= seal.first && seal.first > 0)) {
      const name = `${signature.name}+${signature.keyId}`;
      throw new JournalFault('KeyNotRegistered', seal.first, `No writer key ${name} was registered before.`);
    }
    if (!isSignedBy(note, writer.key)) {
      throw new JournalFault(
        'SignatureInvalid',
        seal.first,
        `The signature of the seal at ${seq} is not valid.`,
      );
    }
    this.nextUnsealed = seq + 1;
    this.count += 1;
  }

  private requireRange(seq: number, { log, first, last }: AppendSeal): void {
    const { nextUnsealed } = this;
    if (log !== this.log)
      throw new JournalFault('SealForOtherLog', seq, `The seal is for ${log}, not ${this.log}.`);
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
        `The seal at ${seq} begins at ${first}, which is sealed already.`,
      );
    }
    if (last > seq)
      throw new JournalFault('SealGap', seq, `The seal at ${seq} is for entries up to ${last}.`);
    if (last < seq)
      throw new JournalFault('SealGap', last + 1, `The seal at ${seq} ends at ${last} already.`);
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

function wellFormed<T>(
  seq: number,
  faultClass: 'MalformedEntry' | 'SealMalformed' | 'KeyNotVouchedFor',
  read: () => T,
): T {
  try {
    return read();
  } catch (error) {
    throw new JournalFault(faultClass, seq, error instanceof Error ? error.message : String(error));
  }
}
