import type { AccessCommand } from '@access/commands';
import type { AccessEvent } from '@access/events';
import type { KeyEvent } from '@ledger/key-events';

type Command = AccessCommand extends infer Each
  ? Each extends AccessCommand
    ? Omit<Each, 'by'>
    : never
  : never;

/** An event that is not under the signature of the root key. */
type OwnEvent = Exclude<AccessEvent, KeyEvent | { readonly type: 'AdminNamed' }>;

/** Events that say all of the command that they answer, and its type. */
const types = {
  ReadRecorded: 'RecordRead',
  PrincipalAdded: 'AddPrincipal',
  PrincipalSuspended: 'SuspendPrincipal',
  PrincipalRestored: 'RestorePrincipal',
  CredentialAdded: 'AddCredential',
  CredentialRevoked: 'RevokeCredential',
  GrantMade: 'MakeGrant',
  GrantRevoked: 'RevokeGrant',
  DualControlSet: 'SetDualControl',
  SubjectErased: 'EraseSubject',
} as const;

/** The command that an entry of the access journal answers, without who asked for it. */
export function commandOf({ type, body }: OwnEvent): Command {
  switch (type) {
    case 'AccessOpened':
      return { type: 'OpenAccess', root: body.root, writerKey: noKey, notaryKeys: [] };
    case 'ProposalMade':
      return { type: 'ProposeChange', change: body.command, expiresAt: body.expiresAt, hash: body.hash };
    case 'ProposalApproved':
      return { type: 'ApproveProposal', hash: body.hash, proposal: body.proposal.id };
    case 'ProposalRejected':
      return { type: 'RejectProposal', proposal: body.proposal.id, reason: body.reason };
    case 'ProposalRetracted':
    case 'ProposalExpired':
      return {
        type: 'RetractProposal',
        proposal: body.proposal.id,
        reason: 'reason' in body ? body.reason : '',
      };
    default:
      return { ...body, type: types[type] } as Command;
  }
}

const noKey = { keyId: '', role: 'writer', rootSignature: '', vkey: '' } as const;
