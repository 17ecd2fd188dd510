import type { Change } from '@access/commands';
import { hash, time } from '../events/common-shapes';
import { proposalPointer } from '../events/approval-events';
import { also, always, object, oneOf, text, type Shape } from '../shape';
import { credentialWith } from './credential-shape';
import { declared, type DeclaredAccessEvents } from './declared-access-event';
import { dualControlFields, erasureFields, grantFields, grantRevocationFields } from './grant-events';
import { oneByField } from './one-by-field';
import {
  isOwned,
  ownedRule,
  principal,
  principalFields,
  revocationFields,
  suspensionFields,
} from './principal-events';

type Of<Type extends Change['type']> = Change extends infer Each
  ? Each extends { readonly type: infer Known }
    ? Type extends Known
      ? Each
      : never
    : never
  : never;

const suspended = object({ ...suspensionFields, type: oneOf('SuspendPrincipal', 'RestorePrincipal') });

/** What can be proposed, by its type. */
const changes: { readonly [Type in Change['type']]: Shape<Of<Type>> } = {
  AddPrincipal: also(
    object<Of<'AddPrincipal'>>({ ...principalFields, type: oneOf('AddPrincipal') }),
    ownedRule,
    isOwned,
  ),
  SuspendPrincipal: suspended,
  RestorePrincipal: suspended,
  AddCredential: credentialWith<{ readonly principal: string; readonly type: 'AddCredential' }>({
    principal,
    type: oneOf('AddCredential'),
  }),
  RevokeCredential: object({ ...revocationFields, type: oneOf('RevokeCredential') }),
  MakeGrant: object<Of<'MakeGrant'>>({ ...grantFields, type: oneOf('MakeGrant') }),
  RevokeGrant: object({ ...grantRevocationFields, type: oneOf('RevokeGrant') }),
  SetDualControl: object({ ...dualControlFields, type: oneOf('SetDualControl') }),
  EraseSubject: object({ ...erasureFields, type: oneOf('EraseSubject') }),
};

const proposal = always(proposalPointer, 'The proposal, see [Proposal pointer](#proposal-pointer).');
const reason = always(text, 'The reason.');

/** Of changes that wait for a second administrator. */
export const changeProposalEvents = {
  ProposalMade: declared('ProposalMade', {
    meaning:
      'A change of access waits for a second administrator. The id of the entry is the id of the proposal, its actor the maker.',
    fields: {
      command: always(
        oneByField('type', changes) as Shape<Change>,
        'The change: its `type`, such as `MakeGrant`, and the fields of the event that it comes to.',
      ),
      expiresAt: always(time, 'From this time on it cannot be approved.'),
      hash: always(hash, 'SHA-256 of `command` in canonical form, base64url.'),
      rule: always(text, 'The rule that asks for the approval: `dual-control`.'),
    },
    example: {
      command: { keys: ['9f2c1a7be0d34c55'], reason: 'Asked for it', type: 'EraseSubject' },
      expiresAt: '2026-12-01T12:00:00.000Z',
      hash: 'II3GUe3P1AGm7xu1qlXjZ8w5GgsDprxcSnLJzOYEtVo',
      rule: 'dual-control',
    },
  }),
  ProposalApproved: declared('ProposalApproved', {
    meaning:
      'Another administrator, the actor, has approved the change. The append goes on with the event that it comes to, decided at that moment; its actor is the maker, with the seq of the proposal in `proposal`.',
    fields: { hash: always(hash, 'The hash of the change that was approved.'), proposal },
    example: {
      hash: 'II3GUe3P1AGm7xu1qlXjZ8w5GgsDprxcSnLJzOYEtVo',
      proposal: { id: '01a22c53-cc38-7e0b-8761-c74315fffa03', seq: '19' },
    },
  }),
  ProposalRejected: declared('ProposalRejected', {
    meaning: 'Another administrator, the actor, has rejected the change. The proposal is over.',
    fields: { proposal, reason },
    example: { proposal: { id: '01a22c53-d408-7107-a6ad-a7cca5acf505', seq: '22' }, reason: 'Not hired' },
  }),
  ProposalRetracted: declared('ProposalRetracted', {
    meaning: 'The maker, the actor, has taken the change back. The proposal is over.',
    fields: { proposal, reason },
    example: {
      proposal: { id: '01a22c53-dbd8-7003-818c-afdc7fc41066', seq: '24' },
      reason: 'Hired elsewhere',
    },
  }),
  ProposalExpired: declared('ProposalExpired', {
    meaning:
      'The change was not decided in time. The proposal is over. No command causes this event; its actor is `system`.',
    fields: { proposal },
    example: { proposal: { id: '01a22c53-e3a8-76e9-99a0-77996f3425f0', seq: '26' } },
  }),
} satisfies Partial<DeclaredAccessEvents>;
