import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A period as it was closed at one entry, until another closed it harder or reopened it. */
@Entity({ name: 'periods' })
export class PeriodRow {
  @PrimaryColumn({ type: 'integer' })
  ledger!: number;

  @PrimaryColumn({ type: 'text' })
  period!: string;

  @PrimaryColumn({ name: 'from_seq', type: 'bigint' })
  fromSeq!: string;

  @Column({ name: 'until_seq', type: 'bigint', nullable: true })
  untilSeq!: string | null;

  @Column({ type: 'text' })
  kind!: 'soft' | 'hard';

  /** The span of effective time; the end is not part of it. */
  @Column({ name: 'begins_at', type: 'timestamptz' })
  beginsAt!: Date;

  @Column({ name: 'ends_at', type: 'timestamptz' })
  endsAt!: Date;

  @Column({ type: 'text', nullable: true })
  reason!: string | null;

  @Column({ name: 'closed_at', type: 'timestamptz' })
  closedAt!: Date;
}
