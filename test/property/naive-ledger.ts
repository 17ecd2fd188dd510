import type { ChangeAccount, OpenAccount } from '@ledger/account';
import type { LedgerCommand } from '@ledger/ledger';
import type { Posting } from '@ledger/posting';
import type { ReverseTransaction } from '@ledger/reversal';
import type { ChartPattern, Limit, Side } from '@ledger/state';
import type { PostTransaction } from '@ledger/transaction';

type Terms = { type?: string; currencies?: readonly string[] | null; limits?: readonly Limit[] };
type Account = Terms & { frozen: Set<Side>; isClosed: boolean };

const most = 10n ** 38n - 1n;
const isBelow = (path: string, above: string) => path.startsWith(`${above}:`);

/** The rules once more, as plainly as they can be said, with no thought of speed, memory or the order of checks. */
export class NaiveLedger {
  private books = {
    decimals: new Map(Object.entries({ EUR: 2, USD: 2, JPY: 0 })),
    accounts: new Map<string, Account>(),
    /** `path code side` -> the sum of all such postings. */
    sums: new Map<string, bigint>(),
    chart: [] as readonly ChartPattern[],
    references: new Set<string>(),
    reversed: new Set<string>(),
  };

  private before = this.books;

  /** Whether the command is accepted; if so, it is done. */
  accepts(command: LedgerCommand, now: string): boolean {
    this.before = structuredClone(this.books);
    const isAccepted = this.does(command, now);
    if (!isAccepted) this.books = this.before;
    return isAccepted;
  }

  sum(path: string, code: string, side: Side, { sums } = this.books): bigint {
    return sums.get(`${path} ${code} ${side}`) ?? 0n;
  }

  private does(command: LedgerCommand, now: string): boolean {
    const { accounts, decimals } = this.books;
    if (command.type === 'OpenLedger') return false;
    if (command.type === 'RegisterCurrency')
      return !decimals.has(command.code) && !!decimals.set(command.code, command.decimals);
    if (command.type === 'DeclareChart') {
      this.books.chart = command.patterns;
      const isOnce = new Set(this.books.chart.map(({ pattern }) => pattern)).size === command.patterns.length;
      return isOnce && command.patterns.every((line) => this.areTerms(line));
    }
    if (command.type === 'OpenAccount') return this.open(command, command.accountType);
    if (command.type === 'PostTransaction') return this.post(command, now);
    if (command.type === 'ReverseTransaction') return this.reverse(command, now);
    const account = accounts.get(command.path);
    if (!account || account.isClosed) return false;
    const held = [...decimals.keys()].filter((code) => this.balance(command.path, code) !== 0n);
    if (command.type === 'CloseAccount') return (account.isClosed = held.length === 0);
    if (command.type === 'ChangeAccount') return this.change(account, command, held);
    return this.freeze(account, command.type === 'FreezeAccount', command.side);
  }

  private freeze({ frozen }: Account, isFreeze: boolean, side?: Side): boolean {
    const sides: readonly Side[] = side ? [side] : ['debit', 'credit'];
    const touched = sides.filter((each) => frozen.has(each) !== isFreeze);
    for (const each of touched) frozen[isFreeze ? 'add' : 'delete'](each);
    return touched.length > 0;
  }

  private open({ path, currencies, limits }: Omit<OpenAccount, 'type'>, given?: string): boolean {
    const { accounts } = this.books;
    const above = [...accounts].find(([other]) => isBelow(path, other))?.[1].type;
    const related = [...accounts].filter(([other]) => isBelow(path, other) || isBelow(other, path));
    const type = given ?? above;
    if (accounts.has(path) || !type || related.some(([, other]) => other.type !== type)) return false;
    const terms = { type, currencies: currencies ?? null, limits: limits ?? [] };
    accounts.set(path, { ...terms, frozen: new Set(), isClosed: false });
    return this.areTerms(terms);
  }

  private openByChart(path: string): boolean {
    const rank = (pattern: string) => pattern.replace(/[^:*]+/g, '0').replaceAll('*', '1');
    const [line] = this.books.chart
      .filter(({ pattern }) => RegExp(`^${pattern.replaceAll('*', '[^:]+')}$`).test(path))
      .sort((a, b) => (rank(a.pattern) < rank(b.pattern) ? -1 : 1));
    return line !== undefined && this.open({ ...line, path }, line.type);
  }

  private change(account: Account, { currencies, limits }: ChangeAccount, held: readonly string[]): boolean {
    if (currencies !== undefined) account.currencies = currencies;
    if (limits !== undefined) account.limits = limits;
    return held.every((code) => account.currencies?.includes(code) ?? true) && this.areTerms(account);
  }

  private post({ postings, reference, effectiveAt }: PostTransaction, now: string): boolean {
    const { references } = this.books;
    const nets = new Map<string, bigint>();
    if ((effectiveAt ?? now) > now || (reference !== undefined && references.has(reference))) return false;
    if (reference !== undefined) references.add(reference);
    for (const { account: path, amount, currency: code, side } of postings) {
      const units = this.units(amount, code);
      if (units === undefined || !this.takes(path, code, side)) return false;
      this.books.sums.set(`${path} ${code} ${side}`, this.sum(path, code, side) + units);
      nets.set(code, (nets.get(code) ?? 0n) + (side === 'debit' ? units : -units));
    }
    return postings.every((line) => this.isWithin(line)) && [...nets.values()].every((net) => net === 0n);
  }

  private takes(path: string, code: string, side: Side): boolean {
    const { accounts } = this.books;
    if (!accounts.has(path) && !this.openByChart(path)) return false;
    const { isClosed, frozen, currencies } = accounts.get(path)!;
    return !isClosed && !frozen.has(side) && (currencies?.includes(code) ?? true);
  }

  /** Whether the account may be where the whole transaction leaves it. */
  private isWithin({ account: path, currency: code, side }: Posting): boolean {
    const [from, to] = [this.balance(path, code, this.before), this.balance(path, code)];
    const { limits = [] } = this.books.accounts.get(path)!;
    const limit = limits.find(({ currency }) => currency === code);
    const given = [limit?.least, limit?.greatest].map((text) => (text ? this.units(text, code) : undefined));
    const [least = to, greatest = to] = given;
    return this.sum(path, code, side) <= most && !(to < from && to < least) && !(to > from && to > greatest);
  }

  private reverse({ original, transaction, ...details }: ReverseTransaction, now: string): boolean {
    if (!original || this.books.reversed.has(transaction)) return false;
    this.books.reversed.add(transaction);
    const mirrored = original.postings.map(
      (line) => ({ ...line, side: line.side === 'debit' ? 'credit' : 'debit' }) as const,
    );
    return this.post({ ...details, type: 'PostTransaction', postings: mirrored }, now);
  }

  /** On the account's normal side. */
  private balance(path: string, code: string, books = this.books): bigint {
    const net = this.sum(path, code, 'debit', books) - this.sum(path, code, 'credit', books);
    return ['asset', 'expense'].includes(books.accounts.get(path)?.type ?? 'asset') ? net : -net;
  }

  private areTerms({ currencies, limits }: Terms): boolean {
    const { decimals } = this.books;
    const areExact = (limits ?? []).every(({ currency: code, least, greatest }) => {
      const given = [least, greatest]
        .filter((text) => text !== undefined)
        .map((text) => this.units(text, code));
      const [low = 0n, high = low] = given;
      return decimals.has(code) && !given.includes(undefined) && low <= high;
    });
    return areExact && (currencies ?? []).every((code) => decimals.has(code));
  }

  /** Minor units; undefined where the text is not exact in the currency. */
  private units(text: string, code: string): bigint | undefined {
    const decimals = this.books.decimals.get(code);
    const units = BigInt(text.replace('.', ''));
    const isExact = (text.split('.')[1] ?? '').length === decimals && units <= most && units >= -most;
    return isExact ? units : undefined;
  }
}
