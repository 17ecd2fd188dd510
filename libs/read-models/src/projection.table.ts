import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Channel on which every commit of a projector tells how far each ledger got: `<ledger id> <seq>`. */
export const appliedChannel = 'ledger_applied';

/** The one row that every batch must move on from the value it started at. Positions are those of the whole store. */
@Entity({ name: 'projection' })
export class ProjectionRow {
  @PrimaryColumn({ type: 'boolean' })
  single!: boolean;

  /** Count of batches written; whoever finds another count than its own has been overtaken. */
  @Column({ type: 'bigint' })
  batch!: string;

  @Column({ name: 'position_commit', type: 'bigint', nullable: true })
  positionCommit!: string | null;

  @Column({ name: 'position_prepare', type: 'bigint', nullable: true })
  positionPrepare!: string | null;
}

/** How far the read models have applied a ledger's journal. */
@Entity({ name: 'checkpoints' })
export class CheckpointRow {
  /** Number of the ledger in all tables. */
  @PrimaryColumn({ type: 'integer' })
  ledger!: number;

  @Column({ type: 'text' })
  id!: string;

  @Column({ type: 'bigint' })
  seq!: string;

  @Column({ name: 'recorded_at', type: 'timestamptz' })
  recordedAt!: Date;
}
