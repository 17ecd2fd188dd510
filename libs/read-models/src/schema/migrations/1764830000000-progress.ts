import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a projector has applied of each ledger: a checkpoint is what a notary signs. */
const changes = [
  'alter table checkpoints rename to progress',
  'alter index checkpoints_pkey rename to progress_pkey',
  'alter index checkpoints_id_key rename to progress_id_key',
];

export class Progress1764830000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const change of changes) await runner.query(change);
  }

  /** Read models are derived: going back is dropping them and replaying the journal. */
  async down(): Promise<void> {
    throw new Error('migrations of the read models go forward only');
  }
}
