import { dateReader, type DateReader } from '@files/date-format';
import { readDecimal, shown, type NumberMarks } from '@files/decimal';
import { exactAmount, fromSmallestUnit } from '@files/exact-amount';
import type { Fields } from '@files/fields';
import { Unreadable } from '@files/unreadable';
import { unitsOf } from '@ledger/money/amount';
import { dayAt, isoDay } from '../values/day';
import { dateForm, type Mapping } from './mapping';
import { unitsIn } from '../values/money';
import { decimalsOf, type Reading } from '../reading';

/** Reads cells of one file: its days and its amounts. */
export class Cells {
  private readonly dates: DateReader | undefined;
  private readonly marks: NumberMarks | undefined;

  constructor(
    readonly mapping: Mapping,
    readonly reading: Reading,
  ) {
    const { dates, decimal, thousands, zone } = mapping;
    if (dates !== undefined && dates !== 'epoch') this.dates = dateReader(dateForm(dates), zone ?? 'UTC');
    if (decimal !== undefined || thousands !== undefined)
      this.marks = {
        decimal: decimal ?? (thousands === '.' ? ',' : '.'),
        thousands: thousands ?? grouping(decimal),
      };
  }

  /** @throws Unreadable */
  day(text: string): string {
    const { dates, zone } = this.mapping;
    const { timeZone } = this.reading;
    if (dates === 'epoch') return dayAt(seconds(text) * 1_000, timeZone ?? 'UTC');
    if (!this.dates) return isoDay(text.trim(), timeZone).day;
    const time = this.dates(text);
    return zone !== undefined && timeZone !== undefined
      ? dayAt(Date.parse(time), timeZone)
      : time.slice(0, 10);
  }

  /** @throws Unreadable */
  units(text: string, decimals: number): bigint {
    const { marks } = this;
    const { smallestUnit } = this.mapping;
    if (!smallestUnit && !marks) return unitsIn(text.trim(), decimals);
    const read = readDecimal(text, marks ?? { decimal: '.', thousands: undefined });
    if (read.whole.length > 38) throw new Unreadable(`"${shown(text)}" is not an amount.`);
    const units = unitsOf(
      smallestUnit ? fromSmallestUnit(read, decimals, true) : exactAmount(read, decimals, true),
    );
    return read.isNegative ? -units : units;
  }

  /** What the row moves, negative where money leaves. @throws Unreadable */
  moved(fields: Fields, decimals: number): bigint {
    const { amount, in: incoming, out } = this.mapping;
    if (amount !== undefined) return this.units(required(fields, amount), decimals);
    const [inText, outText] = [cellOf(fields, incoming), cellOf(fields, out)];
    if (inText === undefined && outText === undefined) throw new Unreadable('It has no amount.');
    const inUnits = inText === undefined ? 0n : this.units(inText, decimals);
    const outUnits = outText === undefined ? 0n : this.units(outText, decimals);
    if (inUnits !== 0n && outUnits !== 0n)
      throw new Unreadable(`It has an amount in ${incoming} and in ${out}.`);
    return inUnits - (outUnits < 0n ? -outUnits : outUnits);
  }

  /** The currency of a row and its decimals. @throws Unreadable */
  currencyOf(fields: Fields): { readonly currency: string; readonly decimals: number } {
    const currency = (cellOf(fields, this.mapping.currency) ?? this.reading.currency ?? '').toUpperCase();
    if (currency === '') throw new Unreadable('It has no currency.');
    return { currency, decimals: decimalsOf(currency, this.reading) };
  }
}

/** The text of a column, trimmed; undefined where it is empty or not there. */
export function cellOf(fields: Fields, column: string | undefined): string | undefined {
  return column === undefined ? undefined : fields[column]?.trim() || undefined;
}

/** @throws Unreadable where it is empty or not there */
function required(fields: Fields, column: string): string {
  const cell = cellOf(fields, column);
  if (cell === undefined) throw new Unreadable(`It has no ${column}.`);
  return cell;
}

/** Who says that a comma stands before the decimals has points that group, and the reverse. */
function grouping(decimal: NumberMarks['decimal'] | undefined): NumberMarks['thousands'] {
  return decimal === undefined ? undefined : decimal === ',' ? '.' : ',';
}

/** Seconds since 1970, up to the year 9999. */
function seconds(text: string): number {
  const value = /^\d{1,12}(?:\.\d+)?$/.test(text.trim()) ? Number(text) : NaN;
  if (value < 253_402_300_800) return value;
  throw new Unreadable(`"${shown(text)}" is not a time in seconds since 1970.`);
}
