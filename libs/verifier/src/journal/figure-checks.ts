import { amountPattern, formatUnits, parseAmount, type Currency } from '@ledger/money/amount';
import type { PostedPosting } from '@ledger/transactions/posting';
import type { StatementIssued } from '@ledger/periods/statement';
import { smallFigure, type RunningBalance } from './running-balance';
import { JournalFault } from './fault';

/** A posting and what it changes. */
export interface Change {
  readonly posting: PostedPosting;
  /** With its lines counted up to the posting. */
  readonly account: { lines: number };
  readonly balance: RunningBalance;
  readonly units: bigint;
}

/** @throws JournalFault PostingsDoNotBalance */
export function requireBalanced(seq: number, changes: readonly Change[]): void {
  // By the currency itself and not by its code: minor units of different scales are never added up.
  const sums = new Map<Currency, bigint>();
  for (const { posting, balance, units } of changes) {
    const sum = sums.get(balance.currency) ?? 0n;
    sums.set(balance.currency, posting.side === 'debit' ? sum + units : sum - units);
  }
  for (const [{ code }, sum] of sums) {
    if (sum !== 0n)
      throw new JournalFault('PostingsDoNotBalance', seq, `The postings in ${code} do not balance.`);
  }
}

/** Whether the figures of an entry are those that come out, where that can be seen without exact arithmetic. */
export function hasFigures({ posting, account, balance }: Omit<Change, 'units'>, posted: number): boolean {
  const { available, line, posted: figure, version } = posting;
  return (
    typeof figure === 'string' &&
    typeof version === 'string' &&
    typeof line === 'string' &&
    available === figure &&
    balance.isFree &&
    smallFigure(figure, balance.currency.decimals) === posted &&
    smallFigure(version, 0) === balance.version &&
    smallFigure(line, 0) === account.lines
  );
}

/** @throws JournalFault FiguresDiffer where the entry kept other figures than come out */
export function requireFigures(seq: number, { posting, account, balance }: Omit<Change, 'units'>): void {
  const { currency, version } = balance;
  const posted = formatUnits(balance.posted, currency.decimals);
  const available = formatUnits(balance.available, currency.decimals);
  const isRight = posting.posted === posted && posting.available === available;
  if (isRight && posting.version === String(version) && posting.line === String(account.lines)) return;
  throw new JournalFault(
    'FiguresDiffer',
    seq,
    `${posting.account} has ${posted} ${currency.code}, ${available} available, after ${version} postings in it ` +
      `and ${account.lines} lines, the entry says ${posting.posted}, ${posting.available} available, after ` +
      `${posting.version} postings and ${posting.line} lines.`,
  );
}

/** A statement closes with what was posted on the account by then, in every currency it ever used. */
export function requireClosing(
  seq: number,
  account: { readonly path: string; readonly balances: readonly RunningBalance[] },
  { closing }: StatementIssued['body'],
): void {
  const expected = account.balances
    .filter(({ version }) => version > 0)
    .map(({ currency: { code, decimals }, posted }) => ({
      currency: code,
      posted: formatUnits(posted, decimals),
    }))
    .sort((a, b) => (a.currency < b.currency ? -1 : 1));
  if (JSON.stringify(closing) !== JSON.stringify(expected))
    throw new JournalFault(
      'FiguresDiffer',
      seq,
      `The statement of ${account.path} closes with other balances.`,
    );
}

/** Requires of an amount of either sign that it has the decimals of its currency. @throws JournalFault MalformedEntry */
export function requireDecimals(seq: number, figure: string, { code, decimals }: Currency): void {
  const [, fraction = ''] = figure.split('.');
  if (fraction.length !== decimals)
    throw new JournalFault(
      'MalformedEntry',
      seq,
      `${figure} does not have the ${decimals} decimals of ${code}.`,
    );
}

/** Minor units of an amount. @throws JournalFault MalformedEntry */
export function amountIn(seq: number, amount: unknown, currency: Currency): bigint {
  if (typeof amount !== 'string' || !amountPattern.test(amount))
    throw new JournalFault('MalformedEntry', seq, 'An amount is not exact decimal text.');
  try {
    return parseAmount(amount, currency);
  } catch (error) {
    throw new JournalFault('MalformedEntry', seq, error instanceof Error ? error.message : String(error));
  }
}
