import { z } from 'zod';
import { principalKinds, type CredentialBody } from '@access/commands';
import { roles } from '@access/grants/role';
import { personalKeysSchema, seq } from '../answers/read.schemas';
import { getEntry, listEntries } from '../entries/entries.operations';
import { exportLedger } from '../exports/exports.operations';
import { listKeys } from '../keys/keys.operations';
import { underLedger, type Operation } from '../operations/operation';
import * as proofs from '../proofs/proofs.operations';
import { pageFields } from '../requests/reading';
import { personalFields } from '../subjects/personal-fields';
import { principalId } from './access-inputs';

const read = {
  method: 'GET',
  tag: 'Access',
  permission: { to: 'readAccess', of: 'every' },
  problems: ['RequestMalformed'],
} as const;

const list = z.array(z.string()).exactOptional();
const when = z.string().exactOptional();

const grant = z
  .object({
    grant: seq.meta({ description: 'The entry that made it: its name.' }),
    principal: z.string().meta({ description: 'Id of the principal.' }),
    role: z.enum(roles).meta({ description: 'Which permissions it gives.' }),
    ledger: z.string().meta({ description: 'Id of the ledger; `*` for every ledger.' }),
    accounts: list.meta({ description: 'Accounts that it covers; absent for the whole ledger.' }),
    debits: list.meta({ description: 'Narrows `accounts` for debits.' }),
    credits: list.meta({ description: 'Narrows `accounts` for credits.' }),
    currencies: list.meta({ description: 'Currencies that it covers; absent for every one.' }),
    commands: list.meta({ description: 'Types of the commands that it covers; absent for every one.' }),
    maximum: z
      .array(
        z
          .object({
            amount: z.string().meta({ description: 'Maximum sum of the debits of one command.' }),
            currency: z.string().meta({ description: 'Code of the currency.' }),
          })
          .meta({ id: 'MaximumShown' }),
      )
      .exactOptional()
      .meta({ description: 'Maximum sum of the debits of one command, by currency.' }),
    startsAt: when.meta({ description: 'When it becomes valid.' }),
    expiresAt: when.meta({ description: 'When it expires.' }),
    late: z
      .literal(true)
      .exactOptional()
      .meta({ description: 'Permits a late reason in a soft-closed period.' }),
    personal: z.literal(true).exactOptional().meta({ description: 'Permits reading personal text.' }),
    databaseUser: z.string().exactOptional().meta({ description: 'Of an analyst: the user in Postgres.' }),
  })
  .meta({ id: 'Grant', description: 'The grant.' });

const credential = z
  .object({
    credential: z.string().meta({ description: 'Id of the credential.' }),
    kind: z
      .enum(['key', 'certificate', 'token'] satisfies CredentialBody['kind'][])
      .meta({ description: 'What it is.' }),
    expiresAt: when.meta({ description: 'The credential is invalid from this time on.' }),
    networks: list.meta({ description: 'Networks from which it may be used; absent for any.' }),
  })
  .meta({ id: 'Credential', description: 'The credential, without its secret.' });

const principal = {
  principal: z.string().meta({ description: 'Id of the principal.' }),
  kind: z.enum(principalKinds).meta({ description: 'Whether it is a person or a service.' }),
  owner: z.string().exactOptional().meta({ description: 'The person who answers for a service.' }),
  grants: z.array(grant).meta({ description: 'Grants that were not revoked.' }),
};
const principalFields = {
  ...principal,
  isSuspended: z.boolean().meta({ description: 'Whether it is suspended.' }),
  credentials: z.array(credential).meta({ description: 'Credentials that were not revoked.' }),
};
const shownPrincipal = z.object(principalFields).meta({ id: 'Principal', description: 'The principal.' });

const grantExample = { grant: '21', principal: 'wallets', role: 'poster', ledger: 'acme' } as const;
const principalExample = {
  principal: 'wallets',
  kind: 'service',
  owner: 'emma',
  isSuspended: false,
  credentials: [{ credential: 'a1B2c3D4e5F6', kind: 'key' }],
  grants: [grantExample],
} as const;

const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({
    items: z.array(item).meta({ description: 'The items of this page.' }),
    next: z.string().nullable().meta({ description: 'Cursor of the next page; null after the last.' }),
    seq: seq.meta({ description: 'The last entry of the access journal that the answer includes.' }),
  });

const { limit, cursor } = pageFields;
const page = {
  limit,
  cursor: cursor.meta({ description: '`next` of the page before.' }),
};

/** Any principal may ask this about itself. */
export const getMe = {
  ...read,
  id: 'getMe',
  permission: 'anyone',
  path: '/v1/me',
  summary: 'Read your own principal and its grants',
  description: 'The principal of your credential, and its grants that were not revoked.',
  query: z.strictObject({}),
  answers: [
    {
      status: 200,
      description: 'The principal.',
      schema: z.object({
        ...principal,
        credential: z.string().meta({ description: 'Id of the credential.' }),
      }),
      example: {
        principal: 'wallets',
        kind: 'service',
        owner: 'emma',
        credential: 'a1B2c3D4e5F6',
        grants: [grantExample],
      },
    },
  ],
} as const satisfies Operation;

export const listPrincipals = {
  ...read,
  id: 'listPrincipals',
  path: '/v1/access/principals',
  summary: 'List the principals, with their credentials and grants',
  description: 'In the order of their ids. The answer contains no secrets.',
  query: z.strictObject(page),
  answers: [
    {
      status: 200,
      description: 'A page of principals.',
      schema: pageOf(shownPrincipal),
      example: {
        items: [principalExample],
        next: null,
        seq: '21',
      },
    },
  ],
} as const satisfies Operation;

export const getPrincipal = {
  ...read,
  id: 'getPrincipal',
  path: '/v1/access/principals/:principal',
  summary: 'Read a principal, with its credentials and grants',
  description:
    'The answer contains no secrets. Personal text is shown as its key; with `personal` the text itself, which needs a grant with `personal` of every ledger.',
  query: z.strictObject(personalFields),
  answers: [
    {
      status: 200,
      description: 'The principal.',
      schema: z.object({
        ...principalFields,
        personal: personalKeysSchema.exactOptional(),
        seq: seq.meta({ description: 'The last entry of the access journal that the answer includes.' }),
      }),
      example: { ...principalExample, personal: [{ key: '9f2c1a7be0d34c55' }], seq: '21' },
    },
  ],
  problems: ['RequestMalformed', 'PrincipalNotFound', 'PersonalTextNotKept', 'NotReady'],
} as const satisfies Operation;

export const listGrants = {
  ...read,
  id: 'listGrants',
  path: '/v1/access/grants',
  summary: 'List the grants that were not revoked',
  description: 'In the order in which they were made.',
  query: z.strictObject({
    principal: principalId.meta({ description: 'Only those of this principal.' }).exactOptional(),
    ledger: z.string().min(1).meta({ description: 'Only those that reach this ledger.' }).exactOptional(),
    role: z.enum(roles).meta({ description: 'Only those of this role.' }).exactOptional(),
    ...page,
  }),
  answers: [
    {
      status: 200,
      description: 'A page of grants.',
      schema: pageOf(grant),
      example: { items: [grantExample], next: null, seq: '21' },
    },
  ],
} as const satisfies Operation;

export const listAccessProposals = {
  ...read,
  id: 'listAccessProposals',
  path: '/v1/access/proposals',
  summary: 'List the proposed changes of access that are open',
  description: 'What waits for a second administrator, in the order in which it was proposed.',
  query: z.strictObject({}),
  answers: [
    {
      status: 200,
      description: 'The open proposals.',
      schema: z.object({
        items: z
          .array(
            z
              .object({
                id: z.string().meta({ format: 'uuid', description: 'Id of the proposal.' }),
                maker: z.string().meta({ description: 'Who made it.' }),
                hash: z.string().meta({ description: 'Hash that an approval must name.' }),
                expiresAt: z.string().meta({ description: 'When it expires.' }),
                change: z
                  .looseObject({ type: z.string().meta({ description: 'Its type.' }) })
                  .meta({ description: 'The change.' }),
              })
              .meta({ id: 'OpenProposalOfAccess' }),
          )
          .meta({ description: 'The proposals.' }),
        seq: seq.meta({ description: 'The last entry of the access journal that the answer includes.' }),
      }),
    },
  ],
} as const satisfies Operation;

/** The same of the access journal, which is served as that of a ledger is. */
function ofAccess({ path, ...operation }: Operation, id: string): Operation {
  const { tag, permission } = read;
  return { ...operation, id, tag, permission, path: path.replace(underLedger, '/v1/access') };
}

export const listAccessEntries = ofAccess(listEntries, 'listAccessEntries');
export const getAccessEntry = ofAccess(getEntry, 'getAccessEntry');
export const exportAccess = ofAccess(exportLedger, 'exportAccess');
export const listAccessKeys = ofAccess(listKeys, 'listAccessKeys');
export const getAccessCheckpoint = ofAccess(proofs.getCheckpoint, 'getAccessCheckpoint');
export const listAccessCheckpoints = ofAccess(proofs.listCheckpoints, 'listAccessCheckpoints');
export const getAccessCheckpointOfSize = ofAccess(proofs.getCheckpointOfSize, 'getAccessCheckpointOfSize');
export const getAccessEntryProof = ofAccess(proofs.getEntryProof, 'getAccessEntryProof');
export const getAccessConsistency = ofAccess(proofs.getConsistency, 'getAccessConsistency');
