import { bigint, integer, key, numeric, smallint } from '../schema/column';
import { Table } from '../schema/table';

/** The figures of one account in one currency, as decimal text with exactly the currency's decimals. */
export const balances = new Table('balances', {
  ledger: key(integer),
  account: key(integer),
  currency: key(smallint),
  debits: numeric,
  credits: numeric,
  /** Count of the account's postings in this currency. */
  version: bigint,
  /** Seq of the entry that posted or held something first. */
  first_seq: bigint,
});
