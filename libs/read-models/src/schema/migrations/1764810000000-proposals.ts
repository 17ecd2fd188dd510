import type { MigrationInterface, QueryRunner } from 'typeorm';

/** No journal of a release had such an entry before there were these tables, so there is nothing to replay. */
const changes = `
create table proposals (
  ledger integer not null,
  proposal bigint not null,
  id uuid not null,
  maker text not null,
  rule text not null,
  approvals smallint not null,
  type text not null,
  command json not null,
  hash text not null,
  accounts text[] not null,
  personal text[],
  made_at timestamptz not null,
  expires_at timestamptz not null,
  ended_seq bigint,
  ended text,
  ended_id uuid,
  ended_type text,
  ended_by text,
  ended_at timestamptz,
  reason text,
  primary key (ledger, proposal)
);
create index proposals_by_id on proposals (id);
create index proposals_by_end on proposals (ledger, ended_seq);
create index proposals_by_personal_key on proposals using gin (personal) where personal is not null;

create table proposal_approvals (
  ledger integer not null,
  proposal bigint not null,
  seq bigint not null,
  principal text not null,
  approved_at timestamptz not null,
  primary key (ledger, proposal, seq)
);
`;

export class Proposals1764810000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(changes);
  }

  /** Read models are derived: going back is dropping them and replaying the journal. */
  async down(): Promise<void> {
    throw new Error('migrations of the read models go forward only');
  }
}
