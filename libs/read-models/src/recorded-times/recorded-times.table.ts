import { Column, Entity, PrimaryColumn } from 'typeorm';

/**
 * The first entry that a ledger's journal recorded at a time. Recorded time never decreases with seq and entries of
 * one append share theirs, so that there are fewer rows than entries, and one look finds what was recorded by a time.
 */
@Entity({ name: 'recorded_times' })
export class RecordedTimeRow {
  @PrimaryColumn({ type: 'integer' })
  ledger!: number;

  @PrimaryColumn({ name: 'recorded_at', type: 'timestamptz' })
  recordedAt!: Date;

  @Column({ type: 'bigint' })
  seq!: string;
}
