import { shown } from '@files/decimal';
import { Unreadable } from '@files/unreadable';
import { shortDay, type Day } from '../values/day';
import { decimalsOf, type Reading } from '../reading';
import { amountOf } from '../values/money';
import type { Advice, Break, FileRecord, Line } from '../record';
import { StatementTally } from '../statement';
import type { Bai2Record } from './records';
import { transactionOf, unitsOf, type Transaction } from './transaction';

/** Type codes of an account's record. */
const openingLedger = '010';
const closingLedger = '015';

/** The accounts of one group, one after the other. */
export class Bai2Group {
  private readonly day: Day | undefined;
  private readonly currency: string;
  /** A group that is deleted, a test, or of the running day books nothing. */
  private readonly books: boolean;
  private tally: StatementTally | undefined;
  private number = '';
  private newestAmounts: readonly bigint[] = [];

  constructor(
    [, , status = '', day = '', , currency = '', modifier = '']: readonly string[],
    private readonly reading: Reading,
  ) {
    this.day = dayOrNone(day);
    this.currency = currency || reading.currency || 'USD';
    this.books = !['2', '4'].includes(status) && modifier !== '3';
  }

  /** Amounts of the newest record, for the control totals. */
  amounts(): readonly bigint[] {
    return this.newestAmounts;
  }

  account({ fields }: Bai2Record, index: number): void {
    const [number = '', currency = '', ...summaries] = fields;
    const [balances, amounts] = summariesIn(summaries);
    this.number = number || this.reading.account || '';
    this.newestAmounts = amounts;
    const head = {
      id: this.day?.day ?? '',
      account: this.number,
      currency: currency || this.currency,
      opening: balances.get(openingLedger),
      closing: balances.get(closingLedger),
      to: this.day?.day,
    };
    this.tally = new StatementTally(index, decimalsOrNone(head.currency, this.reading), head);
  }

  transaction(record: Bai2Record): FileRecord[] {
    this.newestAmounts = [];
    const { tally } = this;
    try {
      if (!tally) throw new Unreadable('It stands outside of any account.');
      decimalsOf(tally.head.currency, this.reading);
      const transaction = transactionOf(record.fields);
      const { code, text, units } = transaction;
      if (units === undefined)
        return [{ kind: 'note', note: { fileLine: String(record.line), text: text ?? code } }];
      this.newestAmounts = [units];
      return this.books ? this.recorded(transaction, tally) : [this.advised(transaction, tally)];
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      tally?.incomplete();
      const place = { ...this.place, fileLine: String(record.line) };
      const text = shown(record.fields.join(','));
      return [broken({ kind: 'LineUnreadable', ...place, reason: error.message, text })];
    }
  }

  endOfAccount(): FileRecord[] {
    const { tally } = this;
    this.tally = undefined;
    if (!tally || !this.books) return [];
    const isNamed = tally.head.account !== '';
    return [...(isNamed ? [] : [broken({ kind: 'AccountUnknown', ...this.place })]), ...tally.end()];
  }

  private get place(): Pick<Break, 'statement'> {
    return this.day ? { statement: this.day.day } : {};
  }

  /** @throws Unreadable */
  private recorded(transaction: Transaction, tally: StatementTally): FileRecord[] {
    const { code, units = 0n, value, way, ...details } = transaction;
    if (!this.day) throw new Unreadable('Its group has no date.');
    const booked = this.day;
    const line: Line = {
      account: this.number,
      amount: amountOf(units, tally.decimals),
      booked: booked.day,
      code,
      currency: tally.head.currency,
      ...details,
      ...(details.ids.bank !== undefined && { identity: details.ids.bank }),
      statement: String(tally.index),
      ...(value && { value: value.day }),
      ...(way && { way }),
    };
    tally.add(line, units);
    const place = { ...this.place, line: tally.count };
    return [
      { kind: 'line', line },
      ...(way ? [] : [broken({ kind: 'SideUnknown', ...place, code, amount: line.amount })]),
      ...[booked, value].flatMap((day) =>
        day?.doubtful === undefined
          ? []
          : [broken({ kind: 'DateDoubtful', ...place, text: day.doubtful, taken: day.day })],
      ),
    ];
  }

  private advised(transaction: Transaction, { decimals, head }: StatementTally): FileRecord {
    const { code, units = 0n, value, way, ...details } = transaction;
    const advice: Advice = {
      account: head.account,
      amount: amountOf(units, decimals),
      ...(this.day && { booked: this.day.day }),
      code,
      currency: head.currency,
      ...details,
      ...(value && { value: value.day }),
      ...(way && { way }),
    };
    return { kind: 'advice', advice };
  }
}

/**
 * The amounts of an account's record: type code, amount, count of items and funds type, whose fields follow.
 * @returns those that have a type, by it, and all of them
 */
function summariesIn(fields: readonly string[]): [Map<string, bigint>, bigint[]] {
  const byType = new Map<string, bigint>();
  const all: bigint[] = [];
  for (let at = 0; at < fields.length;) {
    const [type = '', amount = '', , fundsType = '', days = ''] = fields.slice(at, at + 5);
    const units = unitsOf(amount);
    if (units !== undefined) {
      if (type !== '' && !byType.has(type)) byType.set(type, units);
      all.push(units);
    }
    const further = { S: 3, V: 2, D: 1 + 2 * (/^\d{1,4}$/.test(days) ? Number(days) : 0) }[fundsType] ?? 0;
    at += 4 + further;
  }
  return [byType, all];
}

function dayOrNone(text: string): Day | undefined {
  try {
    return shortDay(text);
  } catch {
    return undefined;
  }
}

/** Where they are not known, no transaction can be read; see {@link Bai2Group.transaction}. */
function decimalsOrNone(currency: string, reading: Reading): number {
  try {
    return decimalsOf(currency, reading);
  } catch {
    return 0;
  }
}

function broken(each: Break): FileRecord {
  return { kind: 'break', break: each };
}
