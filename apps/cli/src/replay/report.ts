import type { Difference, Equal } from './difference';
import type { Figures, TrialBalance } from './figures';
import { setsAside, type HistoryLine } from './history';

/** What was replayed, as `--json` prints it. */
export interface ReplayReport {
  readonly export: string;
  readonly ledger: string;
  readonly entries: string;
  /** The last entry that was replayed. */
  readonly seq: string;
  readonly recordedAt: string;
  readonly transactions: string;
  readonly balances?: readonly Figures[];
  readonly trialBalances?: readonly TrialBalance[];
  /** How a running API compares; null where none was asked. */
  readonly against: Difference | Equal | null;
}

/** The report for people. */
export function sentencesOf(report: ReplayReport): string {
  const { ledger, entries, seq, recordedAt, transactions, balances, trialBalances, against } = report;
  return [
    `${ledger} at entry ${seq}, recorded at ${recordedAt}: ${entries} entries, ${transactions} transactions.`,
    ...(balances ? tableOf(balances) : []),
    ...(trialBalances ?? []).flatMap(columnsOf),
    ...(against ? [comparisonOf(against)] : []),
  ].join('\n');
}

/** One step of an account's history for people. */
export function wordsOfHistory(line: HistoryLine): string {
  const { seq, recordedAt, effectiveAt, type, posting, description } = line;
  const moved = posting
    ? `${posting.side} ${posting.amount} ${posting.currency}, then ${posting.posted} posted, ${posting.available} available`
    : type;
  const held = posting && setsAside(line) ? ` (${type})` : '';
  const effective = effectiveAt === recordedAt ? '' : `, effective at ${effectiveAt}`;
  const words = description === null ? '' : `: ${description}`;
  return `${seq.padStart(10)}  ${recordedAt}  ${moved}${held}${effective}${words}`;
}

function tableOf(balances: readonly Figures[]): string[] {
  return aligned(
    balances.map(({ account, currency, debits, credits, posted, available }) => [
      account,
      currency,
      `debits ${debits}`,
      `credits ${credits}`,
      `posted ${posted}`,
      `available ${available}`,
    ]),
  );
}

function columnsOf({ currency, rows, debits, credits }: TrialBalance): string[] {
  const lines = rows.map(({ account, debit, credit }) => [account, blank(debit), blank(credit)]);
  return [`${currency}`, ...aligned([['account', 'debit', 'credit'], ...lines, ['total', debits, credits]])];
}

/** A column has nothing where an account has its balance on the other side. */
function blank(amount: string): string {
  return /[1-9]/.test(amount) ? amount : '';
}

/** Rows as columns of text: the first to the left, the others to the right. */
function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, at) =>
    rows.reduce((width, row) => Math.max(width, row[at]!.length), 0),
  );
  return rows.map(([first = '', ...rest]) => {
    const cells = rest.map((cell, at) => cell.padStart(widths[at + 1]!));
    return `  ${[first.padEnd(widths[0]!), ...cells].join('  ')}`.trimEnd();
  });
}

function comparisonOf(against: Difference | Equal): string {
  if ('figures' in against) {
    const { transactions, accounts, figures } = against;
    return `The API returns the same: ${transactions} transactions, ${figures} figures of ${accounts} accounts.`;
  }
  const { account, currency, figure, seq } = against;
  const where = [account, currency].filter((word) => word !== null).join(' ') || 'the transaction';
  return (
    `DIFFERS at entry ${seq}: ${figure} of ${where}: ` +
    `${against.export ?? 'nothing'} in the export, ${against.api ?? 'nothing'} in the API.`
  );
}
