import { formatUnits, type Currency } from '@ledger/money/amount';
import { isDebitNormal, type AccountType } from '@ledger/state';
import { accountFigures, parseAccountHeader, parseAccountLine, speaksOf } from '@proof/account-export-format';
import type {
  AccountExportEnd,
  AccountExportHeader,
  AccountExportLine,
  AccountFigures,
} from '@proof/account-export-format';
import { parseCheckpoint, type Checkpoint } from '@proof/checkpoint';
import { leafHash, parseEntry, type Entry } from '@entries/entry';
import { KeyHistory } from '../journal/key-history';
import type { SignedNote } from '@proof/note';
import { parseProof, provesEntry } from '@proof/tlog-proof';
import { RunningBalance } from '../journal/running-balance';
import { JournalFault } from '../journal/fault';
import { amountIn } from '../journal/figure-checks';
import { flawOf } from '../journal/entry-shape';
import { currencyOf, isAvailable, requireSound } from './account-postings';
import { ExportFault, ExportIncomplete } from '../export-fault';

type Closing = AccountExportEnd['end']['closing'][number];

/** What was added up of the account in one currency, and the figures of its last posting. */
interface Told {
  readonly balance: RunningBalance;
  closing: Closing;
}

/**
 * Walks the export of one account, line by line: every entry must be canonical, proved under the one checkpoint and
 * speak of the account; its postings must be all that there were up to the last, and add up.
 */
export class AccountWalk {
  postings = 0;
  readonly ledger: string;
  readonly header: AccountExportHeader;
  readonly checkpoint: Checkpoint;
  readonly note: SignedNote;
  /** As the events in the file tell it, once its end was taken. */
  readonly keys: KeyHistory;
  private readonly seqs: number[] = [];
  private type: AccountType | undefined;
  private readonly told = new Map<string, Told>();
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

  get closing(): readonly Closing[] {
    const ascending = [...this.told].sort(([a], [b]) => (a < b ? -1 : 1));
    return ascending.map(([, { closing }]) => closing);
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
    if (!this.end) throw new ExportIncomplete('FileCutOff', 'The line that ends it is missing.');
  }

  private takeEntry({ seq: text, lines, entry: bytes, proof }: AccountExportLine): void {
    const data = Buffer.from(bytes);
    if (!/^(?:0|[1-9]\d{0,14})$/.test(text)) throw malformed(this.lastSeq + 1, `${text} is no seq.`);
    const seq = Number(text);
    const entry = this.judged(seq, data);
    this.requireProof(seq, leafHash(data), proof);
    if (!speaksOf(entry, this.header.account))
      throw malformed(seq, `Entry ${seq} says nothing of ${this.header.account}.`);
    this.takeOpening(seq, entry);
    requireSound(seq, entry);
    const figures = accountFigures(entry, this.header.account);
    if (JSON.stringify(lines) !== JSON.stringify(figures))
      throw new JournalFault('FiguresDiffer', seq, `The line of entry ${seq} says other than the entry.`);
    for (const each of figures) this.addPosting(seq, each);
    this.seqs.push(seq);
    this.lastSeq = seq;
    this.recordedAt = entry.recordedAt;
  }

  /** An entry that opens another account may speak of this one all the same. */
  private takeOpening(seq: number, entry: Entry): void {
    const { account } = this.header;
    if (entry.type !== 'AccountOpened' || entry.body.path !== account) return;
    if (this.type !== undefined)
      throw new JournalFault('NotAllowedByBooks', seq, `${account} is open already.`);
    this.type = entry.body.type;
  }

  /** The entry of these bytes, which must be canonical, of this ledger, and later than those before. */
  private judged(seq: number, data: Buffer): Entry {
    let entry: Entry;
    try {
      entry = parseEntry(data);
    } catch (error) {
      throw new JournalFault('NotCanonical', seq, sentence(error));
    }
    const flaw = flawOf(entry);
    if (flaw) throw new JournalFault('MalformedEntry', seq, flaw);
    if (entry.ledger !== this.ledger)
      throw new JournalFault('WrongLedger', seq, `The entry belongs to ledger ${entry.ledger}.`);
    if (entry.seq !== String(seq) || seq <= this.lastSeq)
      throw new JournalFault('WrongSeq', seq, `Entry ${entry.seq} stands after entry ${this.lastSeq}.`);
    if (entry.recordedAt < this.recordedAt)
      throw new JournalFault('TimeBackwards', seq, `${entry.recordedAt} lies before ${this.recordedAt}.`);
    return entry;
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

  /** Versions count the postings of the account without gaps: one that is left out is missed. */
  private addPosting(
    seq: number,
    { amount, currency, side, posted, available, version }: AccountFigures,
  ): void {
    const { type } = this;
    if (type === undefined)
      throw new ExportIncomplete('PostingMissing', 'The entry that opens the account is missing.');
    const told = this.told.get(currency) ?? begun(currencyOf({ currency, amount }), type);
    const next = told.balance.version + 1;
    if (version !== String(next)) {
      const detail = `Entry ${seq} has posting ${version} of the account in ${currency}, the next would be ${next}.`;
      if (/^[1-9]\d{0,14}$/.test(version) && Number(version) > next)
        throw new ExportIncomplete('PostingMissing', detail);
      throw new JournalFault('FiguresDiffer', seq, detail);
    }
    const { balance } = told;
    balance.add(side === 'debit' ? 'debit' : 'credit', amountIn(seq, amount, balance.currency));
    const expected = formatUnits(balance.posted, balance.currency.decimals);
    if (posted !== expected || !isAvailable(available, balance.posted, balance.currency))
      throw new JournalFault(
        'FiguresDiffer',
        seq,
        `The account has ${expected} ${currency}, the entry says ${posted}, ${available} available.`,
      );
    told.closing = { currency, posted, available, version };
    this.told.set(currency, told);
    this.postings += 1;
  }

  private takeEnd(end: AccountExportEnd['end']): void {
    if (end.entries !== String(this.entries))
      throw new ExportIncomplete(
        'EntriesMissing',
        `There are ${this.entries} entries, its end says ${end.entries}.`,
      );
    if (JSON.stringify(end.closing) !== JSON.stringify(this.closing))
      throw malformed(null, 'It closes with other figures than its last postings.');
    this.requireKeys(end.keys);
    this.end = end;
  }

  private requireKeys({ root, events }: AccountExportEnd['end']['keys']): void {
    if (root !== this.rootKey) throw new JournalFault('WrongRoot', 0, `It names the root key ${root}.`);
    const history = this.keys;
    history.opened(this.rootKey);
    let before = 0;
    for (const event of events) {
      const seq = tell(history, event);
      if (seq <= before) throw malformed(null, 'Its key events are not in order.');
      before = seq;
    }
    history.requireNotary(this.note, this.checkpoint.size, 0);
    for (const seq of this.seqs) history.requireWriter(seq);
  }
}

function begun(currency: Currency, type: AccountType): Told {
  const closing = { currency: currency.code, posted: '', available: '', version: '' };
  return { balance: new RunningBalance(currency, isDebitNormal(type)), closing };
}

/** Tells the history of one key event, whose shape is not known yet. Answers its seq. */
function tell(history: KeyHistory, event: unknown): number {
  const { seq, type, body } = event as { seq?: unknown; type?: unknown; body?: unknown };
  const shown = { ...plainEnvelope, seq, type, body } as unknown as Entry;
  const flaw = flawOf(shown);
  if (flaw || !/^[1-9]\d{0,14}$/.test(String(seq))) throw malformed(null, flaw ?? 'A key event has no seq.');
  const place = Number(seq);
  if (shown.type === 'KeyRegistered') history.registered(place, shown.body);
  else if (shown.type === 'KeyRetired') history.retired(place, shown.body);
  else if (shown.type === 'KeyCompromised') history.compromised(place, shown.body);
  else throw malformed(null, `${shown.type} is no event of a key.`);
  return place;
}

/** Key events come without the envelope of their entries. */
const plainEnvelope = { id: '', ledger: '', prev: '', recordedAt: '1970-01-01T00:00:00.000Z', v: 1 };

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
