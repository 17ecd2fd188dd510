import type { BookAccount } from '@verifier/journal/books';
import type { ApiClient } from '../api-client';
import { ask, pages } from '../read-back';
import { compareTransactions, type ApiTransaction } from './against-transactions';
import type { Difference, Equal } from './difference';
import type { ExportedJournal } from './exported-journal';
import { figuresOf, type Figures } from './figures';

interface ApiAccount {
  readonly path: string;
  readonly type: string;
}

interface ApiBalance {
  readonly currency: string;
  readonly debits?: string;
  readonly credits?: string;
  readonly posted?: string;
  readonly held?: { readonly debits: string; readonly credits: string };
  readonly available?: string;
  readonly version?: string;
}

interface ApiBalances {
  readonly items: readonly ApiBalance[];
  readonly seq: string;
}

/** Requests under way at a time. */
const atOnce = 16;

/**
 * Compares the read models of a running API, as they knew the ledger at an entry, with an export: every transaction,
 * every account, every figure.
 */
export class Comparison {
  private readonly base: string;
  private readonly known: string;
  private figures = 0;
  /** Whether the API knows no later entry. */
  private isNewest = true;

  /** @param seq the last entry that was replayed */
  constructor(
    private readonly api: ApiClient,
    private readonly journal: ExportedJournal,
    private readonly seq: string,
  ) {
    this.base = `/v1/ledgers/${journal.ledger}`;
    this.known = `knownAtSeq=${seq}&wait=30s`;
  }

  /**
   * @param accounts of the export, in ascending order of path
   * @throws Failure where the API does not answer
   */
  async run(accounts: readonly BookAccount[]): Promise<Difference | Equal> {
    const listed = pages<ApiTransaction>(this.api, `${this.base}/transactions?order=asc&${this.known}`);
    const transactions = await compareTransactions(this.journal.entries(), listed);
    if (typeof transactions !== 'number') return transactions;
    const another = await this.compareAccounts(accounts);
    if (another) return another;
    for (let at = 0; at < accounts.length; at += atOnce) {
      const some = accounts.slice(at, at + atOnce);
      const found = await Promise.all(some.map((account) => this.compareFigures(account)));
      const first = found.find((difference) => difference !== undefined);
      if (first) return first;
    }
    return { transactions, accounts: accounts.length, figures: this.figures };
  }

  private async compareAccounts(accounts: readonly BookAccount[]): Promise<Difference | undefined> {
    let at = 0;
    for await (const { path, type } of pages<ApiAccount>(this.api, `${this.base}/accounts?${this.known}`)) {
      const ours = accounts[at];
      if (!ours || path < ours.path) return this.another(path, 'path', [null, path]);
      if (path > ours.path) return this.another(ours.path, 'path', [ours.path, null]);
      if (type !== ours.type) return this.another(path, 'type', [ours.type, type]);
      at += 1;
    }
    const missing = accounts[at];
    return missing && this.another(missing.path, 'path', [missing.path, null]);
  }

  private another(account: string, figure: string, [ours, theirs]: readonly (string | null)[]): Difference {
    return { account, currency: null, figure, seq: this.seq, export: ours ?? null, api: theirs ?? null };
  }

  /** Present balances and those of the past are read from different tables. */
  private async compareFigures(account: BookAccount): Promise<Difference | undefined> {
    const present = this.isNewest ? await this.balances(account, `after=${this.seq}&wait=30s`) : undefined;
    if (present && present.seq !== this.seq) this.isNewest = false;
    const past = await this.balances(account, this.known);
    return (this.isNewest && present && this.judge(account, present)) || this.judge(account, past);
  }

  private balances({ path }: BookAccount, query: string): Promise<ApiBalances> {
    return ask(this.api, `${this.base}/accounts/${path}/balances?${query}`);
  }

  private judge(account: BookAccount, { items }: ApiBalances): Difference | undefined {
    const theirs = new Map(items.map((item) => [item.currency, toldBy(item)]));
    for (const ours of figuresOf(account)) {
      const found = theirs.get(ours.currency) ?? {};
      theirs.delete(ours.currency);
      const difference = this.differenceIn(ours, found);
      if (difference) return difference;
    }
    // What an account below has used is shown for the accounts above it, too.
    const extra = [...theirs].find(([, { version }]) => version !== '0');
    if (!extra) return undefined;
    const [currency, { version = null }] = extra;
    return { ...this.another(account.path, 'version', [null, version]), currency };
  }

  private differenceIn(ours: Figures, found: Partial<Figures>): Difference | undefined {
    const { account, currency, ...figures } = ours;
    for (const [figure, value] of Object.entries(figures)) {
      this.figures += 1;
      const theirs = found[figure as keyof Figures] ?? null;
      if (theirs !== value) return { ...this.another(account, figure, [value, theirs]), currency };
    }
    return undefined;
  }
}

function toldBy({ held, ...item }: ApiBalance): Partial<Figures> {
  return { ...item, ...(held && { heldDebits: held.debits, heldCredits: held.credits }) };
}
