import type { MigrationInterface, QueryRunner } from 'typeorm';

/** No journal of a release had rates before there was this table, so there is nothing to replay. */
const changes = `
create table rate_sets (
  ledger integer not null,
  seq bigint not null,
  id uuid not null,
  source text not null,
  type text not null,
  observed_at timestamptz not null,
  recorded_at timestamptz not null,
  rates jsonb not null,
  primary key (ledger, seq)
);
create index rate_sets_by_observation on rate_sets (ledger, type, source, observed_at);
create index rate_sets_by_pair on rate_sets using gin (rates jsonb_path_ops);
`;

export class RateSets1764820000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(changes);
  }

  /** Read models are derived: going back is dropping them and replaying the journal. */
  async down(): Promise<void> {
    throw new Error('migrations of the read models go forward only');
  }
}
