import type { Metadata } from '@ledger/accounts/account';
import {
  bigint,
  boolean,
  integer,
  json,
  key,
  nullable,
  text,
  textHash,
  texts,
  timestamptz,
  uuid,
} from '../schema/column';
import { Table } from '../schema/table';

/** A transaction without its postings: those are its statement lines. */
export const transactions = new Table('transactions', {
  ledger: key(integer),
  seq: key(bigint),
  id: uuid,
  recorded_at: timestamptz,
  /** Only where it differs from `recorded_at`. */
  effective_at: nullable(timestamptz),
  category: nullable(text),
  reference: nullable(text),
  description: nullable(text),
  /** Why it reverses another; only reversals have it. */
  reason: nullable(text),
  /** Seq of the transaction it reverses. */
  reverses: nullable(bigint),
  /** Seq of the entry that placed the hold it captures. */
  captures: nullable(bigint),
  late_reason: nullable(text),
  is_imported: boolean,
  tags: nullable(texts),
  metadata: nullable(json<Metadata>()),
  /** Ids of the keys of its personal text; the text itself is in the journal alone, encrypted. */
  personal: nullable(texts),
});

/** One tag of one transaction, to find it by. */
export const transactionTags = new Table('transaction_tags', {
  ledger: key(integer),
  tag: key(text),
  seq: key(bigint),
});

/** One key of one transaction's metadata, to find it by: values are long, so it is their hash that is kept. */
export const transactionMetadata = new Table('transaction_metadata', {
  ledger: key(integer),
  key: key(text),
  value_hash: key(textHash),
  seq: key(bigint),
});
