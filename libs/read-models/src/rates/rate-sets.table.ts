import type { Rate, RateType } from '@ledger/exchange/rates/rate';
import { bigint, integer, jsonb, key, text, textOf, timestamptz, uuid } from '../schema/column';
import { Table } from '../schema/table';

/** Rates that a source published, all that ever were: a ledger decides by the newest of them alone. */
export const rateSets = new Table('rate_sets', {
  ledger: key(integer),
  seq: key(bigint),
  id: uuid,
  source: text,
  type: textOf<RateType>(),
  observed_at: timestamptz,
  recorded_at: timestamptz,
  rates: jsonb<readonly Rate[]>(),
});
