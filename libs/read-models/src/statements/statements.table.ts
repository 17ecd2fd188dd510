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
}
