import { isKeyEvent, type KeyEvent } from '@ledger/key-events';
import { leafHash, parseEntry, type Entry } from '@entries/entry';
import { bodyFlawOf, shapeFlawOf } from '@entries/entry-shape';
import { sentenceOf } from '@entries/shape';
import {
  AccountSubject,
  accountFigures,
  parseAccountHeader,
  parseAccountLine,
  type AccountExportEnd,
  type AccountExportHeader,
  type AccountExportLine,
} from '@proof/account-export-format';
import { parseCheckpoint, type Checkpoint } from '@proof/checkpoint';
import type { SignedNote } from '@proof/note';
import { parseProof, provesEntry } from '@proof/tlog-proof';
import { requireSystemAlone } from '../access/system-entries';
import { ExportFault, ExportIncomplete } from '../export-fault';
import { JournalFault } from '../journal/fault';
import { findingOf } from '../journal/journal-verifier';
import { KeyHistory } from '../journal/key-history';
import { AccountBook } from './account-book';

type Closing = AccountExportEnd['end']['closing'][number];

/**
 * Walks the export of one account, line by line: every entry must be canonical, proved under the one checkpoint and
 * speak of the account; its lines must be all that there were up to the last, and add up. What an entry says wrongly is
 * reported when the signature of the checkpoint that proves it was found in order.
 */
export class AccountWalk {
  readonly ledger: string;
  readonly header: AccountExportHeader;
  readonly checkpoint: Checkpoint;
  readonly note: SignedNote;
  /** As the events in the file have it, once its end was taken. */
  readonly keys: KeyHistory;
  private readonly seqs: number[] = [];
  private readonly subject: AccountSubject;
  private readonly book: AccountBook;
  private readonly last = new Map<string, Closing>();
  private found: Error | undefined;
  private lastSeq = -1;
  private recordedAt = '';
  private end: AccountExportEnd['end'] | undefined;

  /**
   * @param log `<origin>/<ledgerId>` of the root key that is trusted
   * @throws ExportFault AccountExportMalformed, CheckpointMalformed, CheckpointForOtherLog
   */
  constructor(
    header: string,
    private readonly log: string,
    private readonly rootKey: string,
  ) {
    this.ledger = log.slice(log.lastIndexOf('/') + 1);
    this.keys = new KeyHistory(this.ledger, rootKey);
    this.header = wellFormed('AccountExportMalformed', null, () => parseAccountHeader(header));
    this.subject = new AccountSubject(this.header.account);
    this.book = new AccountBook(this.header.account);
    const read = wellFormed('CheckpointMalformed', null, () => parseCheckpoint(this.header.checkpoint));
    this.checkpoint = read.checkpoint;
    this.note = read.note;
    if (this.header.log !== log || this.header.ledger !== this.ledger || this.checkpoint.log !== log) {
      const detail = `It is for ${this.header.log} and ${this.checkpoint.log}, not ${log}.`;
      throw new ExportFault('CheckpointForOtherLog', null, detail);
    }
  }

  get entries(): number {
    return this.seqs.length;
  }

  /** Postings on the account. */
  get postings(): number {
    return this.book.postings;
  }

  /** Lines of the account: postings and what holds set aside or release. */
  get lines(): number {
    return this.book.lines;
  }

  get closing(): readonly Closing[] {
    return [...this.last.values()].sort((a, b) => (a.currency < b.currency ? -1 : 1));
  }

  /** @throws JournalFault, ExportFault, ExportIncomplete */
  take(text: string): void {
    if (this.end) throw malformed(null, 'There is a line after the end.');
    const line = wellFormed('AccountExportMalformed', this.lastSeq + 1, () => parseAccountLine(text));
    if ('end' in line) this.takeEnd(line.end);
    else this.takeEntry(line);
  }

  /** To be called after the last line. @throws ExportIncomplete FileCutOff */
  requireEnd(): void {
    if (this.found) throw this.found;
    if (!this.end) throw new ExportIncomplete('FileCutOff', 'The line that ends it is missing.');
  }

  private takeEntry({ seq: text, lines, entry: bytes, proof }: AccountExportLine): void {
    const data = Buffer.from(bytes);
    if (!/^(?:0|[1-9]\d{0,14})$/.test(text)) throw malformed(this.lastSeq + 1, `${text} is not a seq.`);
    const seq = Number(text);
    this.requireProof(seq, leafHash(data), proof);
    const entry = this.readEntry(seq, data);
    this.seqs.push(seq);
    this.lastSeq = seq;
    if (this.found) return;
    try {
      this.judge(seq, entry, lines);
    } catch (error) {
      this.found = error as Error;
    }
  }

  /** The entry of these bytes, which must be canonical and in its place. */
  private readEntry(seq: number, data: Buffer): Entry {
    let entry: Entry;
    try {
      entry = parseEntry(data);
    } catch (error) {
      throw new JournalFault('NotCanonical', seq, sentence(error));
    }
    if (entry.seq !== text(seq) || seq <= this.lastSeq)
      throw new JournalFault('WrongSeq', seq, `Entry ${entry.seq} follows entry ${this.lastSeq}.`);
    return entry;
  }

  /** What the entry says, which must be of this account and ledger, later than those before, and come out. */
  private judge(seq: number, entry: Entry, lines: AccountExportLine['lines']): void {
    const { account } = this.header;
    const flaw = shapeFlawOf(entry);
    if (flaw) throw findingOf(seq, flaw);
    if (entry.ledger !== this.ledger)
      throw new JournalFault('WrongLedger', seq, `The entry belongs to ledger ${entry.ledger}.`);
    if (entry.recordedAt < this.recordedAt)
      throw new JournalFault('TimeBackwards', seq, `${entry.recordedAt} is before ${this.recordedAt}.`);
    this.recordedAt = entry.recordedAt;
    if (!this.subject.isOf(entry)) throw malformed(seq, `Entry ${seq} does not concern ${account}.`);
    const figures = accountFigures(entry, account);
    if (JSON.stringify(lines) !== JSON.stringify(figures))
      throw new JournalFault('FiguresDiffer', seq, `The line of entry ${seq} contradicts the entry.`);
    requireSystemAlone(seq, entry);
    this.book.take(seq, entry);
    for (const { currency, posted, available, version } of figures)
      this.last.set(currency, { currency, posted, available, version });
  }

  private requireProof(seq: number, leaf: Buffer, text: string): void {
    const proof = wellFormed('ProofInvalid', seq, () => parseProof(text));
    const isOfHeader = proof.checkpoint === this.header.checkpoint && proof.index === seq;
    if (!isOfHeader || !provesEntry(proof, leaf))
      throw new ExportFault(
        'ProofInvalid',
        seq,
        `The proof does not lead from entry ${seq} to the checkpoint.`,
      );
  }

  private takeEnd(end: AccountExportEnd['end']): void {
    this.requireKeys(end.keys);
    if (this.found) throw this.found;
    if (end.entries !== text(this.entries)) {
      const detail = `There are ${this.entries} entries, but its last line says ${end.entries}.`;
      throw new ExportIncomplete('EntriesMissing', detail);
    }
    const isSame =
      end.lines === text(this.lines) && JSON.stringify(end.closing) === JSON.stringify(this.closing);
    if (!isSame) throw malformed(null, 'It closes with other figures than its last lines.');
    this.end = end;
  }

  private requireKeys({ root, events }: AccountExportEnd['end']['keys']): void {
    const history = this.keys;
    if (root !== this.rootKey && !events.some((event) => this.makesRoot(event)))
      throw new JournalFault('WrongRoot', 0, `It names the root key ${root}.`);
    history.opened(root);
    let before = 0;
    for (const event of events) {
      const seq = takeKeyEvent(history, event);
      if (seq <= before) throw malformed(null, 'Its key events are not in order.');
      before = seq;
    }
    history.requireTrustedRoot();
    history.requireNotary(this.note, this.checkpoint.size, 0);
    for (const seq of this.seqs) history.requireWriter(seq);
  }

  /** Whether a key event claims that the trusted root key has replaced another one. */
  private makesRoot(event: unknown): boolean {
    const { type, body } = event as { type?: unknown; body?: { vkey?: unknown } | null };
    return type === 'RootReplaced' && body?.vkey === this.rootKey;
  }
}

/** Takes one key event, whose shape is not known yet, into the history. Answers its seq. */
function takeKeyEvent(history: KeyHistory, event: unknown): number {
  const { seq, type, body } = event as { seq?: unknown; type?: unknown; body?: unknown };
  if (typeof seq !== 'string' || !/^[1-9]\d{0,14}$/.test(seq))
    throw malformed(null, 'A key event has no seq.');
  if (typeof type !== 'string' || !isKeyEvent({ type }))
    throw malformed(null, `${String(type)} is no event of a key.`);
  const known = { type, body } as KeyEvent;
  const flaw = bodyFlawOf(known.type, body);
  if (flaw) throw flaw.isUnknown ? findingOf(Number(seq), flaw) : malformed(null, sentenceOf(flaw));
  history.take(Number(seq), known);
  return Number(seq);
}

function text(count: number): string {
  return String(count);
}

function wellFormed<T>(
  faultClass: 'AccountExportMalformed' | 'CheckpointMalformed' | 'ProofInvalid',
  seq: number | null,
  read: () => T,
): T {
  try {
    return read();
  } catch (error) {
    throw new ExportFault(faultClass, seq, sentence(error));
  }
}

function malformed(seq: number | null, detail: string): ExportFault {
  return new ExportFault('AccountExportMalformed', seq, detail);
}

function sentence(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
