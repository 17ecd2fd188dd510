import type { Batch } from '../batch';
import { plainColumn, seconds, textColumn } from '../columns';
import type { ReadModel } from '../read-model';

/** One row for each statement issued. */
export const issuedStatementsProjector: ReadModel = {
  name: 'issued-statements',
  keyedTables: [],
  addedTables: ['issued_statements'],
  members: [
    `
    statements_issued as (
      insert into issued_statements
        (ledger, account, number, seq, id, issued_at, description, from_seq, to_seq, opening, closing)
      select x.ledger, x.account, x.number, x.seq, x.id, to_timestamp(x.issued_at), x.description, x.from_seq, x.to_seq,
        x.opening::json, x.closing::json
      from advanced, unnest($1::int[], $2::int[], $3::int[], $4::bigint[], $5::uuid[], $6::float8[], $7::text[],
        $8::bigint[], $9::bigint[], $10::text[], $11::text[])
        as x (ledger, account, number, seq, id, issued_at, description, from_seq, to_seq, opening, closing)
    )`,
  ],
  values({ statements }: Batch): string[][] {
    const bodies = statements.map(({ entry }) => entry.body);
    return [
      [
        plainColumn(statements.map(({ ledger }) => ledger)),
        plainColumn(statements.map(({ account }) => account)),
        plainColumn(bodies.map(({ number }) => number)),
        plainColumn(statements.map(({ entry }) => entry.seq)),
        plainColumn(statements.map(({ entry }) => entry.id)),
        plainColumn(statements.map(({ entry }) => seconds(entry.recordedAt))),
        textColumn(bodies.map(({ description }) => description)),
        plainColumn(bodies.map(({ fromSeq }) => fromSeq)),
        plainColumn(bodies.map(({ toSeq }) => toSeq)),
        textColumn(bodies.map(({ opening }) => JSON.stringify(opening))),
        textColumn(bodies.map(({ closing }) => JSON.stringify(closing))),
      ],
    ];
  },
};
