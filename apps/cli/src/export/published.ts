import { Client } from 'pg';
import type { CheckpointSource } from '@export/ledger-export';
import { checkpointsUpTo } from '@notary/checkpoint-pages';
import { NotaryTables } from '@notary/tables';
import type { CliSettings } from '@settings/settings';
import { databaseIfAny } from '../addresses';
import { Failure } from '../failure';

/** The checkpoints that a notary has published, as long as they are read. */
export interface Published {
  readonly checkpoints: CheckpointSource;
  close(): Promise<void>;
}

/**
 * Checkpoints of a ledger from the notary's tables; none where no Postgres is known, or no notary ever ran on it.
 * @throws Failure where Postgres does not answer
 */
export async function published(settings: CliSettings, ledger: string): Promise<Published> {
  const url = databaseIfAny(settings);
  if (url === undefined) return { checkpoints: noCheckpoints, close: () => Promise.resolve() };
  const client = new Client({ connectionString: url, application_name: 'ledger-export' });
  // Where the connection breaks, the query under way or the next one fails.
  client.on('error', () => undefined);
  await client.connect().catch((cause: Error) => {
    throw new Failure(
      `Postgres at DATABASE_URL, where the checkpoints are, cannot be reached: ${cause.message}`,
    );
  });
  const tables = new NotaryTables(client);
  return {
    checkpoints: (sizeMax) => checkpointsUpTo(tables, ledger, sizeMax),
    close: () => client.end(),
  };
}

async function* noCheckpoints(): AsyncGenerator<never> {}
