import type { MigrationInterface, QueryRunner } from 'typeorm';

const changes = [
  `create table analyst_scopes (
    database_user text not null,
    grant_seq bigint not null,
    path text collate "C" not null,
    ledger text not null,
    begins_at timestamptz,
    expires_at timestamptz,
    primary key (database_user, grant_seq, path)
  )`,
  'create table analyst_scopes_at (single boolean primary key default true check (single), seq bigint not null)',
  // Before the first entry of the access journal.
  'insert into analyst_scopes_at (seq) values (-1)',
  // Whoever may connect can listen and notify: the channel is one that he cannot guess.
  `alter table projection add column channel text not null default 'ledger_' || replace(gen_random_uuid()::text, '-', '')`,
  // Days of transactions, for SQL: a million of them need 32 kB.
  'create index transactions_by_recorded_at on transactions using brin (recorded_at)',
];

export class Analysts1764800000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const change of changes) await runner.query(change);
  }

  /** Read models are derived: going back is dropping them and replaying the journal. */
  async down(): Promise<void> {
    throw new Error('migrations of the read models go forward only');
  }
}
