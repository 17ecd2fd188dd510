import type { Batch } from '../batch/batch';
import type { ReadModel } from '../batch/read-model';
import { issuedStatements } from './issued-statements.table';

const written = issuedStatements.insert<Batch['statements'][number]>({
  ledger: ({ ledger }) => ledger,
  account: ({ account }) => account,
  number: ({ entry }) => entry.body.number,
  seq: ({ entry }) => entry.seq,
  id: ({ entry }) => entry.id,
  issued_at: ({ entry }) => entry.recordedAt,
  description: ({ entry }) => entry.body.description,
  from_seq: ({ entry }) => entry.body.fromSeq,
  to_seq: ({ entry }) => entry.body.toSeq,
  opening: ({ entry }) => entry.body.opening,
  closing: ({ entry }) => entry.body.closing,
});

/** One row for each statement issued. */
export const issuedStatementsProjector: ReadModel = {
  name: 'issued-statements',
  keyedTables: [],
  addedTables: [issuedStatements],
  members: [written.sql],
  values: ({ statements }) => [written.parameters(statements)],
};
