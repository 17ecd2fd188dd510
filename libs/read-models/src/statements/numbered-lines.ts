import { formatUnits, unitsOf } from '@ledger/money/amount';
import type { Batch, Line } from '../batch/batch';
import type { ReadRows } from '../batch/read-model';
import { plainArray } from '../schema/arrays';
import { blocksFilled, type Block } from './dated-blocks';

/** A dated line with its number and the sums up to it, as decimal text. */
export interface NumberedLine {
  readonly line: Line;
  readonly number: number;
  readonly debits: string;
  readonly credits: string;
}

/** A block that becomes full in a batch. */
export interface FilledBlock extends Block {
  readonly of: Line;
}

/** Where the dated lines of an account in a currency have got to; sums in minor units. */
interface Tail {
  readonly first: Line;
  readonly before: number;
  number: number;
  debits: bigint;
  credits: bigint;
}

/** Numbers the dated lines of a batch after those that the tables have. */
export async function numbered(
  { lines }: Batch,
  rows: ReadRows,
): Promise<{ dated: NumberedLine[]; filled: FilledBlock[] }> {
  const found = lines.filter(({ effectiveAt }) => effectiveAt !== undefined);
  if (found.length === 0) return { dated: [], filled: [] };
  const tails = await tailsOf(found, rows);
  const dated = found.map((line) => {
    const tail = tails.get(keyOf(line))!;
    tail.number += 1;
    if (line.isCredit) tail.credits += unitsOf(line.amount);
    else tail.debits += unitsOf(line.amount);
    const text = (units: bigint) => formatUnits(units, line.currency.decimals);
    return { line, number: tail.number, debits: text(tail.debits), credits: text(tail.credits) };
  });
  const filled = [...tails.values()].flatMap(({ first, before, number }) =>
    blocksFilled(before, number).map((block) => ({ ...block, of: first })),
  );
  return { dated, filled };
}

interface TailRow {
  readonly place: number;
  readonly number: number;
  readonly debits: string;
  readonly credits: string;
}

async function tailsOf(lines: readonly Line[], rows: ReadRows): Promise<Map<string, Tail>> {
  const tails = new Map<string, Tail>();
  for (const line of lines) {
    const key = keyOf(line);
    if (!tails.has(key)) tails.set(key, { first: line, before: 0, number: 0, debits: 0n, credits: 0n });
  }
  const keys = [...tails];
  const found = await rows<TailRow>(
    `select x.place::int, last.number, last.debits, last.credits
     from unnest($1::int[], $2::int[], $3::smallint[]) with ordinality as x (ledger, account, currency, place)
     cross join lateral (
       select d.number, d.debits, d.credits from dated_lines d
       where d.ledger = x.ledger and d.account = x.account and d.currency = x.currency
       order by d.number desc limit 1
     ) last`,
    [
      plainArray(keys.map(([, { first }]) => first.ledger)),
      plainArray(keys.map(([, { first }]) => first.account)),
      plainArray(keys.map(([, { first }]) => first.currency.number)),
    ],
  );
  for (const { place, number, debits, credits } of found) {
    const [key, { first }] = keys[place - 1]!;
    tails.set(key, { first, before: number, number, debits: unitsOf(debits), credits: unitsOf(credits) });
  }
  return tails;
}

function keyOf({ ledger, account, currency }: Line): string {
  return `${ledger} ${account} ${currency.number}`;
}
