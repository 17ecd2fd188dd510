import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Holds, what they keep back, closed periods and issued statements. All of it comes with entries of types that were
 * passed over before, so that everything is emptied and the projector replays the journals.
 */
const changes = `
truncate checkpoints, ledgers, currencies, accounts, balances, nodes, node_sums, statement_lines, transactions,
  transaction_tags, transaction_metadata, dated_lines, dated_sums, recorded_times;
update projection set batch = batch + 1, position_commit = null, position_prepare = null;

alter table transactions add column captures bigint, add column late_reason text,
  add column is_imported boolean not null;
alter table ledgers add column takes_future boolean not null, add column is_importing boolean not null;

create table holds (
  ledger integer not null,
  hold bigint not null,
  from_seq bigint not null,
  until_seq bigint,
  id uuid not null,
  status text not null,
  placed_at timestamptz not null,
  changed_at timestamptz not null,
  expires_at timestamptz,
  category text,
  reference text,
  description text,
  reason text,
  tags text[] not null,
  metadata json not null,
  tolerance json,
  lines json not null,
  primary key (ledger, hold, from_seq)
);
create index holds_by_id on holds (id, from_seq);
create index holds_that_expire on holds (ledger, expires_at) where until_seq is null and status = 'open';
create index recorded_times_by_seq on recorded_times (ledger, seq);

create table hold_steps (
  ledger integer not null,
  hold bigint not null,
  seq bigint not null,
  step text not null,
  id uuid not null,
  recorded_at timestamptz not null,
  primary key (ledger, hold, seq)
);

create table hold_accounts (
  ledger integer not null,
  account integer not null,
  hold bigint not null,
  primary key (ledger, account, hold)
);

create table held_sums (
  ledger integer not null,
  account integer not null,
  currency smallint not null,
  seq bigint not null,
  debits numeric not null,
  credits numeric not null,
  primary key (ledger, account, currency, seq)
);

create table periods (
  ledger integer not null,
  period text collate "C" not null,
  from_seq bigint not null,
  until_seq bigint,
  kind text not null,
  begins_at timestamptz not null,
  ends_at timestamptz not null,
  reason text,
  closed_at timestamptz not null,
  primary key (ledger, period, from_seq)
);

create table issued_statements (
  ledger integer not null,
  account integer not null,
  number integer not null,
  seq bigint not null,
  id uuid not null,
  issued_at timestamptz not null,
  description text,
  from_seq bigint not null,
  to_seq bigint not null,
  opening json not null,
  closing json not null,
  primary key (ledger, account, number)
);
`;

export class Holds1764100000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(changes);
  }

  /** Read models are derived: going back is dropping them and replaying the journal. */
  async down(): Promise<void> {
    throw new Error('migrations of the read models go forward only');
  }
}
