import type { Batch } from './batch';
import type { Table } from '../schema/table';

/** Reads rows as they are before the batch under way. */
export type ReadRows = <Row>(sql: string, values: unknown[]) => Promise<Row[]>;

/**
 * One read model: its tables, and how a batch gets into them. All of them are written by one statement, together with
 * the progress, of whose WITH list each of `members` is a part, with parameters from `$1` on. Every member must join
 * `advanced`, which has a row only if nobody else wrote this batch: a WITH whose update of the progress matches no row still
 * runs all its other members.
 */
export interface ReadModel {
  readonly name: string;
  /** Tables in which rows are changed or found again by their key while batches are written. */
  readonly keyedTables: readonly Table[];
  /** Tables to which rows are only added: a rebuild builds even their keys last. */
  readonly addedTables: readonly Table[];
  readonly members: readonly string[];
  /** For each member the arrays that are its parameters; if those are empty, the member is left out. */
  values(batch: Batch, rows: ReadRows): Promise<string[][]> | string[][];
}
