import type { Batch } from '../batch';
import { plainColumn, seconds, textColumn } from '../columns';
import type { ReadModel } from '../read-model';

/** What each transaction says beside its postings, and what to find it by. */
export const transactionsProjector: ReadModel = {
  name: 'transactions',
  keyedTables: [],
  addedTables: ['transactions', 'transaction_tags', 'transaction_metadata'],
  members: [
    `
    transactions_written as (
      insert into transactions (ledger, seq, id, recorded_at, effective_at, category, reference, description, reason,
        reverses, captures, late_reason, is_imported, tags, metadata)
      select x.ledger, x.seq, x.id, to_timestamp(x.recorded_at), to_timestamp(x.effective_at), x.category,
        x.reference, x.description, x.reason, x.reverses, x.captures, x.late_reason, x.is_imported,
        x.tags::text[], x.metadata::json
      from advanced, unnest($1::int[], $2::bigint[], $3::uuid[], $4::float8[], $5::float8[], $6::text[], $7::text[],
        $8::text[], $9::text[], $10::bigint[], $11::bigint[], $12::text[], $13::boolean[], $14::text[], $15::text[])
        as x (ledger, seq, id, recorded_at, effective_at, category, reference, description, reason, reverses,
          captures, late_reason, is_imported, tags, metadata)
    )`,
    `
    tags_written as (
      insert into transaction_tags (ledger, tag, seq)
      select x.* from advanced, unnest($1::int[], $2::text[], $3::bigint[]) as x
    )`,
    `
    metadata_written as (
      insert into transaction_metadata (ledger, key, value_hash, seq)
      select x.ledger, x.key, hashtextextended(x.value, 0), x.seq
      from advanced, unnest($1::int[], $2::text[], $3::text[], $4::bigint[]) as x (ledger, key, value, seq)
    )`,
  ],
  values({ transactions }: Batch): string[][] {
    const column = <T>(pick: (entry: (typeof transactions)[number]['entry']) => T) =>
      transactions.map(({ entry }) => pick(entry));
    const tags = transactions.flatMap(({ ledger, entry: { seq, body } }) =>
      body.tags ? [...new Set(body.tags)].map((tag) => ({ ledger, tag, seq })) : [],
    );
    const members = transactions.flatMap(({ ledger, entry: { seq, body } }) =>
      body.metadata ? Object.entries(body.metadata).map(([key, value]) => ({ ledger, key, value, seq })) : [],
    );
    return [
      [
        plainColumn(transactions.map(({ ledger }) => ledger)),
        plainColumn(column((entry) => entry.seq)),
        plainColumn(column((entry) => entry.id)),
        plainColumn(column((entry) => seconds(entry.recordedAt))),
        plainColumn(column(({ body, recordedAt }) => laterOrEarlier(body.effectiveAt, recordedAt))),
        textColumn(column(({ body }) => body.category)),
        textColumn(column(({ body }) => body.reference)),
        textColumn(column(({ body }) => body.description)),
        textColumn(column(({ body }) => body.reason)),
        plainColumn(column(({ body }) => body.reverses?.seq)),
        plainColumn(column(({ body }) => body.captures?.seq)),
        textColumn(column(({ body }) => body.lateReason)),
        plainColumn(column(({ body }) => body.imported ?? false)),
        textColumn(column(({ body }) => body.tags && textColumn(body.tags))),
        textColumn(column(({ body }) => body.metadata && JSON.stringify(body.metadata))),
      ],
      [
        plainColumn(tags.map(({ ledger }) => ledger)),
        textColumn(tags.map(({ tag }) => tag)),
        plainColumn(tags.map(({ seq }) => seq)),
      ],
      [
        plainColumn(members.map(({ ledger }) => ledger)),
        textColumn(members.map(({ key }) => key)),
        textColumn(members.map(({ value }) => value)),
        plainColumn(members.map(({ seq }) => seq)),
      ],
    ];
  },
};

function laterOrEarlier(effectiveAt: string | undefined, recordedAt: string): number | undefined {
  return effectiveAt === undefined || effectiveAt === recordedAt ? undefined : seconds(effectiveAt);
}
