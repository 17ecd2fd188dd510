import { isKeyEvent } from '@ledger/key-events';
import { amountPattern, formatUnits, unitsOf } from '@ledger/money/amount';
import type { Entry } from '@entries/entry';
import { rootIn } from '@verifier/journal/opening';

/** What all postings in one currency add up to, as decimal text. */
export interface CurrencyTotals {
  readonly currency: string;
  readonly debits: string;
  readonly credits: string;
}

/** An entry that says something of a key, without its envelope. */
export interface KeyEvent {
  readonly seq: string;
  readonly type: string;
  readonly body: unknown;
}

interface Sum {
  readonly decimals: number;
  debits: bigint;
  credits: bigint;
}

/** What an export says of its entries beside them. The verifier finds it out again and takes nothing on its word. */
export class Summary {
  transactions = 0;
  recordedAt = '';
  /** Verifier key of the root, as the first entry names it. */
  root = '';
  readonly keyEvents: KeyEvent[] = [];
  private readonly sums = new Map<string, Sum>();

  take(entry: Entry): void {
    const { seq, recordedAt, body } = entry;
    this.recordedAt = recordedAt;
    if (seq === '0') this.root = rootIn(body);
    if (isKeyEvent(entry)) this.keyEvents.push({ seq, type: entry.type, body });
    if (entry.type !== 'TransactionPosted') return;
    this.transactions += 1;
    for (const { amount, currency, side } of entry.body.postings) this.add(amount, currency, side);
  }

  /** In ascending order of currency. */
  totals(): CurrencyTotals[] {
    return [...this.sums]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([currency, { decimals, debits, credits }]) => ({
        currency,
        debits: formatUnits(debits, decimals),
        credits: formatUnits(credits, decimals),
      }));
  }

  /** An amount that is none, or has other decimals than those before it, is not counted: the verifier names it. */
  private add(amount: string, currency: string, side: string): void {
    if (typeof amount !== 'string' || !amountPattern.test(amount)) return;
    const decimals = decimalsIn(amount);
    const sum = this.sums.get(currency) ?? { decimals, debits: 0n, credits: 0n };
    if (sum.decimals !== decimals) return;
    if (side === 'debit') sum.debits += unitsOf(amount);
    else sum.credits += unitsOf(amount);
    this.sums.set(currency, sum);
  }
}

/** Digits behind the point: an amount of the journal has exactly those of its currency. */
function decimalsIn(amount: string): number {
  const point = amount.indexOf('.');
  return point === -1 ? 0 : amount.length - point - 1;
}
