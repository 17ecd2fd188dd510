/** The ids that a line or an item can have; a reader maps those of its format to them. */
export const idNames = [
  'bank',
  'customer',
  'endToEnd',
  'batch',
  'mandate',
  'uetr',
  'creditorReference',
  'trace',
  'check',
  'psp',
  'merchant',
  'modification',
  'payout',
  'source',
  'transaction',
  'txHash',
  'logIndex',
  'blockHash',
] as const;
export type IdName = (typeof idNames)[number];
export type Ids = Readonly<Partial<Record<IdName, string>>>;

/** Whether money comes into the account or leaves it. */
export type Way = 'in' | 'out';

/** A fee that the provider states beside an amount. `included` where the amount is net of it. */
export interface Charge {
  readonly amount: string;
  readonly way: Way;
  readonly included: boolean;
  /** Where it is not that of the account. */
  readonly currency?: string;
}

/** What the payer ordered, in its own currency. */
export interface Instructed {
  readonly amount: string;
  readonly currency: string;
  readonly rate?: string;
}

/** Whom the money came from or went to. */
export interface Party {
  readonly name?: string;
  readonly account?: string;
}

/** What is said of a line, of one of its items, or of an advice. */
export interface Details {
  readonly ids: Ids;
  readonly charges?: readonly Charge[];
  readonly instructed?: Instructed;
  readonly party?: Party;
  /** Code of the provider that says why it was returned or rejected. */
  readonly reason?: string;
  readonly text?: string;
}

/** A part of a line that can be claimed alone; all items of a line add up to it. */
export interface Item extends Details {
  readonly amount: string;
  /** Where it is not that of the line. */
  readonly way?: Way;
  readonly kind?: 'charge';
}

/** One booked movement of an account. Amounts have exactly the decimals of the currency; days are `YYYY-MM-DD`. */
export interface Line extends Details {
  readonly account: string;
  readonly amount: string;
  /** The time at which it was booked, as the file has it. */
  readonly at?: string;
  readonly booked: string;
  readonly code?: string;
  readonly currency: string;
  /** What the provider identifies the movement by; without it, {@link identityOf} does. */
  readonly identity?: string;
  /** Absent where the line itself is what is claimed. */
  readonly items?: readonly Item[];
  readonly reverses?: true;
  /** Place of its statement in the file, counted from 0. */
  readonly statement: string;
  readonly value?: string;
  /** Absent where the file does not say it: `SideUnknown`. */
  readonly way?: Way;
}

export type Why = 'pending' | 'expected' | 'rejected' | 'returned' | 'settled' | 'changed' | 'moves nothing';

/** What a file says without booking it: it counts in no sum. */
export interface Advice extends Details {
  readonly account?: string;
  readonly amount?: string;
  readonly booked?: string;
  readonly code?: string;
  readonly currency?: string;
  readonly items?: readonly Item[];
  readonly reverses?: true;
  readonly value?: string;
  readonly way?: Way;
  /** Absent where it repeats what a statement books: its details. */
  readonly why?: Why;
}

export type BreakKind =
  | 'AccountUnknown'
  | 'ClosingMissing'
  | 'ControlTotalMismatch'
  | 'CurrencyOther'
  | 'DateDoubtful'
  | 'DetailsDoNotAddUp'
  | 'LineUnreadable'
  | 'Reorged'
  | 'SideUnknown'
  | 'StatementDoesNotAddUp';

/** What of a file needs a person. */
export interface Break {
  readonly kind: BreakKind;
  /** Id of the statement. */
  readonly statement?: string;
  /** Count of the line in its statement, from 1. */
  readonly line?: string;
  /** Line of the file at which the record begins, from 1. */
  readonly fileLine?: string;
  readonly reason?: string;
  /** What stands in the file. */
  readonly text?: string;
  /** What was taken instead. */
  readonly taken?: string;
  readonly amount?: string;
  readonly code?: string;
  readonly currency?: string;
  readonly ids?: Ids;
  /** Opening and movements less closing. */
  readonly difference?: string;
  /** The setting under which the statement would add up. */
  readonly hint?: string;
  /** Whose control total: `account`, `group`, `batch`, `file` or `statement`. */
  readonly of?: string;
  readonly stated?: string;
  readonly found?: string;
}

/** A span of one account as the provider closed it. Counts and amounts are text, as the journal has them. */
export interface Statement {
  readonly account: string;
  /** Whether opening + in - out = closing; absent where that cannot be said. */
  readonly adds?: boolean;
  readonly closing?: string;
  readonly currency: string;
  readonly from?: string;
  readonly id: string;
  readonly in: string;
  readonly lines: string;
  /** Without leading zeros; absent where it is 0 or none. */
  readonly number?: string;
  readonly opening?: string;
  readonly out: string;
  /** Of how many messages it was put together; absent where of one. */
  readonly pages?: string;
  readonly to?: string;
}

/** Text around the records, such as a title: no movement, and kept so that nothing is dropped unseen. */
export interface Note {
  readonly fileLine: string;
  readonly text: string;
}

/** What comes out of a file, in its order; a statement comes behind its lines. */
export type FileRecord =
  | { readonly kind: 'format'; readonly format: string; readonly file?: string }
  | { readonly kind: 'line'; readonly line: Line }
  | { readonly kind: 'advice'; readonly advice: Advice }
  | { readonly kind: 'break'; readonly break: Break }
  | { readonly kind: 'statement'; readonly statement: Statement }
  | { readonly kind: 'note'; readonly note: Note };

/** What of a line can be claimed: its items, or the line itself. */
export function itemsOf(line: Line): readonly Item[] {
  return line.items ?? [line];
}
