import { accessJournalId } from '@access/access-book';
import { readKinds, type GrantBody } from '@access/commands';
import { roles } from '@access/grants/role';
import { chartPathPattern } from '@ledger/accounts/path';
import { amount, count, currency, path, time } from '../events/common-shapes';
import {
  also,
  always,
  listOf,
  object,
  oneOf,
  optional,
  text,
  textLike,
  truth,
  type DocumentedFields,
} from '../shape';
import { declared, type AccessBodyOf, type DeclaredAccessEvents } from './declared-access-event';
import { principal } from './principal-events';

const paths = listOf(textLike(chartPathPattern, 'a path, in which a segment may be *'), { min: 1 });
const reason = always(text, 'The reason.');

export const grantFields: DocumentedFields<GrantBody> = {
  accounts: optional(
    paths,
    'Paths that it covers, each with all below it; `*` is any one segment. Without it, the whole ledger.',
  ),
  commands: optional(listOf(text, { min: 1 }), 'Types of the commands that it covers; every one without it.'),
  credits: optional(paths, 'Narrows `accounts` for credits.'),
  currencies: optional(listOf(currency, { min: 1 }), 'Currencies that it covers; every one without it.'),
  databaseUser: optional(text, 'Of an analyst: the user in Postgres.'),
  debits: optional(paths, 'Narrows `accounts` for debits.'),
  expiresAt: optional(time, 'From this time on it permits nothing.'),
  late: optional(
    oneOf(true),
    'true: transactions with a late reason may be effective in a soft-closed period.',
  ),
  ledger: always(
    textLike(/^(?:\*|[a-z][a-z0-9-]{1,62})$/, 'the id of a ledger, or *'),
    'Id of the ledger; `*` for every ledger.',
  ),
  maximum: optional(
    listOf(object({ amount, currency }), { min: 1 }),
    'The most that the debits of one command may add up to, by currency; other currencies are not covered.',
  ),
  personal: optional(oneOf(true), 'true: personal text may be read.'),
  principal: always(principal, 'To whom it is granted.'),
  role: always(oneOf(...roles), 'Which permissions it gives.'),
  startsAt: optional(time, 'Before this time it permits nothing.'),
};

export const grantRevocationFields = {
  grant: always(count, 'Seq of the entry that made it.'),
  reason,
};
export const dualControlFields = { on: always(truth, 'Whether every change needs a second administrator.') };
export const erasureFields = {
  keys: always(
    listOf(textLike(/^[0-9a-f]{16}$/, 'the id of a key, 16 hex digits'), { min: 1 }),
    'Ids of the keys, 16 hex digits each. No journal has the id of the person.',
  ),
  reason,
};

const readFields: DocumentedFields<AccessBodyOf<'ReadRecorded'>> = {
  account: optional(path, 'Path of the account, where it was of one.'),
  ledger: always(
    textLike(/^(?:_access|[a-z][a-z0-9-]{1,62})$/, 'the id of a ledger, or _access'),
    'Id of the ledger; `_access` for personal text of a principal.',
  ),
  principal: optional(principal, 'The principal, where it was of one.'),
  reason: optional(text, 'The reason that was given.'),
  what: always(oneOf(...readKinds), '`journal`, all of an `account`, or `personal` text.'),
};

/** Of grants, and of what else an administrator decides. */
export const grantEvents = {
  GrantMade: declared('GrantMade', {
    meaning:
      'A principal has a role within a scope. The seq of the entry is the name of the grant, by which entries of ledgers name it.',
    fields: grantFields,
    example: {
      accounts: ['bank', 'customers:*:wallet'],
      commands: ['PostTransaction'],
      credits: ['customers:*:wallet'],
      currencies: ['EUR'],
      debits: ['bank'],
      expiresAt: '2027-11-30T12:00:00.000Z',
      late: true,
      ledger: 'acme',
      maximum: [{ amount: '10000.00', currency: 'EUR' }],
      principal: 'wallets',
      role: 'poster',
      startsAt: '2026-12-01T00:00:00.000Z',
    },
  }),
  GrantRevoked: declared('GrantRevoked', {
    meaning: 'The grant permits nothing any more.',
    fields: grantRevocationFields,
    example: { grant: '9', reason: 'No longer needed' },
  }),
  DualControlSet: declared('DualControlSet', {
    meaning:
      'Whether one administrator proposes and another approves each change of access, but those of keys.',
    fields: dualControlFields,
    example: { on: true },
  }),
  SubjectErased: declared('SubjectErased', {
    meaning: 'The keys of the personal text of one person are destroyed, in every process that reads this.',
    fields: erasureFields,
    example: { keys: ['9f2c1a7be0d34c55'], reason: 'Asked for it' },
  }),
  ReadRecorded: {
    meaning: 'The actor reads what is not read without a record; the entry comes before the answer.',
    fields: readFields,
    shape: also(
      object<AccessBodyOf<'ReadRecorded'>>(readFields),
      `name a principal if the ledger is ${accessJournalId}, and only then`,
      ({ ledger, principal: id }) => (ledger === accessJournalId) === (id !== undefined),
    ),
    example: { account: 'bank', ledger: 'acme', reason: 'Yearly audit', what: 'account' },
  },
} satisfies Partial<DeclaredAccessEvents>;
