import { formatUnits } from '@ledger/money/amount';
import { isDebitNormal, postedBalance, setAside } from '@ledger/accounts/normal-side';
import type { BookBalance } from '@verifier/journal/running-balance';
import type { BookAccount } from '@verifier/journal/books';

/** What the fold says of one account in one currency; amounts as decimal text. */
export interface Figures {
  readonly account: string;
  readonly currency: string;
  readonly debits: string;
  readonly credits: string;
  /** Debits less credits, or the other way round, on the account's normal side. */
  readonly posted: string;
  readonly heldDebits: string;
  readonly heldCredits: string;
  /** Posted less what holds would take. */
  readonly available: string;
  /** Count of postings. */
  readonly version: string;
}

/** The figures of an account, in ascending order of currency. */
export function figuresOf(account: BookAccount): Figures[] {
  return [...account.balances]
    .sort((a, b) => (a.currency.code < b.currency.code ? -1 : 1))
    .map((balance) => figuresIn(account, balance));
}

function figuresIn({ path, type }: BookAccount, balance: BookBalance): Figures {
  const { currency, debits, credits, heldDebits, heldCredits, version } = balance;
  const text = (units: bigint) => formatUnits(units, currency.decimals);
  const isOnDebit = isDebitNormal(type);
  const posted = postedBalance(isOnDebit, debits, credits);
  return {
    account: path,
    currency: currency.code,
    debits: text(debits),
    credits: text(credits),
    posted: text(posted),
    heldDebits: text(heldDebits),
    heldCredits: text(heldCredits),
    available: text(posted - setAside(isOnDebit, heldDebits, heldCredits)),
    version: String(version),
  };
}

/** One currency of a trial balance. */
export interface TrialBalance {
  readonly currency: string;
  readonly rows: readonly {
    readonly account: string;
    /** What the account has on one side; the other is zero. */
    readonly debit: string;
    readonly credit: string;
  }[];
  /** Both columns add up to the same. */
  readonly debits: string;
  readonly credits: string;
}

/** Each account's balance in the column it belongs to, by currency; accounts in the order given. */
export function trialBalancesOf(accounts: readonly BookAccount[]): TrialBalance[] {
  const codes = new Map<string, number>();
  for (const { balances } of accounts)
    for (const { currency } of balances) codes.set(currency.code, currency.decimals);
  return [...codes.keys()].sort().map((code) => trialBalanceIn(code, codes.get(code)!, accounts));
}

function trialBalanceIn(currency: string, decimals: number, accounts: readonly BookAccount[]): TrialBalance {
  const text = (units: bigint) => formatUnits(units, decimals);
  let [debits, credits] = [0n, 0n];
  const rows = accounts.flatMap(({ path, balances }) => {
    const balance = balances.find((each) => each.currency.code === currency);
    if (!balance) return [];
    const net = balance.debits - balance.credits;
    const [debit, credit] = net < 0n ? [0n, -net] : [net, 0n];
    debits += debit;
    credits += credit;
    return [{ account: path, debit: text(debit), credit: text(credit) }];
  });
  return { currency, rows, debits: text(debits), credits: text(credits) };
}
