import { idsOf } from '../values/ids';
import { amountOf } from '../values/money';
import type { Advice, Break, Details, FileRecord, Line } from '../record';
import type { StatementHead, StatementTally } from '../statement';
import type { Field } from './fields';
import type { Information } from './information';
import type { StatementLine } from './statement-line';

/** A field `:61:` and what the `:86:` behind it says. */
export interface Read {
  readonly field: Field;
  readonly line: StatementLine;
  readonly information: Information | undefined;
}

export function lineOf(read: Read, head: StatementHead, { decimals, index }: StatementTally): Line {
  const { bank, booked, code, reverses, units, value, way } = read.line;
  return {
    account: head.account,
    amount: amountOf(units, decimals),
    booked: booked.day,
    ...(code !== undefined && { code }),
    currency: head.currency,
    ...detailsOf(read),
    ...(bank !== undefined && { identity: bank }),
    ...(reverses && { reverses }),
    statement: String(index),
    value: value.day,
    way,
  };
}

export function adviceOf(read: Read, head: StatementHead, decimals: number): Advice {
  const { booked, code, isExpected, reverses, units, value, way } = read.line;
  return {
    ...(head.account && { account: head.account }),
    amount: amountOf(units, decimals),
    booked: booked.day,
    ...(code !== undefined && { code }),
    currency: head.currency,
    ...detailsOf(read),
    ...(reverses && { reverses }),
    value: value.day,
    way,
    ...(isExpected && { why: 'expected' }),
  };
}

function detailsOf({ information, line }: Read): Details {
  const { bank, customer, supplement } = line;
  const text = [supplement, information?.text].filter(Boolean).join('\n');
  return {
    ids: { ...idsOf({ bank, customer }), ...information?.ids },
    ...(information?.party && { party: information.party }),
    ...(text && { text }),
  };
}

/** Adds a line to its statement, with what of it needs a person. */
export function recorded(read: StatementLine, line: Line, tally: StatementTally): FileRecord[] {
  tally.add(line, read.units);
  const { amount, code } = line;
  const place = { statement: tally.head.id, line: tally.count };
  const breaks: Break[] = [read.value, read.booked].flatMap(({ day, doubtful }) =>
    doubtful === undefined ? [] : [{ kind: 'DateDoubtful', ...place, text: doubtful, taken: day }],
  );
  if (!line.way) breaks.push({ kind: 'SideUnknown', ...place, ...(code !== undefined && { code }), amount });
  return [{ kind: 'line', line }, ...breaks.map((each): FileRecord => ({ kind: 'break', break: each }))];
}
