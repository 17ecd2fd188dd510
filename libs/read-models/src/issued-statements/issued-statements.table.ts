import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { StatementFigure } from '@ledger/state';

/** A statement that was issued: fixed for ever by its entry. Its lines are those of the account in its range. */
@Entity({ name: 'issued_statements' })
export class IssuedStatementRow {
  @PrimaryColumn({ type: 'integer' })
  ledger!: number;

  @PrimaryColumn({ type: 'integer' })
  account!: number;

  @PrimaryColumn({ type: 'integer' })
  number!: number;

  @Column({ type: 'bigint' })
  seq!: string;

  @Column({ type: 'uuid' })
  id!: string;

  @Column({ name: 'issued_at', type: 'timestamptz' })
  issuedAt!: Date;

  @Column({ type: 'text', nullable: true })
  description!: string | null;

  /** First and last seq it covers. */
  @Column({ name: 'from_seq', type: 'bigint' })
  fromSeq!: string;

  @Column({ name: 'to_seq', type: 'bigint' })
  toSeq!: string;

  @Column({ type: 'json' })
  opening!: StatementFigure[];

  @Column({ type: 'json' })
  closing!: StatementFigure[];
}
