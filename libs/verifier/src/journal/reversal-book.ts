import type { PostedPosting } from '@ledger/transactions/posting';
import type { Reverses } from '@ledger/transactions/transaction';
import { parseEntry, type Entry } from '@entries/entry';
import { JournalFault } from './fault';
import { amountIn, type Change } from './figure-checks';
import type { TermsBook } from './terms-book';

/** The bytes of an entry that was walked before; undefined where they cannot be had again. */
export type EarlierEntry = (seq: number) => Uint8Array | undefined;

/** What may still be reversed of transactions, computed again from the reversals of them. */
export class ReversalBook {
  /** Seq of an original -> minor units, posting by posting of it; of originals that were reversed at least in part. */
  private readonly remaining = new Map<number, readonly bigint[]>();

  constructor(
    private readonly terms: TermsBook,
    private readonly earlier: EarlierEntry,
  ) {}

  /**
   * Takes a reversal. It must point to a transaction, mirror its postings or parts of them, and say what remains.
   * @throws JournalFault NotAllowedByBooks, FiguresDiffer
   */
  take(seq: number, { id, remaining, seq: pointed }: Reverses, changes: readonly Change[]): void {
    const at = Number(pointed);
    const original = at < seq ? this.transactionAt(at) : undefined;
    if (!original || original.id !== id) throw notAllowed(seq, `Entry ${pointed} is no transaction ${id}.`);
    if (original.body.exchange) throw notAllowed(seq, `${id} is an exchange, which has no mirror.`);
    const lines = original.body.postings;
    if (remaining && remaining.length !== lines.length)
      throw notAllowed(seq, `${id} has ${lines.length} postings, but ${remaining.length} remaining amounts.`);
    const units = ({ currency }: PostedPosting, amount: string) =>
      amountIn(seq, amount, this.terms.requireCurrency(seq, currency));
    const before = this.remaining.get(at) ?? lines.map((line) => units(line, line.amount));
    const after = lines.map((line, i) => (remaining ? units(line, remaining[i]!) : 0n));
    requireTaken(seq, id, { lines, before, after, changes });
    this.remaining.set(at, after);
  }

  private transactionAt(seq: number): Extract<Entry, { type: 'TransactionPosted' }> | undefined {
    const bytes = this.earlier(seq);
    const entry = bytes && parseEntry(bytes);
    return entry?.type === 'TransactionPosted' && entry.seq === String(seq) ? entry : undefined;
  }
}

interface Reversed {
  readonly lines: readonly PostedPosting[];
  readonly before: readonly bigint[];
  readonly after: readonly bigint[];
  readonly changes: readonly Change[];
}

/** On every account, side and currency of the original, what remains has gone down by what is reversed. */
function requireTaken(seq: number, id: string, { lines, before, after, changes }: Reversed): void {
  const expected = new Map<string, bigint>();
  const add = (place: string, units: bigint) => expected.set(place, (expected.get(place) ?? 0n) + units);
  lines.forEach(({ account, side, currency }, i) => {
    const place = `${account} ${side} ${currency}`;
    if (after[i]! > before[i]!)
      throw new JournalFault('FiguresDiffer', seq, `More of ${id} remains than before.`);
    add(place, before[i]! - after[i]!);
  });
  for (const { posting, units } of changes) {
    const place = `${posting.account} ${posting.side === 'debit' ? 'credit' : 'debit'} ${posting.currency}`;
    if (!expected.has(place))
      throw notAllowed(seq, `A ${posting.side} of ${posting.account} mirrors no posting of ${id}.`);
    add(place, -units);
  }
  for (const [place, units] of expected) {
    if (units === 0n) continue;
    const detail = `The remaining amount of ${id} at ${place} did not decrease by what is reversed.`;
    throw new JournalFault('FiguresDiffer', seq, detail);
  }
}

function notAllowed(seq: number, detail: string): JournalFault {
  return new JournalFault('NotAllowedByBooks', seq, detail);
}
