import type { Metadata } from '@ledger/accounts/account';
import type { HoldEnd, Side, Tolerance } from '@ledger/state';
import {
  bigint,
  integer,
  json,
  key,
  nullable,
  numeric,
  smallint,
  text,
  textOf,
  texts,
  timestamptz,
  uuid,
} from '../schema/column';
import { Table } from '../schema/table';

export type HoldStatus = 'open' | HoldEnd;

/** One posting that a hold may turn into; amounts in decimal text. */
export interface HoldLineItem {
  readonly account: string;
  readonly side: Side;
  readonly currency: string;
  /** All that was ever held, increments included. */
  readonly held: string;
  /** All that was captured, which may be more than was held. */
  readonly captured: string;
  /** What is still held. */
  readonly remaining: string;
}

export type HoldStepKind = 'placed' | 'incremented' | HoldEnd;

/** A hold as it was from one entry on, until another. */
export const holds = new Table('holds', {
  ledger: key(integer),
  /** Seq of the entry that placed it. */
  hold: key(bigint),
  from_seq: key(bigint),
  /** Of the entry that made the next row; null in the present one. */
  until_seq: nullable(bigint),
  id: uuid,
  status: textOf<HoldStatus>(),
  placed_at: timestamptz,
  changed_at: timestamptz,
  expires_at: nullable(timestamptz),
  category: nullable(text),
  reference: nullable(text),
  description: nullable(text),
  /** Why it was voided. */
  reason: nullable(text),
  tags: texts,
  metadata: json<Metadata>(),
  /** Ids of the keys of its personal text. */
  personal: nullable(texts),
  tolerance: nullable(json<Tolerance>()),
  lines: json<readonly HoldLineItem[]>(),
});

/** One thing that happened to a hold. */
export const holdSteps = new Table('hold_steps', {
  ledger: key(integer),
  hold: key(bigint),
  seq: key(bigint),
  step: textOf<HoldStepKind>(),
  /** Of the entry; of a capture it is the id of its transaction. */
  id: uuid,
  recorded_at: timestamptz,
});

/** Which holds have a line on an account. */
export const holdAccounts = new Table('hold_accounts', {
  ledger: key(integer),
  account: key(integer),
  hold: key(bigint),
});

/** What the open holds of an account keep back in one currency after an entry, whether or not their time is up. */
export const heldSums = new Table('held_sums', {
  ledger: key(integer),
  account: key(integer),
  currency: key(smallint),
  seq: key(bigint),
  debits: numeric,
  credits: numeric,
});
