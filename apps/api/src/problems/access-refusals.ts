import type { AccessRefusalCode } from '@access/access-refusal';
import type { RefusalCode } from '@ledger/refusal';
import type { ProblemKind } from './problem-kind';

const lookUp = 'Look it up with GET /v1/access/principals or GET /v1/access/grants.';

/** Refusals of the rules of access, and of what a caller is not permitted; those that ledgers have as well are with theirs. */
export const accessRefusals: Record<Exclude<AccessRefusalCode, RefusalCode>, ProblemKind> = {
  NotPermitted: {
    status: 403,
    when: 'None of your grants for this ledger has the permission in `permission`. It is judged before the body is read.',
    remedy: 'Ask an administrator for a grant with this permission.',
  },
  OutOfScope: {
    status: 403,
    when: 'You have the permission, but no single grant covers all that the request acts on; `posting`, `account`, `side`, `currency` or `command` names the first thing that is not covered.',
    remedy: 'Send only what one of your grants covers, or ask an administrator for a wider grant.',
  },
  AccessNotKnown: {
    status: 503,
    when: 'The process has not been able to compare the access journal with the event store for 15 s, or does not trust it, so it cannot know whether a grant was revoked.',
    remedy: 'This request did nothing. Send it again after Retry-After seconds.',
  },
  AccessNotOpened: {
    status: 409,
    when: 'The access journal has no entry yet.',
    remedy: 'Ask the operator to open it; `npm start` does.',
  },
  AccessAlreadyOpened: {
    status: 409,
    when: 'The access journal was opened before.',
    remedy: 'No action is needed.',
  },
  PrincipalNotFound: {
    status: 404,
    when: 'The URL or the body names a principal that was never added.',
    remedy: 'Check the id, or add the principal first with POST /v1/access/principals.',
  },
  PrincipalAlreadyExists: {
    status: 409,
    when: 'A principal with this id was added before. Ids are never used again.',
    remedy: 'Use the existing principal, or choose another id.',
  },
  PrincipalIsSuspended: {
    status: 409,
    when: 'The principal is already suspended.',
    remedy: 'No action is needed.',
  },
  PrincipalIsNotSuspended: {
    status: 409,
    when: 'The principal to be restored is not suspended.',
    remedy: 'No action is needed.',
  },
  PrincipalIsNotPerson: {
    status: 422,
    when: 'A service is named as an owner, or would become an approver or an administrator by the root key.',
    remedy: 'Name a person.',
  },
  PrincipalIsNotService: {
    status: 422,
    when: 'A person would become a publisher or a worker.',
    remedy: 'Add a service for which the person answers, and name it.',
  },
  CredentialNotFound: {
    status: 404,
    when: 'The URL names a credential that was never added.',
    remedy: lookUp,
  },
  CredentialAlreadyExists: {
    status: 409,
    when: 'Another credential has the same id, certificate or token identity.',
    remedy: 'Revoke the other credential first, or use another certificate or identity.',
  },
  CredentialIsRevoked: {
    status: 409,
    when: 'The credential was already revoked.',
    remedy: 'No action is needed.',
  },
  GrantNotFound: {
    status: 404,
    when: 'No grant was made by the entry that the URL names.',
    remedy: lookUp,
  },
  GrantIsRevoked: {
    status: 409,
    when: 'The grant was already revoked.',
    remedy: 'No action is needed.',
  },
  GrantHasWrongScope: {
    status: 422,
    when: 'A field of the grant does not fit its role; `field` names it.',
    remedy: 'Correct the field as `detail` says.',
  },
  GrantToOneself: {
    status: 403,
    when: 'The grant, or what is restored, would be your own or that of a service you own.',
    remedy: 'Ask another administrator.',
  },
  DutiesConflict: {
    status: 409,
    when: 'The person would both administer and post or approve, under his own id or that of a service; `grant` names the other grant.',
    remedy: 'Revoke the other grant first, or grant it to another person.',
  },
  AdminIsLast: {
    status: 409,
    when: 'Too few administrators would remain: one is needed, and two under dual control. Only persons count whose grant is of every ledger and never expires.',
    remedy: 'Make another administrator first.',
  },
  DualControlUnchanged: {
    status: 409,
    when: 'Dual control is already on, or already off.',
    remedy: 'No action is needed.',
  },
};

/** Requests of which it is not known who sends them. */
export const credentialProblems = {
  CredentialMissing: {
    title: 'The credential is missing',
    status: 401,
    when: 'The request has no Authorization header.',
    remedy: 'Send `Authorization: Bearer` and an API key.',
  },
  CredentialInvalid: {
    title: 'The credential is not valid',
    status: 401,
    when: 'The credential is malformed, unknown, wrong, revoked, expired or used from a network that it is not for, or its principal is suspended. The response does not say which.',
    remedy: 'Use another credential, or ask an administrator for one.',
  },
} as const satisfies Record<string, ProblemKind & { readonly title: string }>;
