import type { Batch, TransactionEntry } from '../batch/batch';
import type { ReadModel } from '../batch/read-model';
import { transactionMetadata, transactions, transactionTags } from './transactions.table';

const written = transactions.insert<Batch['transactions'][number]>({
  ledger: ({ ledger }) => ledger,
  seq: ({ entry }) => entry.seq,
  id: ({ entry }) => entry.id,
  recorded_at: ({ entry }) => entry.recordedAt,
  effective_at: ({ entry }) => laterOrEarlier(entry),
  category: ({ entry }) => entry.body.category,
  reference: ({ entry }) => entry.body.reference,
  description: ({ entry }) => entry.body.description,
  reason: ({ entry }) => entry.body.reason,
  reverses: ({ entry }) => entry.body.reverses?.seq,
  captures: ({ entry }) => entry.body.captures?.seq,
  late_reason: ({ entry }) => entry.body.lateReason,
  is_imported: ({ entry }) => entry.body.imported ?? false,
  tags: ({ entry }) => entry.body.tags,
  metadata: ({ entry }) => entry.body.metadata,
  personal: ({ entry }) => entry.body.personal?.map(({ key }) => key),
});

/** Something to find a transaction by. */
interface Term {
  readonly ledger: number;
  readonly seq: string;
}

const tagsWritten = transactionTags.insert<Term & { readonly tag: string }>({
  ledger: ({ ledger }) => ledger,
  tag: ({ tag }) => tag,
  seq: ({ seq }) => seq,
});

const metadataWritten = transactionMetadata.insert<Term & { readonly key: string; readonly value: string }>({
  ledger: ({ ledger }) => ledger,
  key: ({ key }) => key,
  value_hash: ({ value }) => value,
  seq: ({ seq }) => seq,
});

/** What each transaction says beside its postings, and what to find it by. */
export const transactionsProjector: ReadModel = {
  name: 'transactions',
  keyedTables: [],
  addedTables: [transactions, transactionTags, transactionMetadata],
  members: [written.sql, tagsWritten.sql, metadataWritten.sql],
  values({ transactions: posted }) {
    const tags = posted.flatMap(({ ledger, entry: { seq, body } }) =>
      body.tags ? [...new Set(body.tags)].map((tag) => ({ ledger, tag, seq })) : [],
    );
    const metadata = posted.flatMap(({ ledger, entry: { seq, body } }) =>
      body.metadata ? Object.entries(body.metadata).map(([key, value]) => ({ ledger, key, value, seq })) : [],
    );
    return [written.parameters(posted), tagsWritten.parameters(tags), metadataWritten.parameters(metadata)];
  },
};

function laterOrEarlier({ body: { effectiveAt }, recordedAt }: TransactionEntry): string | undefined {
  return effectiveAt === recordedAt ? undefined : effectiveAt;
}
