import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Only what has personal text is in the indexes, by which the entries of a subject are found. */
const changes = [
  ...['transactions', 'holds', 'accounts'].flatMap((table) => [
    `alter table ${table} add column personal text[]`,
    `create index ${table}_by_personal_key on ${table} using gin (personal) where personal is not null`,
  ]),
  'alter table accounts add column personal_seq bigint',
];

export class PersonalKeys1764700000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const change of changes) await runner.query(change);
  }

  /** Read models are derived: going back is dropping them and replaying the journal. */
  async down(): Promise<void> {
    throw new Error('migrations of the read models go forward only');
  }
}
