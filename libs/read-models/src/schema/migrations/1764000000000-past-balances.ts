import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What balances at a past time are looked up in. The figures come with the entries: everything is emptied, and the
 * projector replays the journals from their first entries. `dated_lines` and `dated_sums` hold only lines with an
 * effective time of their own, so that all others cost what they did.
 */
const changes = `
truncate checkpoints, ledgers, currencies, accounts, balances, nodes, node_sums, statement_lines, transactions,
  transaction_tags, transaction_metadata;
update projection set batch = batch + 1, position_commit = null, position_prepare = null;

alter table balances add column first_seq bigint not null;
alter table statement_lines add column debits numeric not null, add column version bigint not null;
drop index statement_lines_by_account;
create index statement_lines_by_account on statement_lines (ledger, account, currency, seq);

create table dated_lines (
  ledger integer not null,
  account integer not null,
  currency smallint not null,
  number integer not null,
  seq bigint not null,
  effective_at timestamptz not null,
  is_credit boolean not null,
  amount numeric not null,
  debits numeric not null,
  credits numeric not null,
  primary key (ledger, account, currency, number)
);
create index dated_lines_by_seq on dated_lines (ledger, account, currency, seq, number);

create table dated_sums (
  ledger integer not null,
  account integer not null,
  currency smallint not null,
  size integer not null,
  block integer not null,
  effective_at timestamptz not null,
  number integer not null,
  debits numeric not null,
  credits numeric not null,
  primary key (ledger, account, currency, size, block, effective_at, number)
);

create table recorded_times (
  ledger integer not null,
  recorded_at timestamptz not null,
  seq bigint not null,
  primary key (ledger, recorded_at)
);
`;

export class PastBalances1764000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(changes);
  }

  /** Read models are derived: going back is dropping them and replaying the journal. */
  async down(): Promise<void> {
    throw new Error('migrations of the read models go forward only');
  }
}
