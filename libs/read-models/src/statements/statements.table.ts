import { bigint, boolean, integer, key, nullable, numeric, smallint, timestamptz } from '../schema/column';
import { Table } from '../schema/table';

/** The trace that one posting leaves in one account, with the balance after it. */
export const statementLines = new Table('statement_lines', {
  ledger: key(integer),
  account: integer,
  seq: key(bigint),
  /** Place of the posting in its transaction, from 0. */
  posting: key(smallint),
  currency: smallint,
  is_credit: boolean,
  amount: numeric,
  /** The account's balance in this currency after the posting, on its normal side. */
  posted: numeric,
  /** Only where it differs from when the transaction was recorded. */
  effective_at: nullable(timestamptz),
  /** All debits of the account in this currency up to this posting. The credits follow from `posted`. */
  debits: numeric,
  /** Count of the account's postings in this currency up to this one. */
  version: bigint,
});

/** A statement line with an effective time of its own, numbered among those of its account and currency from 1. */
export const datedLines = new Table('dated_lines', {
  ledger: key(integer),
  account: key(integer),
  currency: key(smallint),
  number: key(integer),
  seq: bigint,
  effective_at: timestamptz,
  is_credit: boolean,
  amount: numeric,
  /** Of all dated lines up to this one. */
  debits: numeric,
  credits: numeric,
});

/** A dated line in its place by effective time within a block, and the sums of the block up to it. */
export const datedSums = new Table('dated_sums', {
  ledger: key(integer),
  account: key(integer),
  currency: key(smallint),
  /** How many lines the block holds. */
  size: key(integer),
  /** Which block of this size, from 0. */
  block: key(integer),
  effective_at: key(timestamptz),
  number: key(integer),
  debits: numeric,
  credits: numeric,
});
