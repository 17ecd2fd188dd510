import type { Actor } from '@ledger/actor';
import { newKey } from '@ledger/key';
import { isKeyEvent, keyChanged } from '@ledger/key-events';
import {
  nextToExpire,
  proposalApproved,
  proposalEnded,
  proposalMade,
  type ProposalEnd,
} from '@ledger/proposal';
import { AccessRefusal } from './access-refusal';
import { adminNamed, nameAdmin } from './changes/admin';
import { decideChange, demandOf, requirePermitted } from './changes/change';
import {
  approveProposal,
  endProposal,
  expireProposal,
  proposeChange,
  requireNoApproval,
} from './changes/change-proposal';
import type { AccessCommand, OpenAccess } from './commands';
import { credentialAdded, credentialRevoked } from './principals/credential';
import { changeKeys } from './changes/change-keys';
import type { AccessEvent } from './events';
import { grantMade, grantRevoked } from './grants/granting';
import { personalEntryOf, principalAdded, principalSuspended } from './principals/principal';
import { recordRead } from './recorded-read';
import type { AccessState } from './state';

/** What the journal says of an event when it takes it. */
export interface Recorded {
  readonly actor: Actor;
  readonly seq: number;
  readonly id: string;
  /** RFC 3339, UTC, milliseconds. */
  readonly recordedAt: string;
}

/**
 * What a command makes happen: one or more events, the last of which is the answer to it. Changes nothing; each event
 * must be applied before the next is asked for. The caller is judged again, by the journal as it is now.
 * @param now RFC 3339, UTC, milliseconds
 * @throws Refusal
 */
export function decide(state: AccessState, command: AccessCommand, now: string): Iterable<AccessEvent> {
  const { by, ...wanted } = command;
  const asking = { by, now };
  if (wanted.type === 'OpenAccess') return openAccess(state, wanted);
  if (!state.isOpened) throw new AccessRefusal('AccessNotOpened', 'The access journal was not opened yet.');
  switch (wanted.type) {
    case 'NameAdmin':
      return nameAdmin(state, wanted, asking);
    case 'RecordRead':
      return recordRead(state, wanted, asking);
    case 'ProposeChange':
      return proposeChange(state, wanted, asking);
    case 'ApproveProposal':
      return approveProposal(state, wanted, asking);
    case 'RejectProposal':
    case 'RetractProposal':
      return endProposal(state, wanted, asking);
    case 'RegisterKey':
    case 'RetireKey':
    case 'DeclareKeyCompromised':
    case 'NameNextRoot':
    case 'ReplaceRoot':
      return changeKeys(state, wanted, asking);
    default:
      requirePermitted(state, asking, demandOf(wanted));
      requireNoApproval(state, wanted);
      return decideChange(state, wanted, asking);
  }
}

/** @throws Refusal AccessAlreadyOpened */
function* openAccess(state: AccessState, command: OpenAccess): Iterable<AccessEvent> {
  if (state.isOpened) throw new AccessRefusal('AccessAlreadyOpened', 'The access journal was opened before.');
  yield { type: 'AccessOpened', body: { root: command.root } };
  for (const key of [command.writerKey, ...command.notaryKeys]) yield* newKey(state, key);
}

/** Takes an event into the state, in place. */
export function evolve(state: AccessState, event: AccessEvent, recorded: Recorded): void {
  state.undo.keep(state);
  state.seq = recorded.seq;
  if (isKeyEvent(event)) return keyChanged(state, event, recorded.seq);
  switch (event.type) {
    case 'AccessOpened':
      return accessOpened(state, event.body.root);
    case 'AdminNamed':
      return adminNamed(state, event.body, recorded.seq);
    case 'PrincipalAdded':
      return principalAdded(state, event.body, recorded.seq);
    case 'PrincipalSuspended':
    case 'PrincipalRestored':
      return principalSuspended(state, event);
    case 'CredentialAdded':
      return credentialAdded(state, event.body);
    case 'CredentialRevoked':
      return credentialRevoked(state, event.body);
    case 'GrantMade':
      return grantMade(state, event.body, recorded.seq);
    case 'GrantRevoked':
      return grantRevoked(state, event.body);
    default:
      return evolveRest(state, event, recorded);
  }
}

type Rest =
  | Extract<AccessEvent, { type: 'DualControlSet' | 'SubjectErased' | 'ReadRecorded' | keyof typeof ends }>
  | Extract<AccessEvent, { type: 'ProposalMade' | 'ProposalApproved' }>;

const ends = {
  ProposalRejected: 'rejected',
  ProposalRetracted: 'retracted',
  ProposalExpired: 'expired',
} as const satisfies Record<string, ProposalEnd>;

function evolveRest(state: AccessState, event: Rest, { actor, id, seq }: Recorded): void {
  const { erasedKeys, personalEntries, proposals } = state;
  switch (event.type) {
    case 'DualControlSet':
      state.isDual = event.body.on;
      return;
    case 'SubjectErased':
      for (const key of event.body.keys) erasedKeys.add(key);
      return;
    case 'ReadRecorded':
      return;
    case 'ProposalMade': {
      const { command, expiresAt, hash } = event.body;
      const made = { id, seq, maker: actor, command, hash, expiresAt };
      if (command.type === 'AddPrincipal' && command.personal)
        personalEntries.set(seq, personalEntryOf(command.personal, { seq, what: 'proposal', id }));
      return proposalMade(proposals, { ...made, approvals: 1, approvedBy: [] });
    }
    case 'ProposalApproved':
      return proposalApproved(proposals, event.body.proposal, { by: actor.sub, seq });
    default:
      return proposalEnded(proposals, event.body.proposal, { end: ends[event.type], seq });
  }
}

function accessOpened(state: AccessState, root: string): void {
  state.isOpened = true;
  state.root = root;
}

/** What has to be written before anything else is decided at `now`. */
export const due = expireProposal;

/** When a proposal expires next, RFC 3339; undefined where none is open. */
export function nextDue({ proposals }: AccessState): string | undefined {
  return nextToExpire(proposals)?.expiresAt;
}
