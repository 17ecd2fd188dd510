import { bigint, boolean, integer, key, nullable, text, timestamptz } from '../schema/column';
import { Table } from '../schema/table';

/** Channel on which every commit of a projector says how far each ledger got: `<ledger id> <seq>`. */
export const appliedChannel = 'ledger_applied';

/** The one row that every batch must move on from the value it started at. Positions are those of the whole store. */
export const projection = new Table('projection', {
  single: key(boolean),
  /** Count of batches written; a projector that finds a different count than its own has been overtaken. */
  batch: bigint,
  position_commit: nullable(bigint),
  position_prepare: nullable(bigint),
});

/** How far the read models have applied a ledger's journal. */
export const checkpoints = new Table('checkpoints', {
  /** Number of the ledger in all tables. */
  ledger: key(integer),
  id: text,
  seq: bigint,
  recorded_at: timestamptz,
});
