import type { StatementFigure } from '@ledger/state';
import { bigint, integer, json, key, nullable, text, timestamptz, uuid } from '../schema/column';
import { Table } from '../schema/table';

/** A statement that was issued: fixed for ever by its entry. Its lines are those of the account in its range. */
export const issuedStatements = new Table('issued_statements', {
  ledger: key(integer),
  account: key(integer),
  number: key(integer),
  seq: bigint,
  id: uuid,
  issued_at: timestamptz,
  description: nullable(text),
  /** First and last seq it covers. */
  from_seq: bigint,
  to_seq: bigint,
  opening: json<readonly StatementFigure[]>(),
  closing: json<readonly StatementFigure[]>(),
});
