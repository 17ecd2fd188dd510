import type { Metadata } from '@ledger/accounts/account';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A transaction without its postings: those are its statement lines. */
@Entity({ name: 'transactions' })
export class TransactionRow {
  @PrimaryColumn({ type: 'integer' })
  ledger!: number;

  @PrimaryColumn({ type: 'bigint' })
  seq!: string;

  @Column({ type: 'uuid' })
  id!: string;

  @Column({ name: 'recorded_at', type: 'timestamptz' })
  recordedAt!: Date;

  /** Only where it differs from `recordedAt`. */
  @Column({ name: 'effective_at', type: 'timestamptz', nullable: true })
  effectiveAt!: Date | null;

  @Column({ type: 'text', nullable: true })
  category!: string | null;

  @Column({ type: 'text', nullable: true })
  reference!: string | null;

  @Column({ type: 'text', nullable: true })
  description!: string | null;

  /** Why it reverses another; only reversals have it. */
  @Column({ type: 'text', nullable: true })
  reason!: string | null;

  /** Seq of the transaction it reverses. */
  @Column({ type: 'bigint', nullable: true })
  reverses!: string | null;

  /** Seq of the entry that placed the hold it captures. */
  @Column({ type: 'bigint', nullable: true })
  captures!: string | null;

  @Column({ name: 'late_reason', type: 'text', nullable: true })
  lateReason!: string | null;

  @Column({ name: 'is_imported', type: 'boolean' })
  isImported!: boolean;

  @Column({ type: 'text', array: true, nullable: true })
  tags!: readonly string[] | null;

  @Column({ type: 'json', nullable: true })
  metadata!: Metadata | null;
}

/** One tag of one transaction, to find it by. */
@Entity({ name: 'transaction_tags' })
export class TransactionTagRow {
  @PrimaryColumn({ type: 'integer' })
  ledger!: number;

  @PrimaryColumn({ type: 'text' })
  tag!: string;

  @PrimaryColumn({ type: 'bigint' })
  seq!: string;
}

/** One member of one transaction's metadata, to find it by: values are long, so it is their hash that is kept. */
@Entity({ name: 'transaction_metadata' })
export class TransactionMetadataRow {
  @PrimaryColumn({ type: 'integer' })
  ledger!: number;

  @PrimaryColumn({ type: 'text' })
  key!: string;

  /** `hashtextextended(value, 0)` */
  @PrimaryColumn({ name: 'value_hash', type: 'bigint' })
  valueHash!: string;

  @PrimaryColumn({ type: 'bigint' })
  seq!: string;
}
