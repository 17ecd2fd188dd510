import { bigint, integer, key, nullable, text, textOf, timestamptz } from '../schema/column';
import { Table } from '../schema/table';

/** A period as it was closed at one entry, until another closed it harder or reopened it. */
export const periods = new Table('periods', {
  ledger: key(integer),
  period: key(text),
  from_seq: key(bigint),
  until_seq: nullable(bigint),
  kind: textOf<'soft' | 'hard'>(),
  /** The span of effective time; the end is not part of it. */
  begins_at: timestamptz,
  ends_at: timestamptz,
  reason: nullable(text),
  closed_at: timestamptz,
});
