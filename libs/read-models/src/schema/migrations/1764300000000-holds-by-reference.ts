import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A reference names few holds, of which each has a row for every state it was in. */
const changes = `create index holds_by_reference on holds using hash (reference) where reference is not null`;

export class HoldsByReference1764300000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(changes);
  }

  /** Read models are derived: going back is dropping them and replaying the journal. */
  async down(): Promise<void> {
    throw new Error('migrations of the read models go forward only');
  }
}
