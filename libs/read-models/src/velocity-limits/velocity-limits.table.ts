import type { VelocityLimit } from '@ledger/velocity/velocity-state';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The velocity limits of a node of the tree from `fromSeq` until (not including) `untilSeq`; the present ones have no `untilSeq`. */
@Entity({ name: 'velocity_limits' })
export class VelocityLimitsRow {
  @PrimaryColumn({ type: 'integer' })
  ledger!: number;

  /** A path, whether or not anything at or below it is open yet. */
  @PrimaryColumn({ type: 'text' })
  path!: string;

  @PrimaryColumn({ name: 'from_seq', type: 'bigint' })
  fromSeq!: string;

  @Column({ name: 'until_seq', type: 'bigint', nullable: true })
  untilSeq!: string | null;

  /** In ascending order of name; empty where they were removed. */
  @Column({ type: 'jsonb' })
  limits!: readonly VelocityLimit[];

  @Column({ name: 'set_at', type: 'timestamptz' })
  setAt!: Date;
}
