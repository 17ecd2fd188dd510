import type { VelocityLimit } from '@ledger/velocity/velocity-state';
import { bigint, integer, jsonb, key, nullable, text, timestamptz } from '../schema/column';
import { Table } from '../schema/table';

/** The velocity limits of a node of the tree from `from_seq` until (not including) `until_seq`; the present ones have no `until_seq`. */
export const velocityLimits = new Table('velocity_limits', {
  ledger: key(integer),
  /** A path, whether or not anything at or below it is open yet. */
  path: key(text),
  from_seq: key(bigint),
  until_seq: nullable(bigint),
  /** In ascending order of name; empty where they were removed. */
  limits: jsonb<readonly VelocityLimit[]>(),
  set_at: timestamptz,
});
