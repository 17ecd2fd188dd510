import { whyInput } from '@commands/input/fields';
import { z } from 'zod';
import { plainReceipt, receipt } from '../answers/receipt.schemas';
import { time } from '../answers/read.schemas';
import { writeProblems, type DescribedAnswer, type Operation } from '../operations/operation';
import type { ProblemCode } from '../problems/problem-catalogue';
import {
  addCredentialInput,
  addPrincipalInput,
  approveInput,
  dualControlInput,
  makeGrantInput,
} from './access-inputs';

const root = '/v1/access';

export const changeQuery = z.strictObject({
  dryRun: z
    .enum(['true', 'false'])
    .meta({
      description: '`true`: the answer that it would get now. Nothing is written and the key is not used up.',
    })
    .exactOptional(),
  propose: z
    .enum(['true', 'false'])
    .meta({ description: '`true`: propose it to a second administrator, as dual control requires.' })
    .exactOptional(),
});
export const decisionQuery = changeQuery.omit({ propose: true });

const change = {
  method: 'POST',
  tag: 'Access',
  permission: { to: 'manageAccess', of: 'every' },
  isKeyed: true,
} as const;

const example = {
  id: '019aab5e-3a4f-7c11-9d2e-5f0c6b8a7d21',
  ledger: '_access',
  seq: '21',
  recordedAt: '2026-11-22T05:57:37.123Z',
};

const proposal = z
  .object({
    id: z.string().meta({ format: 'uuid', description: 'Id of the proposal.' }),
    hash: z.string().meta({ description: 'Hash that an approval must name.' }),
    rule: z.string().meta({ description: 'The rule that requires the approval.' }),
    expiresAt: time.meta({ description: 'When it expires.' }),
  })
  .meta({ id: 'ProposalOfAccess' });

const proposed = (schema: z.ZodObject, id: string): DescribedAnswer => ({
  status: 202,
  description: 'Proposed; it waits for a second administrator.',
  schema: z
    .object({ ...schema.shape, proposal: proposal.meta({ description: 'The proposal.' }) })
    .meta({ id }),
});

const answers = [
  { status: 201, description: 'Done, and in effect in this process.', schema: plainReceipt, example },
  {
    status: 200,
    description: 'Dry run: what it would answer; nothing was written.',
    schema: plainReceipt,
    example,
  },
] as const satisfies readonly DescribedAnswer[];
export const changed = [...answers, proposed(plainReceipt, 'ProposedChange')] as const;

export const changeProblems = [
  ...writeProblems,
  'AccessNotOpened',
  'ApprovalRequired',
] as const satisfies readonly ProblemCode[];

const decision = {
  ...change,
  query: decisionQuery,
  answers,
} as const;

export const addPrincipal = {
  ...change,
  id: 'addPrincipal',
  path: `${root}/principals`,
  summary: 'Add a principal: a person or a service that may use the API',
  description:
    'A new principal has no grant and so no permission. Its id is permanent: give its name, if it has to be known, as personal text, which can be erased.',
  query: changeQuery,
  body: {
    schema: addPrincipalInput,
    example: {
      id: 'emma',
      kind: 'person',
      personal: [{ subject: 'staff-17', fields: { name: 'Emma Example', email: 'emma@example.com' } }],
    },
  },
  answers: changed,
  problems: [
    ...changeProblems,
    'PrincipalAlreadyExists',
    'PrincipalNotFound',
    'PrincipalIsNotPerson',
    'PersonalTextNotKept',
    'SubjectKeyUnreadable',
  ],
} as const satisfies Operation;

export const suspendPrincipal = {
  ...change,
  id: 'suspendPrincipal',
  path: `${root}/principals/:principal/suspend`,
  summary: 'Suspend a principal: its credentials and grants stop working',
  description: 'Restoring the principal undoes this.',
  query: changeQuery,
  body: { schema: whyInput, example: { reason: 'On leave' } },
  answers: changed,
  problems: [...changeProblems, 'PrincipalNotFound', 'PrincipalIsSuspended', 'AdminIsLast'],
} as const satisfies Operation;

export const restorePrincipal = {
  ...change,
  id: 'restorePrincipal',
  path: `${root}/principals/:principal/restore`,
  summary: 'Restore a suspended principal',
  description: 'Nobody can restore themselves or their own services.',
  query: changeQuery,
  body: { schema: whyInput, example: { reason: 'Back from leave' } },
  answers: changed,
  problems: [...changeProblems, 'PrincipalNotFound', 'PrincipalIsNotSuspended', 'GrantToOneself'],
} as const satisfies Operation;

const credentialFields = {
  credential: z
    .string()
    .meta({ description: 'Id of the credential: 12 characters.', examples: ['a1B2c3D4e5F6'] }),
  secret: z
    .string()
    .meta({ description: 'The API key. Only this response contains it; a replay does not.' })
    .exactOptional(),
};
const credentialReceipt = z.object({ ...receipt, ...credentialFields }).meta({ id: 'CredentialReceipt' });
const credentialExample = { ...example, credential: 'a1B2c3D4e5F6' };

export const addCredential = {
  ...change,
  id: 'addCredential',
  path: `${root}/principals/:principal/credentials`,
  summary: 'Add a credential, which identifies a principal',
  description:
    'Only this response contains the secret of an API key. A principal can have several, so one can be replaced without interruption.',
  query: changeQuery,
  body: { schema: addCredentialInput, example: { kind: 'key', networks: ['10.0.0.0/8'] } },
  answers: [
    { status: 201, description: 'Added.', schema: credentialReceipt, example: credentialExample },
    {
      status: 200,
      description: 'Dry run: what it would answer, without a secret.',
      schema: credentialReceipt,
      example: credentialExample,
    },
    proposed(credentialReceipt, 'ProposedCredential'),
  ],
  problems: [...changeProblems, 'PrincipalNotFound', 'CredentialAlreadyExists', 'ExpiryInPast'],
} as const satisfies Operation;

export const revokeCredential = {
  ...change,
  id: 'revokeCredential',
  path: `${root}/credentials/:credential/revoke`,
  summary: 'Revoke a credential, for good',
  description:
    'Other processes refuse it within two seconds, or within 15 if they cannot reach the event store.',
  query: changeQuery,
  body: { schema: whyInput, example: { reason: 'Lost' } },
  answers: changed,
  problems: [...changeProblems, 'CredentialNotFound', 'CredentialIsRevoked'],
} as const satisfies Operation;

export const makeGrant = {
  ...change,
  id: 'makeGrant',
  path: `${root}/grants`,
  summary: 'Make a grant: one role for one principal within a scope',
  description:
    'The `seq` of the receipt identifies the grant. One grant must cover a whole command. Nobody can make a grant to themselves or to their own services.',
  query: changeQuery,
  body: {
    schema: makeGrantInput,
    example: {
      principal: 'wallets',
      role: 'poster',
      ledger: 'acme',
      accounts: ['bank', 'customers:*:wallet'],
    },
  },
  answers: changed,
  problems: [
    ...changeProblems,
    'PrincipalNotFound',
    'PrincipalIsNotPerson',
    'PrincipalIsNotService',
    'GrantHasWrongScope',
    'ExpiryInPast',
    'GrantToOneself',
    'DutiesConflict',
  ],
} as const satisfies Operation;

export const revokeGrant = {
  ...change,
  id: 'revokeGrant',
  path: `${root}/grants/:seq/revoke`,
  summary: 'Revoke a grant',
  description:
    'Other processes stop using it within two seconds, or within 15 if they cannot reach the event store.',
  query: changeQuery,
  body: { schema: whyInput, example: { reason: 'Moved to another team' } },
  answers: changed,
  problems: [...changeProblems, 'GrantNotFound', 'GrantIsRevoked', 'AdminIsLast'],
} as const satisfies Operation;

export const setDualControl = {
  ...change,
  method: 'PUT',
  id: 'setDualControl',
  path: `${root}/dual-control`,
  summary: 'Set dual control: whether every change needs a second administrator',
  description: 'Needs two administrators. Turning it off also needs the approval of the second one.',
  query: changeQuery,
  body: { schema: dualControlInput, example: { on: true } },
  answers: changed,
  problems: [...changeProblems, 'DualControlUnchanged', 'AdminIsLast'],
} as const satisfies Operation;

const proposalProblems = [
  ...writeProblems,
  'AccessNotOpened',
  'ProposalNotFound',
  'ProposalNotOpen',
  'ApproverIsMaker',
] as const satisfies readonly ProblemCode[];

export const approveChange = {
  ...decision,
  id: 'approveChange',
  path: `${root}/proposals/:proposal/approve`,
  summary: 'Approve a proposed change of access',
  description:
    'The change is decided again for its maker. If that is refused now, nothing is written and the proposal stays open.',
  body: { schema: approveInput, example: { hash: '64L9GTWL1B3rbjFGk_UqecjJYqtPnIS_341qXE2TTU8' } },
  problems: [...proposalProblems, 'ProposalHashDiffers', 'MakerNotPermitted', 'GrantToOneself'],
} as const satisfies Operation;

export const rejectChange = {
  ...decision,
  id: 'rejectChange',
  path: `${root}/proposals/:proposal/reject`,
  summary: 'Reject a proposed change of access',
  description: 'Any administrator can, except its maker, who retracts it instead.',
  body: { schema: whyInput, example: { reason: 'Not agreed' } },
  problems: proposalProblems,
} as const satisfies Operation;

export const retractChange = {
  ...decision,
  id: 'retractChange',
  path: `${root}/proposals/:proposal/retract`,
  summary: 'Retract a change of access that you proposed',
  description: 'Only its maker can; others reject it.',
  body: { schema: whyInput, example: { reason: 'A mistake' } },
  problems: proposalProblems,
} as const satisfies Operation;
