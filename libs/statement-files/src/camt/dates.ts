import { isoDay, type Day } from '../values/day';
import { textAt, type Element } from '../xml/element';
import type { Reading } from '../reading';

/** The day of a choice of `Dt` and `DtTm`. @throws Unreadable */
export function dayOfDate(choice: Element | undefined, { timeZone }: Reading): Day | undefined {
  const text = textAt(choice, 'Dt') ?? textAt(choice, 'DtTm');
  return text === undefined ? undefined : isoDay(text, timeZone);
}
