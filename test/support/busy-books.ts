import type { LedgerCommand } from '@ledger/ledger';
import { Refusal } from '@ledger/refusal';
import type { Side } from '@ledger/state';
import { originalOf } from '@ledger/transactions/reversal';
import {
  changed,
  closed,
  credit,
  currency,
  debit,
  frozen,
  opened,
  openLedger,
  post,
  unfrozen,
} from './given';
import type { RecordedBooks } from './recorded-books';

const currencies = [
  { code: 'EUR', decimals: 2 },
  { code: 'JPY', decimals: 0 },
  { code: 'ETH', decimals: 18 },
];

/**
 * Has a ledger live through everything that can happen, chosen by `random`: accounts at all depths, several
 * currencies, back-dated and reversed transactions, changes of accounts, whatever the rules accept of it.
 */
export class BusyBooks {
  constructor(
    readonly books: RecordedBooks,
    private readonly random: () => number,
    begins: 'anew' | 'begun' = 'anew',
  ) {
    if (begins === 'begun') return;
    books.perform(openLedger({ metadata: { region: 'eu' } }));
    books.perform(currency('ETH', 18));
    books.perform({
      type: 'DeclareChart',
      patterns: [{ pattern: 'customers:*:wallet', type: 'liability' }],
    });
    books.perform(opened('bank', 'asset'));
    books.perform(opened('bank:vault:cash', 'asset'));
    books.perform(opened('customers', { accountType: 'liability', tags: ['root'] }));
    books.perform(opened('income:fees', 'income'));
  }

  /** Performs so many commands; those that the rules refuse leave no trace. */
  live(commands: number): this {
    for (let i = 0; i < commands; i += 1) this.attempt(this.wish(i));
    return this;
  }

  private attempt(wish: LedgerCommand): void {
    try {
      this.books.perform(wish);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
    }
  }

  private wish(i: number): LedgerCommand {
    const dice = this.random();
    if (dice < 0.005) return this.velocityLimits(i);
    if (dice < 0.03)
      return changed(this.account(), { tags: [`t${i}`], metadata: { note: `n${i}`, gone: null } });
    if (dice < 0.05) return frozen(this.account(), this.pick<Side>(['debit', 'credit']));
    if (dice < 0.09) return unfrozen(this.account());
    if (dice < 0.1) return closed(this.account());
    if (dice < 0.14) return this.reversal();
    return this.transaction(i);
  }

  /** A limit that refuses nothing, so that the books go on as they would. */
  private velocityLimits(i: number): LedgerCommand {
    const limit = { name: 'n', per: 'node', side: 'debit', window: { seconds: '60' } } as const;
    const limits = i % 3 === 0 ? [] : [{ ...limit, count: String(1_000_000 + i) }];
    return { type: 'SetVelocityLimits', path: this.account(), limits };
  }

  private transaction(i: number): LedgerCommand {
    const { code, decimals } = this.pick(currencies);
    const amount = (units: number) => {
      const digits = String(units).padStart(decimals + 1, '0');
      return decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
    };
    const [first, second] = [1 + Math.floor(this.random() * 1e6), Math.floor(this.random() * 1e6)];
    const postings = [
      debit(this.account(), amount(first + second), code),
      credit(this.account(), amount(first), code),
      credit(this.account(), amount(second), code),
    ];
    return {
      ...post(...postings),
      ...(this.random() < 0.3 && { category: this.pick(['wallet.top_up', 'fee.fx']) }),
      ...(this.random() < 0.2 && { reference: `ref "${i}" \\ é` }),
      ...(this.random() < 0.2 && {
        tags: ['card', `day-${i % 3}`],
        metadata: { psp: 'a "quoted" \\ one', n: `${i % 5}` },
      }),
      ...(this.random() < 0.2 && { effectiveAt: this.earlier(), description: '{braces}, comma' }),
    };
  }

  private reversal(): LedgerCommand {
    const posted = this.books.entries.filter((entry) => entry.type === 'TransactionPosted');
    const entry = posted[Math.floor(this.random() * posted.length)];
    if (entry?.type !== 'TransactionPosted') return this.transaction(0);
    const original = originalOf(entry);
    return { type: 'ReverseTransaction', transaction: entry.id, original, reason: 'mistake' };
  }

  private account(): string {
    const customer = `customers:c${Math.floor(this.random() ** 2 * 12)}:wallet`;
    return this.pick(['bank', 'bank:vault:cash', 'income:fees', 'customers', customer, customer]);
  }

  /** A time within the history so far. */
  private earlier(): string {
    const now = Date.parse(this.books.now());
    return new Date(now - Math.floor(this.random() * this.books.entries.length) * 1_000).toISOString();
  }

  private pick<T>(from: readonly T[]): T {
    return from[Math.floor(this.random() * from.length)]!;
  }
}
