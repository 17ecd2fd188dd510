import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The first tables. Amounts are `numeric` without a scale: it keeps the decimals it was given, so that what comes
 * out has exactly those of its currency, and roll-ups may have more digits than any single amount.
 * Accounts, nodes, currencies and ledgers have small numbers, in the order in which the journal first names them;
 * hence a rebuild gives everything the same number again.
 */
const tables = `
create table projection (
  single boolean primary key default true check (single),
  batch bigint not null,
  position_commit bigint,
  position_prepare bigint
);
insert into projection (batch) values (0);

create table checkpoints (
  ledger integer primary key,
  id text not null unique,
  seq bigint not null,
  recorded_at timestamptz not null
) with (fillfactor = 50);

create table ledgers (
  ledger integer primary key,
  id text collate "C" not null unique,
  name text not null,
  root text not null,
  metadata jsonb not null,
  chart jsonb not null,
  opened_at timestamptz not null
);

create table currencies (
  ledger integer not null,
  currency smallint not null,
  code text collate "C" not null,
  decimals smallint not null,
  name text not null,
  is_registered boolean not null,
  primary key (ledger, currency)
);

create table accounts (
  ledger integer not null,
  account integer not null,
  from_seq bigint not null,
  until_seq bigint,
  path text collate "C" not null,
  type text not null,
  status text not null,
  currencies text[],
  limits jsonb not null,
  tags text[] not null,
  metadata jsonb not null,
  pattern text,
  opened_seq bigint not null,
  opened_at timestamptz not null,
  changed_at timestamptz not null,
  primary key (ledger, account, from_seq)
);
create index accounts_by_path on accounts (ledger, path, from_seq);
create index accounts_by_tag on accounts using gin (tags);

create table balances (
  ledger integer not null,
  account integer not null,
  currency smallint not null,
  debits numeric not null,
  credits numeric not null,
  version bigint not null,
  primary key (ledger, account, currency)
) with (fillfactor = 70);

create table nodes (
  ledger integer not null,
  node integer not null,
  parent integer,
  depth smallint not null,
  path text collate "C" not null,
  primary key (ledger, node)
);
create unique index nodes_by_path on nodes (ledger, path);

create table node_sums (
  ledger integer not null,
  node integer not null,
  currency smallint not null,
  debits_below numeric not null,
  credits_below numeric not null,
  primary key (ledger, node, currency)
) with (fillfactor = 50);

create table statement_lines (
  ledger integer not null,
  account integer not null,
  seq bigint not null,
  posting smallint not null,
  currency smallint not null,
  is_credit boolean not null,
  amount numeric not null,
  posted numeric not null,
  effective_at timestamptz,
  primary key (ledger, seq, posting)
);
create index statement_lines_by_account on statement_lines (ledger, account, seq);
create index statement_lines_backdated on statement_lines (ledger, account, effective_at, seq)
  where effective_at is not null;

create table transactions (
  ledger integer not null,
  seq bigint not null,
  id uuid not null,
  recorded_at timestamptz not null,
  effective_at timestamptz,
  category text,
  reference text,
  description text,
  reason text,
  reverses bigint,
  tags text[],
  metadata json,
  primary key (ledger, seq)
);
create index transactions_by_id on transactions (id);
create index transactions_by_category on transactions (ledger, category, seq) where category is not null;
create index transactions_by_reference on transactions using hash (reference) where reference is not null;
create index transactions_by_effective_at on transactions (ledger, effective_at, seq) where effective_at is not null;
create index transactions_by_reversed on transactions (ledger, reverses) where reverses is not null;

create table transaction_tags (
  ledger integer not null,
  tag text not null,
  seq bigint not null,
  primary key (ledger, tag, seq)
);

create table transaction_metadata (
  ledger integer not null,
  key text not null,
  value_hash bigint not null,
  seq bigint not null,
  primary key (ledger, key, value_hash, seq)
);
`;

export class ReadModels1763900000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(tables);
  }

  /** Read models are derived: going back is dropping them and replaying the journal. */
  async down(): Promise<void> {
    throw new Error('migrations of the read models go forward only');
  }
}
