import type { Actor } from '@ledger/actor';
import type { KeyEvent } from '@ledger/key-events';
import type { ProposalPointer } from '@ledger/proposal';
import type {
  AddPrincipal,
  Change,
  CredentialBody,
  EraseSubject,
  GrantBody,
  RecordRead,
  RevokeCredential,
  RevokeGrant,
  SuspendPrincipal,
} from './commands';

/** An event of this type, and the fields of its body in ascending order. */
interface Event<Type extends string, Body extends object> {
  readonly type: Type;
  readonly body: Body;
  /** Whom its entry names, where that is not who asks for the command: the maker of a proposal that another approves. */
  readonly asked?: Actor;
}

type Fields<Command> = Omit<Command, 'type'>;

export type AccessOpened = Event<'AccessOpened', { readonly root: string }>;
export type AdminNamed = Event<
  'AdminNamed',
  { readonly credential: CredentialBody; readonly principal: string; readonly rootSignature: string }
>;
export type PrincipalAdded = Event<'PrincipalAdded', Fields<AddPrincipal>>;
export type PrincipalSuspended = Event<'PrincipalSuspended' | 'PrincipalRestored', Fields<SuspendPrincipal>>;
export type CredentialAdded = Event<'CredentialAdded', CredentialBody & { readonly principal: string }>;
export type CredentialRevoked = Event<'CredentialRevoked', Fields<RevokeCredential>>;
export type GrantMade = Event<'GrantMade', GrantBody>;
export type GrantRevoked = Event<'GrantRevoked', Fields<RevokeGrant>>;
export type DualControlSet = Event<'DualControlSet', { readonly on: boolean }>;
export type SubjectErased = Event<'SubjectErased', Fields<EraseSubject>>;
export type ReadRecorded = Event<'ReadRecorded', Fields<RecordRead>>;
export type ProposalMade = Event<
  'ProposalMade',
  { readonly command: Change; readonly expiresAt: string; readonly hash: string; readonly rule: string }
>;
export type ProposalApproved = Event<
  'ProposalApproved',
  { readonly hash: string; readonly proposal: ProposalPointer }
>;
/** The maker retracts, others reject. */
export type ProposalRejected = Event<
  'ProposalRejected' | 'ProposalRetracted',
  { readonly proposal: ProposalPointer; readonly reason: string }
>;
export type ProposalExpired = Event<'ProposalExpired', { readonly proposal: ProposalPointer }>;

/** What a change comes to. */
export type ChangeEvent =
  | PrincipalAdded
  | PrincipalSuspended
  | CredentialAdded
  | CredentialRevoked
  | GrantMade
  | GrantRevoked
  | DualControlSet
  | SubjectErased;

export type AccessEvent =
  | AccessOpened
  | AdminNamed
  | ReadRecorded
  | ProposalMade
  | ProposalApproved
  | ProposalRejected
  | ProposalExpired
  | ChangeEvent
  | (KeyEvent & { readonly asked?: Actor });
