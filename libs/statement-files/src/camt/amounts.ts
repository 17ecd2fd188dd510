import { formatUnits } from '@ledger/money/amount';
import { Unreadable } from '@files/unreadable';
import { find, findAll, textAt, type Element } from '../xml/element';
import { amountOf, unitsIn } from '../values/money';
import { decimalsOf, type Reading } from '../reading';
import type { Charge, Instructed, Way } from '../record';

/** An amount with its currency, as it stands in the file. */
export interface Stated {
  readonly text: string;
  readonly currency: string;
}

export function statedAt(element: Element | undefined, ...path: readonly string[]): Stated | undefined {
  const amount = find(element, ...path);
  const text = amount?.text.trim();
  return text ? { text, currency: amount!.attributes['Ccy'] ?? '' } : undefined;
}

/** @returns undefined where it is not said */
export function wayAt(element: Element | undefined): Way | undefined {
  const indicator = textAt(element, 'CdtDbtInd');
  return indicator === 'CRDT' ? 'in' : indicator === 'DBIT' ? 'out' : undefined;
}

/** The charges of an entry or a detail, as versions 2 and later write them; those of zero are left out. */
export function chargesIn(element: Element, currency: string, reading: Reading): Charge[] {
  return findAll(element, 'Chrgs').flatMap((charges) => {
    const records = findAll(charges, 'Rcrd');
    return (records.length > 0 ? records : [charges]).flatMap((record) => {
      const stated = statedAt(record, 'Amt') ?? statedAt(record, 'TtlChrgsAndTaxAmt');
      if (!stated) return [];
      const decimals = decimalsOf(stated.currency || currency, reading);
      const units = unitsIn(stated.text, decimals);
      if (units === 0n) return [];
      const other = stated.currency && stated.currency !== currency ? { currency: stated.currency } : {};
      const included = textAt(record, 'ChrgInclInd') === 'true';
      return [{ amount: amountOf(units, decimals), way: wayAt(record) ?? 'out', included, ...other }];
    });
  });
}

/** What was ordered in another currency than that of the account. */
export function instructedIn(
  details: Element | undefined,
  currency: string,
  reading: Reading,
): Instructed | undefined {
  const stated = statedAt(details, 'InstdAmt', 'Amt');
  if (!stated || stated.currency === currency) return undefined;
  const rate = ['InstdAmt', 'TxAmt', 'CntrValAmt']
    .map((name) => textAt(details, name, 'CcyXchg', 'XchgRate'))
    .find((each) => each !== undefined);
  return { amount: written(stated, reading), currency: stated.currency, ...(rate !== undefined && { rate }) };
}

/** With the decimals of its currency where these are known, else digit for digit. */
function written({ text, currency }: Stated, reading: Reading): string {
  try {
    const decimals = decimalsOf(currency, reading);
    return formatUnits(unitsIn(text, decimals), decimals);
  } catch (error) {
    if (error instanceof Unreadable) return text;
    throw error;
  }
}
