import { proposalRefusalTitles, Refusal } from '@ledger/refusal';

/** Every reason for which the rules of access decline a command, each with its title. The list is closed. */
export const accessRefusalTitles = {
  AccessNotOpened: 'The access journal is not opened yet',
  AccessAlreadyOpened: 'The access journal is already opened',
  AccessNotKnown: 'Who may do what is not known at the moment',
  NotPermitted: 'No grant of the principal has the permission',
  OutOfScope: 'No grant of the principal covers the whole command',
  PrincipalNotFound: 'The principal does not exist',
  PrincipalAlreadyExists: 'The principal already exists',
  PrincipalIsSuspended: 'The principal is suspended',
  PrincipalIsNotSuspended: 'The principal is not suspended',
  PrincipalIsNotPerson: 'The principal is not a person',
  PrincipalIsNotService: 'The principal is not a service',
  CredentialNotFound: 'The credential does not exist',
  CredentialAlreadyExists: 'The credential already exists',
  CredentialIsRevoked: 'The credential is already revoked',
  GrantNotFound: 'The grant does not exist',
  GrantIsRevoked: 'The grant is already revoked',
  GrantHasWrongScope: 'The scope does not fit the role',
  GrantToOneself: 'Nobody grants to himself or to his services',
  DutiesConflict: 'The person would both administer and post or approve',
  AdminIsLast: 'No administrator would remain',
  DualControlUnchanged: 'Dual control is already as requested',
  ExpiryInPast: 'The expiry time is not in the future',
  ...proposalRefusalTitles,
} as const;

export type AccessRefusalCode = keyof typeof accessRefusalTitles;

/** A refusal of the rules of access. */
export class AccessRefusal extends Refusal<AccessRefusalCode> {}
