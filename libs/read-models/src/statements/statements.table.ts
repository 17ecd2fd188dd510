import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The trace that one posting leaves in one account, with the balance after it. */
@Entity({ name: 'statement_lines' })
export class StatementLineRow {
  @PrimaryColumn({ type: 'integer' })
  ledger!: number;

  @Column({ type: 'integer' })
  account!: number;

  @PrimaryColumn({ type: 'bigint' })
  seq!: string;

  /** Place of the posting in its transaction, from 0. */
  @PrimaryColumn({ type: 'smallint' })
  posting!: number;

  @Column({ type: 'smallint' })
  currency!: number;

  @Column({ name: 'is_credit', type: 'boolean' })
  isCredit!: boolean;

  @Column({ type: 'numeric' })
  amount!: string;

  /** The account's balance in this currency after the posting, on its normal side. */
  @Column({ type: 'numeric' })
  posted!: string;

  /** Only where it differs from when the transaction was recorded. */
  @Column({ name: 'effective_at', type: 'timestamptz', nullable: true })
  effectiveAt!: Date | null;

  /** All debits of the account in this currency up to this posting. The credits follow from `posted`. */
  @Column({ type: 'numeric' })
  debits!: string;

  /** Count of the account's postings in this currency up to this one. */
  @Column({ type: 'bigint' })
  version!: string;
}

/** A statement line with an effective time of its own, numbered among those of its account and currency from 1. */
@Entity({ name: 'dated_lines' })
export class DatedLineRow {
  @PrimaryColumn({ type: 'integer' })
  ledger!: number;

  @PrimaryColumn({ type: 'integer' })
  account!: number;

  @PrimaryColumn({ type: 'smallint' })
  currency!: number;

  @PrimaryColumn({ type: 'integer' })
  number!: number;

  @Column({ type: 'bigint' })
  seq!: string;

  @Column({ name: 'effective_at', type: 'timestamptz' })
  effectiveAt!: Date;

  @Column({ name: 'is_credit', type: 'boolean' })
  isCredit!: boolean;

  @Column({ type: 'numeric' })
  amount!: string;

  /** Of all dated lines up to this one. */
  @Column({ type: 'numeric' })
  debits!: string;

  @Column({ type: 'numeric' })
  credits!: string;
}

/** A dated line in its place by effective time within a block, and the sums of the block up to it. */
@Entity({ name: 'dated_sums' })
export class DatedSumRow {
  @PrimaryColumn({ type: 'integer' })
  ledger!: number;

  @PrimaryColumn({ type: 'integer' })
  account!: number;

  @PrimaryColumn({ type: 'smallint' })
  currency!: number;

  /** How many lines the block holds. */
  @PrimaryColumn({ type: 'integer' })
  size!: number;

  /** Which block of this size, from 0. */
  @PrimaryColumn({ type: 'integer' })
  block!: number;

  @PrimaryColumn({ name: 'effective_at', type: 'timestamptz' })
  effectiveAt!: Date;

  @PrimaryColumn({ type: 'integer' })
  number!: number;

  @Column({ type: 'numeric' })
  debits!: string;

  @Column({ type: 'numeric' })
  credits!: string;
}
