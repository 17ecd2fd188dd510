import type { MigrationInterface, QueryRunner } from 'typeorm';

/** No journal had such an entry before there was this table, so there is nothing to replay. */
const changes = `
create table velocity_limits (
  ledger integer not null,
  path text collate "C" not null,
  from_seq bigint not null,
  until_seq bigint,
  limits jsonb not null,
  set_at timestamptz not null,
  primary key (ledger, path, from_seq)
);
`;

export class VelocityLimits1764150000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(changes);
  }

  /** Read models are derived: going back is dropping them and replaying the journal. */
  async down(): Promise<void> {
    throw new Error('migrations of the read models go forward only');
  }
}
