import type { Batch } from './batch';

/** Reads rows as they are before the batch under way. */
export type ReadRows = <Row>(sql: string, values: unknown[]) => Promise<Row[]>;

/**
 * One read model: its tables, and how a batch gets into them. All of them are written by one statement, together with the
 * checkpoint, of which `sql` is a part: members of its WITH list, with parameters `$1` to `$<parameters>`.
 * Every member must join `advanced`, which has a row only if nobody else wrote this batch: a WITH whose checkpoint
 * update matches no row still runs all its other members.
 */
export interface ReadModel {
  readonly name: string;
  /** Tables in which rows are changed or found again by their key while batches are written. */
  readonly keyedTables: readonly string[];
  /** Tables to which rows are only added: a rebuild builds even their keys last. */
  readonly addedTables: readonly string[];
  readonly sql: string;
  readonly parameters: number;
  values(batch: Batch, rows: ReadRows): Promise<unknown[]> | unknown[];
}
