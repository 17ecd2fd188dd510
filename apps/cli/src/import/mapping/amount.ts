import { readDecimal, type Decimal, type NumberMarks } from '@files/decimal';
import { exactAmount, fromSmallestUnit } from '@files/exact-amount';
import type { Fields } from '@files/fields';
import { Unreadable } from '@files/unreadable';
import type { Reading } from './reading';
import type { Template } from './template';

/** Where a row has its amount, and what makes it money out. */
export type AmountSource =
  /** One amount; with --signed a negative one is money out. */
  | { readonly kind: 'one'; readonly amount: Template }
  /** An amount, and beside it a mark that says which way it goes. */
  | { readonly kind: 'marked'; readonly amount: Template; readonly side: Template; readonly marks: Marks }
  /** Two amounts, of which a row has one. */
  | { readonly kind: 'split'; readonly moneyIn: Template; readonly moneyOut: Template };

/** Texts that mark a row, without points and in lower case. */
export interface Marks {
  readonly in: readonly string[];
  readonly out: readonly string[];
}

/** An amount in the decimals of its currency. Money out swaps the accounts to debit and credit. */
export interface RowAmount {
  readonly amount: string;
  readonly isMoneyOut: boolean;
}

/** The templates of the source. */
export function templatesOf(source: AmountSource): Template[] {
  switch (source.kind) {
    case 'one':
      return [source.amount];
    case 'marked':
      return [source.amount, source.side];
    case 'split':
      return [source.moneyIn, source.moneyOut];
  }
}

/** @throws Unreadable */
export function amountIn(
  fields: Fields,
  source: AmountSource,
  decimals: number,
  reading: Reading,
): RowAmount {
  const { text, isMoneyOut } = foundIn(fields, source, reading);
  const decimal = read(text, reading);
  const { isNegative } = decimal;
  const amount = written(decimal, decimals, reading);
  if (isNegative && !reading.isSigned)
    throw new Unreadable(`The amount ${text.trim()} has a sign. ${signHints[source.kind]}`);
  if (source.kind === 'one') return { amount, isMoneyOut: isNegative };
  if (reading.isSigned && isNegative !== isMoneyOut && /[1-9]/.test(amount))
    throw new Unreadable(
      `The amount ${text.trim()} is in the column of money ${isMoneyOut ? 'out, and has no minus' : 'in, and has a minus'}.`,
    );
  return { amount, isMoneyOut };
}

const signHints = {
  one: 'With --signed a negative amount swaps debit and credit.',
  marked: 'The side of a row is that of its mark.',
  split: 'With --signed money out has a minus.',
} as const;

interface Found {
  readonly text: string;
  readonly isMoneyOut: boolean;
}

function foundIn(fields: Fields, source: AmountSource, reading: Reading): Found {
  switch (source.kind) {
    case 'one':
      return { text: source.amount.make(fields), isMoneyOut: false };
    case 'marked':
      return {
        text: source.amount.make(fields),
        isMoneyOut: isMarkedOut(source.side.make(fields), source.marks),
      };
    case 'split':
      return oneOf(fields, source, reading);
  }
}

/** The text of a mark as it is compared: `Cr.` is `CR`. */
export function plainMark(text: string): string {
  return text.trim().replace(/\.$/, '').toLowerCase();
}

function isMarkedOut(text: string, marks: Marks): boolean {
  const mark = plainMark(text);
  if (marks.out.includes(mark)) return true;
  if (marks.in.includes(mark)) return false;
  throw new Unreadable(
    `The side "${text.trim()}" is neither ${marks.in.join(' or ')} (--in) nor ${marks.out.join(' or ')} (--out).`,
  );
}

/** The amount that the row has. A zero beside another amount is as good as none: some banks fill both columns. */
function oneOf(
  fields: Fields,
  { moneyIn, moneyOut }: Extract<AmountSource, { kind: 'split' }>,
  reading: Reading,
): Found {
  const given = [
    { text: moneyIn.makeOptional(fields), isMoneyOut: false },
    { text: moneyOut.makeOptional(fields), isMoneyOut: true },
  ].filter((each): each is Found => each.text !== undefined && each.text !== '');
  const [first, second] = given;
  const names = `${moneyIn.text} and ${moneyOut.text}`;
  if (first === undefined) throw new Unreadable(`Neither of ${names} has an amount.`);
  if (second === undefined || isZero(second.text, reading)) return first;
  if (isZero(first.text, reading)) return second;
  throw new Unreadable(`Both of ${names} have an amount: ${first.text.trim()} and ${second.text.trim()}.`);
}

function isZero(text: string, reading: Reading): boolean {
  const { whole, fraction } = read(text, reading);
  return /^0*$/.test(whole + fraction);
}

const plainMarks: NumberMarks = { decimal: '.', thousands: undefined };

function read(text: string, { numbers }: Reading): Decimal {
  const hint = 'Say how the file writes numbers: --decimal-mark, --thousands-mark.';
  return hinting(hint, !numbers, () => readDecimal(text, numbers ?? plainMarks));
}

function written(decimal: Decimal, decimals: number, { numbers, isInSmallestUnit }: Reading): string {
  const write = isInSmallestUnit ? fromSmallestUnit : exactAmount;
  const hint = 'If its point groups thousands, give --thousands-mark; if zeros fill it up, --decimal-mark.';
  return hinting(hint, !numbers, () => write(decimal, decimals, numbers !== undefined));
}

/** Adds to what is wrong with an amount what would help. */
function hinting<T>(hint: string, isFitting: boolean, readIt: () => T): T {
  try {
    return readIt();
  } catch (error) {
    if (error instanceof Unreadable && isFitting) throw new Unreadable(`${error.message} ${hint}`);
    throw error;
  }
}
