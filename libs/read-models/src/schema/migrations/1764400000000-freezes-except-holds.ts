import type { MigrationInterface, QueryRunner } from 'typeorm';

const changes = `alter table accounts add column except_holds text[] not null default '{}'`;

export class FreezesExceptHolds1764400000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(changes);
  }

  /** Read models are derived: going back is dropping them and replaying the journal. */
  async down(): Promise<void> {
    throw new Error('migrations of the read models go forward only');
  }
}
