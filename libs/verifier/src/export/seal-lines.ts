import { createHash } from 'node:crypto';
import { parseSeal, sealMetadata } from '@proof/seal';
import { JournalFault } from '../journal/fault';
import { lineFeed, linesOf } from './lines';

/** Longest line: a seal's names and numbers are short. */
const lineBytesMax = 4_096;

/** Most bytes of the seals of so many entries, each of which may be an append of its own, and of one seal more. */
export function sealBytesMax(entries: number): number {
  return (entries + 1) * lineBytesMax;
}
const noSeal = new Uint8Array(0);

/** The seals of an export, one after the other, each handed to the entry it ends with. */
export class SealLines {
  private readonly digest = createHash('sha256');
  private readonly lines: Generator<Buffer>;
  private pending: { readonly metadata: Buffer; readonly last: number } | undefined;
  private started = false;
  private lastByte: number | undefined;

  constructor(pieces: Iterable<Buffer>) {
    this.lines = linesOf(this.digested(pieces), lineBytesMax);
  }

  /**
   * The metadata that the event of this entry had in the store. A seal whose end was passed already goes to the next
   * entry, which will refuse it.
   * @throws JournalFault SealMalformed
   */
  metadataAt(seq: number): Uint8Array {
    if (!this.started) this.advance(seq);
    if (!this.pending || this.pending.last > seq) return noSeal;
    const { metadata } = this.pending;
    this.advance(seq + 1);
    return metadata;
  }

  /** The last entry that the next seal is about; undefined after the last seal. */
  get pendingLast(): number | undefined {
    return this.pending?.last;
  }

  /** Whether the file ends with a line, so that nothing of it was cut off; after {@link end}. */
  get isWhole(): boolean {
    return this.lastByte === undefined || this.lastByte === lineFeed;
  }

  /**
   * SHA-256 of the file in hex; to be called once, after the last entry.
   * @throws JournalFault SealMalformed at what is no line: however long the file is, it is read no further
   */
  end(seq: number): string {
    for (const line of this.lines) requireLine(line, seq);
    return this.digest.digest('hex');
  }

  private advance(seq: number): void {
    this.started = true;
    const { value, done } = this.lines.next();
    this.pending = done ? undefined : readLine(value, seq);
  }

  private *digested(pieces: Iterable<Buffer>): Generator<Buffer> {
    for (const piece of pieces) {
      this.digest.update(piece);
      this.lastByte = piece.at(-1);
      yield piece;
    }
  }
}

function readLine(line: Buffer, seq: number): { metadata: Buffer; last: number } {
  requireLine(line, seq);
  try {
    const seal: unknown = JSON.parse(line.toString());
    if (typeof seal !== 'string' || !Buffer.from(JSON.stringify(seal)).equals(line))
      throw new Error('not one JSON text a line');
    return { metadata: sealMetadata(seal), last: parseSeal(seal).seal.last };
  } catch (error) {
    throw new JournalFault('SealMalformed', seq, error instanceof Error ? error.message : String(error));
  }
}

function requireLine(line: Buffer, seq: number): void {
  if (line.length <= lineBytesMax) return;
  throw new JournalFault('SealMalformed', seq, `a line of more than ${lineBytesMax} bytes`);
}
