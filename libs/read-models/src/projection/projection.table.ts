import type { Client } from 'pg';
import { bigint, boolean, integer, key, nullable, text, timestamptz } from '../schema/column';
import { Table } from '../schema/table';

/** The one row that every batch must move on from the value it started at. Positions are those of the whole store. */
export const projection = new Table('projection', {
  single: key(boolean),
  /** Count of batches written; a projector that finds a different count than its own has been overtaken. */
  batch: bigint,
  position_commit: nullable(bigint),
  position_prepare: nullable(bigint),
  /**
   * Name of the channel on which every commit of a projector says how far each ledger got: `<ledger id> <seq>`. Whoever
   * may connect to the database can listen and notify, analysts too: nobody is to guess it.
   */
  channel: text,
});

/** The channel of the commits, in a database that has the tables. */
export async function appliedChannel(client: Pick<Client, 'query'>): Promise<string> {
  const { rows } = await client.query<{ channel: string }>('select channel from projection');
  return rows[0]!.channel;
}

/** How far the read models have applied a ledger's journal. */
export const progress = new Table('progress', {
  /** Number of the ledger in all tables. */
  ledger: key(integer),
  id: text,
  seq: bigint,
  recorded_at: timestamptz,
});
