import type { Metadata } from '@ledger/accounts/account';
import type { ChartPattern } from '@ledger/state';
import { Column, Entity, PrimaryColumn } from 'typeorm';

@Entity({ name: 'ledgers' })
export class LedgerRow {
  @PrimaryColumn({ type: 'integer' })
  ledger!: number;

  @Column({ type: 'text' })
  id!: string;

  @Column({ type: 'text' })
  name!: string;

  /** Verifier key of the root, under which every other key of the ledger stands. */
  @Column({ type: 'text' })
  root!: string;

  @Column({ type: 'jsonb' })
  metadata!: Metadata;

  @Column({ type: 'jsonb' })
  chart!: readonly ChartPattern[];

  @Column({ name: 'opened_at', type: 'timestamptz' })
  openedAt!: Date;

  /** Whether transactions may be effective after they are recorded. */
  @Column({ name: 'takes_future', type: 'boolean' })
  takesFuture!: boolean;

  /** Whether history is still being moved in. */
  @Column({ name: 'is_importing', type: 'boolean' })
  isImporting!: boolean;
}

/** A currency that a ledger registered, or one of ISO 4217 that it has posted in. */
@Entity({ name: 'currencies' })
export class CurrencyRow {
  @PrimaryColumn({ type: 'integer' })
  ledger!: number;

  @PrimaryColumn({ type: 'smallint' })
  currency!: number;

  @Column({ type: 'text' })
  code!: string;

  @Column({ type: 'smallint' })
  decimals!: number;

  @Column({ type: 'text' })
  name!: string;

  @Column({ name: 'is_registered', type: 'boolean' })
  isRegistered!: boolean;
}
