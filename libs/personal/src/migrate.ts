import { Client } from 'pg';
import { SubjectKeysUnavailable } from './subject-keys-unavailable';

/** Chosen at random; two processes that migrate at once take turns by it. */
const migrationLock = 5_190_377_214;

/**
 * One row per subject. `wrapped` is the subject's key, encrypted by the data key, whose row has that encrypted by the
 * wrapping key `wrapped_by`: without that one, the rows are of no use. To erase a subject is to delete its row.
 */
const statements = `
  create schema if not exists personal;
  create table if not exists personal.data_keys (
    id text primary key check (id ~ '^[0-9a-f]{16}$'),
    wrapped bytea not null,
    wrapped_by text not null,
    made_at timestamp with time zone not null default now()
  );
  create table if not exists personal.subject_keys (
    subject text primary key,
    key text not null unique check (key ~ '^[0-9a-f]{16}$'),
    wrapped bytea not null,
    data_key text not null references personal.data_keys (id),
    made_at timestamp with time zone not null default now()
  );
`;

/** Makes the schema `personal` at `databaseUrl`; does nothing where it is there already. @throws SubjectKeysUnavailable */
export async function migratePersonal(databaseUrl: string): Promise<void> {
  const client = new Client({ connectionString: databaseUrl, application_name: 'ledger-personal' });
  // Where the connection breaks, the query under way or the next one fails.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('begin');
    await client.query('select pg_advisory_xact_lock($1)', [migrationLock]);
    await client.query(statements);
    await client.query('commit');
  } catch (cause) {
    throw new SubjectKeysUnavailable(cause);
  } finally {
    await client.end();
  }
}
