import { shown } from '@files/decimal';
import { Unreadable } from '@files/unreadable';
import { nearestDay, shortDay, type Day } from '../values/day';
import { idIn } from '../values/ids';
import { unitsIn } from '../values/money';
import type { Way } from '../record';

/** A field `:61:` as it stands there. */
export interface StatementLine {
  readonly value: Day;
  readonly booked: Day;
  readonly way: Way;
  readonly reverses: boolean;
  /** `EC` and `ED` of an MT942: not booked yet. */
  readonly isExpected: boolean;
  /** Never negative. */
  readonly units: bigint;
  /** Whether a minus stands before the amount, beside the mark for debit or credit. */
  readonly hasMinus: boolean;
  readonly code: string | undefined;
  readonly customer: string | undefined;
  readonly bank: string | undefined;
  /** What the lines below the first hold. */
  readonly supplement: string | undefined;
}

/**
 * Value date, entry date or blanks, mark, funds code, amount, type and references. `CR` is a credit with the funds code R,
 * `RC` a reversed credit.
 */
const pattern =
  /^(\d{6})(\d{4}| {4})?\s*(E[CD]|R[CD]|[CD])([A-Z])?(-)?(\d{1,38}(?:[.,]\d{0,30})?)(?:([A-Z][A-Z0-9]{3})(.*))?$/;

/** Marks of the file instead of an own reference. */
const marker = /^(?:EREF|KREF|PREF|MREF|CREF)$/;

/** @param decimals those of the currency of the account @throws Unreadable */
export function statementLine(text: string, decimals: number): StatementLine {
  const [first = '', ...below] = text.split('\n');
  const match = pattern.exec(first.trimEnd());
  if (!match) throw new Unreadable(`"${shown(first)}" is no statement line.`);
  const [, valueText = '', entry, mark = '', , minus, amount = '', code, references = ''] = match;
  const value = shortDay(valueText);
  const [customer, bank] = split(references);
  const supplement = below.join('\n').trim();
  return {
    value,
    booked: entry === undefined || entry.trim() === '' ? { day: value.day } : nearestDay(entry, value.day),
    way: /^(?:RD|C|EC)$/.test(mark) ? 'in' : 'out',
    reverses: mark.startsWith('R'),
    isExpected: mark.startsWith('E'),
    units: unitsIn(amount, decimals),
    hasMinus: minus !== undefined,
    code,
    customer: customer !== undefined && marker.test(customer) ? undefined : customer,
    bank,
    supplement: supplement || undefined,
  };
}

/** The reference of the account's owner and, behind two slashes, that of the bank. */
function split(references: string): [customer: string | undefined, bank: string | undefined] {
  const at = references.indexOf('//');
  const [customer, bank] = at === -1 ? [references, ''] : [references.slice(0, at), references.slice(at + 2)];
  return [idIn(customer), idIn(bank)];
}
