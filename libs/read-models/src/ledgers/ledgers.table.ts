import type { Metadata } from '@ledger/accounts/account';
import type { ChartPattern } from '@ledger/state';
import { boolean, integer, jsonb, key, smallint, text, timestamptz } from '../schema/column';
import { Table } from '../schema/table';

export const ledgers = new Table('ledgers', {
  ledger: key(integer),
  id: text,
  name: text,
  /** Verifier key of the root, under which every other key of the ledger stands. */
  root: text,
  metadata: jsonb<Metadata>(),
  chart: jsonb<readonly ChartPattern[]>(),
  opened_at: timestamptz,
  /** Whether transactions may be effective after they are recorded. */
  takes_future: boolean,
  /** Whether history is still being moved in. */
  is_importing: boolean,
});

/** A currency that a ledger registered, or one of ISO 4217 that it has posted in. */
export const currencies = new Table('currencies', {
  ledger: key(integer),
  currency: key(smallint),
  code: text,
  decimals: smallint,
  name: text,
  is_registered: boolean,
});
