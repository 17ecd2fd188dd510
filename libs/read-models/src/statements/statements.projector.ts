import type { Line } from '../batch/batch';
import type { ReadModel } from '../batch/read-model';
import { blockSizes } from './dated-blocks';
import { numbered, type FilledBlock, type NumberedLine } from './numbered-lines';
import { datedLines, datedSums, statementLines } from './statements.table';

const linesWritten = statementLines.insert<Line>({
  ledger: (line) => line.ledger,
  account: (line) => line.account,
  seq: (line) => line.seq,
  posting: (line) => line.posting,
  currency: (line) => line.currency.number,
  is_credit: (line) => line.isCredit,
  amount: (line) => line.amount,
  posted: (line) => line.posted,
  effective_at: (line) => line.effectiveAt,
  debits: (line) => line.debits,
  version: (line) => line.version,
});

const datedWritten = datedLines.insert<NumberedLine>(
  {
    ledger: ({ line }) => line.ledger,
    account: ({ line }) => line.account,
    currency: ({ line }) => line.currency.number,
    number: ({ number }) => number,
    seq: ({ line }) => line.seq,
    effective_at: ({ line }) => line.effectiveAt!,
    is_credit: ({ line }) => line.isCredit,
    amount: ({ line }) => line.amount,
    debits: ({ debits }) => debits,
    credits: ({ credits }) => credits,
  },
  'returning *',
);

const filledBlocks = datedSums.rows<FilledBlock>({
  ledger: ({ of }) => of.ledger,
  account: ({ of }) => of.account,
  currency: ({ of }) => of.currency.number,
  size: ({ size }) => size,
  block: ({ index }) => index,
});

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
        from advanced, ${filledBlocks.sql}
        join dated_lines d on d.ledger = x.ledger and d.account = x.account and d.currency = x.currency
          and d.number > x.block * x.size and d.number <= (x.block + 1) * x.size
        union all
        select d.ledger, d.account, d.currency, s.size, (d.number - 1) / s.size, d.number, d.effective_at, d.is_credit,
          d.amount
        from (
          select d.*, max(d.number) over (partition by d.ledger, d.account, d.currency) as last
          from dated_lines_written d
        ) d
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
  keyedTables: [datedLines],
  addedTables: [statementLines, datedSums],
  members: [linesWritten.sql, datedWritten.sql, blocksWritten],
  async values(batch, rows) {
    const { dated, filled } = await numbered(batch, rows);
    return [
      linesWritten.parameters(batch.lines),
      datedWritten.parameters(dated),
      filledBlocks.parameters(filled),
    ];
  },
};
