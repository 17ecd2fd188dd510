import { AccessRefusal } from '../access-refusal';
import type { NameAdmin } from '../commands';
import { credentialAdded, requireNewCredential } from '../principals/credential';
import { requireSeparateDuties } from '../grants/duties';
import type { AdminNamed } from '../events';
import { notPermitted } from '../grants/denied';
import { addGrant } from '../grants/granting';
import { system } from '@ledger/actor';
import { newKey, requirePlace, requireUnchanged, type KeyRegistered } from '@ledger/key';
import { inOrder } from '@ledger/machinery/in-order';
import { principalAdded, requirePerson, setSuspended } from '../principals/principal';
import { everyLedger } from '../grants/scope';
import type { AccessState, Asking } from '../state';

/**
 * Makes a person an administrator of every ledger: the first, or one more when no other can log in. That the
 * root signed it is verified before it is submitted, and again by every verifier: the rules know no signatures. The
 * credential is a new one, so that what the root signed once can be used once.
 * @throws Refusal NotPermitted to whom a grant permits something: the root key alone names administrators here; KeysChanged,
 *   KeyPlaceWrong, KeyAlreadyRegistered, PrincipalIsNotPerson, CredentialAlreadyExists, ExpiryInPast, DutiesConflict
 */
export function* nameAdmin(
  state: AccessState,
  command: NameAdmin,
  { by, now }: Asking,
): Iterable<KeyRegistered | AdminNamed> {
  const { principal, rootSignature, writer } = command;
  if (by.sub !== system.sub) throw notPermitted('manageAccess');
  requireUnchanged(state, command);
  requirePlace(state, command);
  const known = state.principals.get(principal);
  if (known) requirePerson(known);
  requireNewCredential(state, command.credential, now);
  requireSeparateDuties(state, principal, { role: 'admin', now });
  if (writer) yield* newKey(state, writer);
  const credential = inOrder(command.credential);
  yield { type: 'AdminNamed', body: { credential, principal, rootSignature } };
}

/** The person is there, not suspended, has the credential, and the grant that this entry is. */
export function adminNamed(
  state: AccessState,
  { credential, principal }: AdminNamed['body'],
  seq: number,
): void {
  const known = state.principals.get(principal);
  if (known) setSuspended(known, false, state.undo);
  else principalAdded(state, { kind: 'person', principal }, seq);
  credentialAdded(state, { ...credential, principal });
  addGrant(state, { seq, principal, role: 'admin', scope: { ledger: everyLedger } });
}

/** @throws Refusal DualControlUnchanged */
export function requireChange({ isDual }: AccessState, on: boolean): void {
  if (isDual !== on) return;
  throw new AccessRefusal('DualControlUnchanged', `Dual control is ${on ? 'on' : 'off'} already.`, { on });
}
