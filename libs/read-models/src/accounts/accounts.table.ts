import type { Metadata } from '@ledger/accounts/account';
import type { AccountStatus, AccountType, Limit, Side } from '@ledger/state';
import {
  bigint,
  integer,
  jsonb,
  key,
  nullable,
  text,
  textOf,
  texts,
  textsOf,
  timestamptz,
} from '../schema/column';
import { Table, type RowOf } from '../schema/table';

/** An account as it was from `from_seq` until (not including) `until_seq`; its present row has no `until_seq`. */
export const accounts = new Table('accounts', {
  ledger: key(integer),
  /** The account's node of the tree. */
  account: key(integer),
  from_seq: key(bigint),
  until_seq: nullable(bigint),
  path: text,
  type: textOf<AccountType>(),
  status: textOf<AccountStatus>(),
  /** Frozen sides on which open holds may still be captured. */
  except_holds: textsOf<Side>(),
  /** Accepted currency codes; null means any. */
  currencies: nullable(texts),
  limits: jsonb<readonly Limit[]>(),
  tags: texts,
  metadata: jsonb<Metadata>(),
  /** Ids of the keys of its personal text. */
  personal: nullable(texts),
  /** The entry that has it. */
  personal_seq: nullable(bigint),
  /** The line of the chart that opened it on its first posting, if that is how it was opened. */
  pattern: nullable(text),
  opened_seq: bigint,
  opened_at: timestamptz,
  changed_at: timestamptz,
});

/** What an account is at one time, apart from when. */
export interface AccountTerms extends Pick<
  RowOf<typeof accounts>,
  'path' | 'type' | 'status' | 'limits' | 'tags' | 'metadata'
> {
  readonly exceptHolds: readonly Side[];
  readonly currencies: readonly string[] | null;
  readonly pattern: string | null;
  readonly personal: readonly string[] | null;
}
