import { tableOf } from '../table';

/** A posting, or the line of a hold. */
export interface ShownPosting {
  readonly account: string;
  readonly side: 'debit' | 'credit';
  readonly amount: string;
  readonly currency: string;
}

/** A command that waits for approval, as the API shows it. */
export interface ShownCommand {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** Debits and credits in columns of their own. */
export function postingsInWords(postings: readonly ShownPosting[]): string[] {
  const rows = postings.map(({ account, side, amount, currency }) =>
    side === 'debit' ? [account, amount, '', currency] : [account, '', amount, currency],
  );
  return tableOf([['Account', 'Debit', 'Credit', 'Currency'], ...rows]);
}

/** The command line by line: its type, its fields, and its postings as a table. */
export function commandInWords({ type, personal, postings, ...fields }: ShownCommand): string[] {
  const texts = (personal as readonly object[] | undefined)?.length;
  return [
    type,
    ...Object.entries(fields).map(([name, value]) => `  ${name}: ${textOf(value)}`),
    ...(texts === undefined ? [] : [`  personal: ${texts} encrypted, covered by the hash`]),
    ...(postings === undefined ? [] : postingsInWords(postings as readonly ShownPosting[])),
  ];
}

/** On one line, whatever characters it has. */
function textOf(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.replace(/[\p{Cc}\p{Cf}]+/gu, ' ');
}
