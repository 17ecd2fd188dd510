import type { Batch } from '../batch';
import { plainColumn, seconds } from '../columns';
import type { ReadModel } from '../read-model';

/** One line for each posting. */
export const statementsProjector: ReadModel = {
  name: 'statements',
  keyedTables: [],
  addedTables: ['statement_lines'],
  members: [
    `
    lines_written as (
      insert into statement_lines
        (ledger, account, seq, posting, currency, is_credit, amount, posted, effective_at)
      select x.ledger, x.account, x.seq, x.posting, x.currency, x.is_credit, x.amount, x.posted,
        to_timestamp(x.effective_at)
      from advanced, unnest($1::int[], $2::int[], $3::bigint[], $4::smallint[], $5::smallint[], $6::boolean[],
        $7::numeric[], $8::numeric[], $9::float8[])
        as x (ledger, account, seq, posting, currency, is_credit, amount, posted, effective_at)
    )`,
  ],
  values({ lines }: Batch): string[][] {
    return [
      [
        plainColumn(lines.map((line) => line.ledger)),
        plainColumn(lines.map((line) => line.account)),
        plainColumn(lines.map((line) => line.seq)),
        plainColumn(lines.map((line) => line.posting)),
        plainColumn(lines.map((line) => line.currency)),
        plainColumn(lines.map((line) => line.isCredit)),
        plainColumn(lines.map((line) => line.amount)),
        plainColumn(lines.map((line) => line.posted)),
        plainColumn(lines.map(({ effectiveAt }) => effectiveAt && seconds(effectiveAt))),
      ],
    ];
  },
};
