import type { Metadata } from '@ledger/accounts/account';
import type { AccountStatus, AccountType, Limit, Side } from '@ledger/state';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** An account as it was from `fromSeq` until (not including) `untilSeq`; its present row has no `untilSeq`. */
@Entity({ name: 'accounts' })
export class AccountRow {
  @PrimaryColumn({ type: 'integer' })
  ledger!: number;

  /** The account's node of the tree. */
  @PrimaryColumn({ type: 'integer' })
  account!: number;

  @PrimaryColumn({ name: 'from_seq', type: 'bigint' })
  fromSeq!: string;

  @Column({ name: 'until_seq', type: 'bigint', nullable: true })
  untilSeq!: string | null;

  @Column({ type: 'text' })
  path!: string;

  @Column({ type: 'text' })
  type!: AccountType;

  @Column({ type: 'text' })
  status!: AccountStatus;

  /** Frozen sides on which open holds may still be captured. */
  @Column({ name: 'except_holds', type: 'text', array: true })
  exceptHolds!: readonly Side[];

  /** Accepted currency codes; null means any. */
  @Column({ type: 'text', array: true, nullable: true })
  currencies!: readonly string[] | null;

  @Column({ type: 'jsonb' })
  limits!: readonly Limit[];

  @Column({ type: 'text', array: true })
  tags!: readonly string[];

  @Column({ type: 'jsonb' })
  metadata!: Metadata;

  /** The line of the chart that opened it on its first posting, if that is how it was opened. */
  @Column({ type: 'text', nullable: true })
  pattern!: string | null;

  @Column({ name: 'opened_seq', type: 'bigint' })
  openedSeq!: string;

  @Column({ name: 'opened_at', type: 'timestamptz' })
  openedAt!: Date;

  @Column({ name: 'changed_at', type: 'timestamptz' })
  changedAt!: Date;
}

/** What an account is at one time, apart from when. */
export type AccountTerms = Readonly<
  Pick<
    AccountRow,
    'path' | 'type' | 'status' | 'exceptHolds' | 'currencies' | 'limits' | 'tags' | 'metadata' | 'pattern'
  >
>;
