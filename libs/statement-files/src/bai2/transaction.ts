import { shown } from '@files/decimal';
import { Unreadable } from '@files/unreadable';
import { shortDay, type Day } from '../values/day';
import { idsOf } from '../values/ids';
import { opposite } from '../values/money';
import type { Details, Way } from '../record';

/** A record `16` as it stands there. */
export interface Transaction extends Details {
  readonly code: string;
  /** In the smallest unit, never negative; undefined where the record is a text without an amount. */
  readonly units: bigint | undefined;
  readonly value: Day | undefined;
  /** Undefined where the code is one of the bank's own. */
  readonly way: Way | undefined;
}

/** Fields between the funds type and the references, by the funds type; `D` says how many it has. */
const furtherFields: Readonly<Record<string, number>> = { S: 3, V: 2 };

/** @throws Unreadable */
export function transactionOf(fields: readonly string[]): Transaction {
  const [code = '', amount = '', fundsType = '', first = ''] = fields;
  if (!/^\d{3}$/.test(code)) throw new Unreadable(`"${shown(code)}" is no type code.`);
  const [bank, customer, text] = fields.slice(3 + furtherOf(fundsType, first));
  const said = text?.trim();
  return {
    code,
    ...movedBy(amount, wayOf(code)),
    value: fundsType === 'V' && first !== '' ? shortDay(first) : undefined,
    ids: idsOf({ bank, customer, endToEnd: /(?:^|\n)\s*EREF:\s*(.+)/.exec(said ?? '')?.[1] }),
    ...(said && { text: said }),
  };
}

/** A negative amount turns the direction of its code round. @throws Unreadable */
function movedBy(amount: string, way: Way | undefined): Pick<Transaction, 'units' | 'way'> {
  const units = unitsOf(amount);
  if (units === undefined && amount !== '') throw new Unreadable(`"${shown(amount)}" is not an amount.`);
  if (units === undefined && way) throw new Unreadable('It has no amount.');
  if (units === undefined || units >= 0n) return { units, way };
  return { units: -units, way: way && opposite(way) };
}

/** @throws Unreadable */
function furtherOf(fundsType: string, first: string): number {
  if (fundsType !== 'D') return furtherFields[fundsType] ?? 0;
  if (/^\d{1,4}$/.test(first)) return 1 + 2 * Number(first);
  throw new Unreadable(`"${shown(first)}" is no count of days.`);
}

/** Whole units of the smallest unit, with an optional sign; undefined where it is none. */
export function unitsOf(text: string): bigint | undefined {
  return /^[+-]?\d{1,38}$/.test(text) ? BigInt(text.replace('+', '')) : undefined;
}

/** Codes up to 399 are credits, up to 699 debits; all others are for loans, or the bank's own. */
function wayOf(code: string): Way | undefined {
  const number = Number(code);
  if (number >= 100 && number <= 399) return 'in';
  return number >= 400 && number <= 699 ? 'out' : undefined;
}
