import { bigint, boolean, key, nullable, text, timestamptz } from '../schema/column';
import { Table } from '../schema/table';

/**
 * What database users of analysts may read. Revoked grants and those of suspended principals have no rows; the views
 * compare the times with the clock of Postgres.
 */
export const analystScopes = new Table('analyst_scopes', {
  database_user: key(text),
  /** Seq of the entry of the access journal that made the grant. */
  grant_seq: key(bigint),
  /** Path of a node, which covers all below it; empty for all of the ledger. */
  path: key(text),
  /** Id of the ledger, or `*` for every one. */
  ledger: text,
  begins_at: nullable(timestamptz),
  /** From then on nothing may be read. */
  expires_at: nullable(timestamptz),
});

/** How far the scopes follow the access journal: one row. */
export const analystScopesAt = new Table('analyst_scopes_at', {
  single: key(boolean),
  /** Seq of the last entry of the access journal that they contain; -1 before the first. */
  seq: bigint,
});
