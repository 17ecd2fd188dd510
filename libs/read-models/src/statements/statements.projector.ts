import type { Batch, Line } from '../batch';
import { plainColumn, seconds } from '../columns';
import type { ReadModel, ReadRows } from '../read-model';
import { blockSizes } from './dated-blocks';
import { numbered } from './dated-lines';

const linesWritten = `
    lines_written as (
      insert into statement_lines
        (ledger, account, seq, posting, currency, is_credit, amount, posted, debits, version, effective_at)
      select x.ledger, x.account, x.seq, x.posting, x.currency, x.is_credit, x.amount, x.posted, x.debits,
        x.version, to_timestamp(x.effective_at)
      from advanced, unnest($1::int[], $2::int[], $3::bigint[], $4::smallint[], $5::smallint[], $6::boolean[],
        $7::numeric[], $8::numeric[], $9::numeric[], $10::bigint[], $11::float8[])
        as x (ledger, account, seq, posting, currency, is_credit, amount, posted, debits, version, effective_at)
    )`;

const datedWritten = `
    dated_written as (
      insert into dated_lines (ledger, account, currency, number, seq, effective_at, is_credit, amount, debits, credits)
      select x.ledger, x.account, x.currency, x.number, x.seq, to_timestamp(x.effective_at), x.is_credit, x.amount,
        x.debits, x.credits
      from advanced, unnest($1::int[], $2::int[], $3::smallint[], $4::int[], $5::bigint[], $6::float8[], $7::boolean[],
        $8::numeric[], $9::numeric[], $10::numeric[])
        as x (ledger, account, currency, number, seq, effective_at, is_credit, amount, debits, credits)
      returning *
    )`;

/**
 * The lines of a filled block are in the table as it was before the batch, and in what the batch adds to it. Those of
 * the batch find their blocks themselves: looking through all of them for each block would cost their product.
 */
const blocksWritten = `
    blocks_written as (
      insert into dated_sums (ledger, account, currency, size, block, effective_at, number, debits, credits)
      select l.ledger, l.account, l.currency, l.size, l.block, l.effective_at, l.number,
        sum(case when l.is_credit then 0 else l.amount end) over so_far,
        sum(case when l.is_credit then l.amount else 0 end) over so_far
      from (
        select x.*, d.number, d.effective_at, d.is_credit, d.amount
        from advanced, unnest($1::int[], $2::int[], $3::smallint[], $4::int[], $5::int[])
          as x (ledger, account, currency, size, block)
        join dated_lines d on d.ledger = x.ledger and d.account = x.account and d.currency = x.currency
          and d.number > x.block * x.size and d.number <= (x.block + 1) * x.size
        union all
        select d.ledger, d.account, d.currency, s.size, (d.number - 1) / s.size, d.number, d.effective_at, d.is_credit,
          d.amount
        from (select d.*, max(d.number) over (partition by d.ledger, d.account, d.currency) as last from dated_written d) d
        cross join (values ${blockSizes.map((size) => `(${size})`).join(', ')}) as s (size)
        where ((d.number - 1) / s.size + 1) * s.size <= d.last
      ) l
      window so_far as (
        partition by l.ledger, l.account, l.currency, l.size, l.block order by l.effective_at, l.number
        rows unbounded preceding
      )
    )`;

/** One line for each posting; those with an effective time of their own once more, and in blocks. */
export const statementsProjector: ReadModel = {
  name: 'statements',
  keyedTables: ['dated_lines'],
  addedTables: ['statement_lines', 'dated_sums'],
  members: [linesWritten, datedWritten, blocksWritten],
  async values(batch: Batch, rows: ReadRows): Promise<string[][]> {
    const { dated, filled } = await numbered(batch, rows);
    return [
      [
        ...keysOf(batch.lines).slice(0, 2),
        plainColumn(batch.lines.map((line) => line.seq)),
        plainColumn(batch.lines.map((line) => line.posting)),
        plainColumn(batch.lines.map((line) => line.currency.number)),
        plainColumn(batch.lines.map((line) => line.isCredit)),
        plainColumn(batch.lines.map((line) => line.amount)),
        plainColumn(batch.lines.map((line) => line.posted)),
        plainColumn(batch.lines.map((line) => line.debits)),
        plainColumn(batch.lines.map((line) => line.version)),
        plainColumn(batch.lines.map(effectiveSeconds)),
      ],
      [
        ...keysOf(dated.map(({ line }) => line)),
        plainColumn(dated.map(({ number }) => number)),
        plainColumn(dated.map(({ line }) => line.seq)),
        plainColumn(dated.map(({ line }) => effectiveSeconds(line))),
        plainColumn(dated.map(({ line }) => line.isCredit)),
        plainColumn(dated.map(({ line }) => line.amount)),
        plainColumn(dated.map(({ debits }) => debits)),
        plainColumn(dated.map(({ credits }) => credits)),
      ],
      [
        ...keysOf(filled.map(({ of }) => of)),
        plainColumn(filled.map(({ size }) => size)),
        plainColumn(filled.map(({ index }) => index)),
      ],
    ];
  },
};

/** Columns of ledger, account and currency. */
function keysOf(lines: readonly Line[]): [string, string, string] {
  return [
    plainColumn(lines.map(({ ledger }) => ledger)),
    plainColumn(lines.map(({ account }) => account)),
    plainColumn(lines.map(({ currency }) => currency.number)),
  ];
}

function effectiveSeconds({ effectiveAt }: Line): number | undefined {
  return effectiveAt === undefined ? undefined : seconds(effectiveAt);
}
