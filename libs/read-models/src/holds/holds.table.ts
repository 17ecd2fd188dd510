import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Metadata } from '@ledger/accounts/account';
import type { HoldEnd, Side, Tolerance } from '@ledger/state';

export type HoldStatus = 'open' | HoldEnd;

/** One posting that a hold may turn into; amounts in decimal text. */
export interface HoldLineItem {
  readonly account: string;
  readonly side: Side;
  readonly currency: string;
  /** All that was ever held, increments included. */
  readonly held: string;
  /** All that was captured, which may be more than was held. */
  readonly captured: string;
  /** What is still held. */
  readonly remaining: string;
}

export type HoldStepKind = 'placed' | 'incremented' | HoldEnd;

/** A hold as it was from one entry on, until another. */
@Entity({ name: 'holds' })
export class HoldRow {
  @PrimaryColumn({ type: 'integer' })
  ledger!: number;

  /** Seq of the entry that placed it. */
  @PrimaryColumn({ type: 'bigint' })
  hold!: string;

  @PrimaryColumn({ name: 'from_seq', type: 'bigint' })
  fromSeq!: string;

  /** Of the entry that made the next row; null in the present one. */
  @Column({ name: 'until_seq', type: 'bigint', nullable: true })
  untilSeq!: string | null;

  @Column({ type: 'uuid' })
  id!: string;

  @Column({ type: 'text' })
  status!: HoldStatus;

  @Column({ name: 'placed_at', type: 'timestamptz' })
  placedAt!: Date;

  @Column({ name: 'changed_at', type: 'timestamptz' })
  changedAt!: Date;

  @Column({ name: 'expires_at', type: 'timestamptz', nullable: true })
  expiresAt!: Date | null;

  @Column({ type: 'text', nullable: true })
  category!: string | null;

  @Column({ type: 'text', nullable: true })
  reference!: string | null;

  @Column({ type: 'text', nullable: true })
  description!: string | null;

  /** Why it was voided. */
  @Column({ type: 'text', nullable: true })
  reason!: string | null;

  @Column({ type: 'text', array: true })
  tags!: string[];

  @Column({ type: 'json' })
  metadata!: Metadata;

  @Column({ type: 'json', nullable: true })
  tolerance!: Tolerance | null;

  @Column({ type: 'json' })
  lines!: HoldLineItem[];
}

/** One thing that happened to a hold. */
@Entity({ name: 'hold_steps' })
export class HoldStepRow {
  @PrimaryColumn({ type: 'integer' })
  ledger!: number;

  @PrimaryColumn({ type: 'bigint' })
  hold!: string;

  @PrimaryColumn({ type: 'bigint' })
  seq!: string;

  @Column({ type: 'text' })
  step!: HoldStepKind;

  /** Of the entry; of a capture it is the id of its transaction. */
  @Column({ type: 'uuid' })
  id!: string;

  @Column({ name: 'recorded_at', type: 'timestamptz' })
  recordedAt!: Date;
}

/** Which holds have a line on an account. */
@Entity({ name: 'hold_accounts' })
export class HoldAccountRow {
  @PrimaryColumn({ type: 'integer' })
  ledger!: number;

  @PrimaryColumn({ type: 'integer' })
  account!: number;

  @PrimaryColumn({ type: 'bigint' })
  hold!: string;
}

/** What the open holds of an account keep back in one currency after an entry, whether or not their time is up. */
@Entity({ name: 'held_sums' })
export class HeldSumRow {
  @PrimaryColumn({ type: 'integer' })
  ledger!: number;

  @PrimaryColumn({ type: 'integer' })
  account!: number;

  @PrimaryColumn({ type: 'smallint' })
  currency!: number;

  @PrimaryColumn({ type: 'bigint' })
  seq!: string;

  @Column({ type: 'numeric' })
  debits!: string;

  @Column({ type: 'numeric' })
  credits!: string;
}
