import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The figures of one account in one currency, as decimal text with exactly the currency's decimals. */
@Entity({ name: 'balances' })
export class BalanceRow {
  @PrimaryColumn({ type: 'integer' })
  ledger!: number;

  @PrimaryColumn({ type: 'integer' })
  account!: number;

  @PrimaryColumn({ type: 'smallint' })
  currency!: number;

  @Column({ type: 'numeric' })
  debits!: string;

  @Column({ type: 'numeric' })
  credits!: string;

  /** Count of the account's postings in this currency. */
  @Column({ type: 'bigint' })
  version!: string;

  /** Seq of the entry that posted or held something first. */
  @Column({ name: 'first_seq', type: 'bigint' })
  firstSeq!: string;
}
