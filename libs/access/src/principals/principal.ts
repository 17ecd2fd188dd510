import type { PersonalCipher } from '@ledger/personal';
import { AccessRefusal } from '../access-refusal';
import type { AddPrincipal, SuspendPrincipal } from '../commands';
import { requireOtherPerson, requireStandingAdmins } from '../grants/duties';
import type { PrincipalAdded, PrincipalSuspended } from '../events';
import type { AccessState, Asking, PersonalEntry, Principal } from '../state';

/** @throws Refusal PrincipalAlreadyExists, PrincipalNotFound of the owner, PrincipalIsNotPerson */
export function addPrincipal(
  { principals }: AccessState,
  { kind, owner, personal, principal }: AddPrincipal,
): PrincipalAdded[] {
  if (principals.has(principal)) {
    throw new AccessRefusal('PrincipalAlreadyExists', `There is a principal ${principal} already.`, {
      principal,
    });
  }
  if (owner !== undefined) requirePerson(knownPrincipal(principals, owner));
  const body = { kind, ...(owner !== undefined && { owner }), ...(personal && { personal }), principal };
  return [{ type: 'PrincipalAdded', body }];
}

/**
 * Who is restored has again what was granted before, so nobody restores himself or his services.
 * @throws Refusal PrincipalNotFound, PrincipalIsSuspended, PrincipalIsNotSuspended, AdminIsLast, GrantToOneself
 */
export function suspendPrincipal(
  state: AccessState,
  { type, principal: id, reason }: SuspendPrincipal,
  asking: Asking,
): PrincipalSuspended[] {
  const principal = knownPrincipal(state.principals, id);
  if (type === 'RestorePrincipal') {
    if (!principal.isSuspended)
      throw new AccessRefusal('PrincipalIsNotSuspended', `${id} is not suspended.`, { principal: id });
    requireOtherPerson(state, id, asking);
    return [{ type: 'PrincipalRestored', body: { principal: id, reason } }];
  }
  if (principal.isSuspended)
    throw new AccessRefusal('PrincipalIsSuspended', `${id} is suspended already.`, { principal: id });
  requireStandingAdmins(state, asking.now, { without: ({ principal: of }) => of === id });
  return [{ type: 'PrincipalSuspended', body: { principal: id, reason } }];
}

/** @throws Refusal PrincipalNotFound */
export function knownPrincipal(principals: ReadonlyMap<string, Principal>, id: string): Principal {
  const principal = principals.get(id);
  if (principal) return principal;
  throw new AccessRefusal('PrincipalNotFound', `There is no principal ${id}.`, { principal: id });
}

/** @throws Refusal PrincipalIsNotPerson */
export function requirePerson({ id, kind }: Principal): void {
  if (kind === 'person') return;
  throw new AccessRefusal('PrincipalIsNotPerson', `${id} is a ${kind}; this is for persons.`, {
    principal: id,
  });
}

/** @throws Refusal PrincipalIsNotService */
export function requireService({ id, kind }: Principal): void {
  if (kind === 'service') return;
  throw new AccessRefusal('PrincipalIsNotService', `${id} is a ${kind}; this is for services.`, {
    principal: id,
  });
}

export function principalAdded(
  { personalEntries, principals, undo }: AccessState,
  { kind, owner, personal, principal: id }: PrincipalAdded['body'],
  seq: number,
): void {
  const entry = personal && personalEntryOf(personal, { seq, what: 'principal', id });
  if (entry) personalEntries.set(seq, entry);
  const principal = {
    id,
    kind,
    ...(owner !== undefined && { owner }),
    ...(entry && { personal: entry }),
    isSuspended: false,
    services: [],
    grants: [],
  };
  principals.set(id, principal);
  const person = owner === undefined ? undefined : principals.get(owner);
  if (person) undo.keep(person).services = [...person.services, id];
}

/** An entry with these ciphers, as the state remembers it. */
export function personalEntryOf(
  ciphers: readonly PersonalCipher[],
  entry: Omit<PersonalEntry, 'keys'>,
): PersonalEntry {
  return { ...entry, keys: ciphers.map(({ key }) => key) };
}

export function principalSuspended({ principals, undo }: AccessState, event: PrincipalSuspended): void {
  const principal = principals.get(event.body.principal);
  if (principal) setSuspended(principal, event.type === 'PrincipalSuspended', undo);
}

export function setSuspended(principal: Principal, isSuspended: boolean, undo: AccessState['undo']): void {
  undo.keep(principal).isSuspended = isSuspended;
}
