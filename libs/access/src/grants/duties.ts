import { AccessRefusal } from '../access-refusal';
import { isInForce } from './permit';
import type { Role } from './role';
import { everyLedger, type Scope } from './scope';
import { personOf, type AccessState, type Asking, type Grant } from '../state';

/** Who administers access neither posts nor approves: he could grant himself what he then uses. */
const withoutAdmin: ReadonlySet<Role> = new Set(['poster', 'approver']);

/**
 * Requires that a person does not administer and post or approve, under whatever name: his own or that of a service.
 * Grants that expired do not count; those of suspended principals do, since they come back with them.
 * @throws Refusal DutiesConflict
 */
export function requireSeparateDuties(
  state: AccessState,
  id: string,
  { role, now }: { readonly role: Role; readonly now: string },
): void {
  const isRival = (other: Role) => (role === 'admin' ? withoutAdmin.has(other) : other === 'admin');
  if (role !== 'admin' && !withoutAdmin.has(role)) return;
  const person = personOf(state, id);
  for (const name of namesOf(state, person)) {
    for (const grant of state.principals.get(name)?.grants ?? []) {
      if (!isRival(grant.role) || isOver(grant, now)) continue;
      const detail = `${name}, for whom ${person} answers, is ${grant.role} by grant ${grant.seq}, and cannot be ${role} as well.`;
      throw new AccessRefusal('DutiesConflict', detail, {
        principal: name,
        role: grant.role,
        grant: String(grant.seq),
      });
    }
  }
}

/** A person and the services that he owns. */
function namesOf({ principals }: AccessState, person: string): string[] {
  return [person, ...(principals.get(person)?.services ?? [])];
}

function isOver({ scope: { expiresAt } }: Grant, now: string): boolean {
  return expiresAt !== undefined && expiresAt <= now;
}

/** Requires that the caller neither is the principal nor answers for it. @throws Refusal GrantToOneself */
export function requireOtherPerson(state: AccessState, id: string, { by }: Pick<Asking, 'by'>): void {
  if (personOf(state, by.sub) !== personOf(state, id)) return;
  throw new AccessRefusal(
    'GrantToOneself',
    `${by.sub} and ${id} are of the same person; somebody else has to do this.`,
    {
      principal: id,
    },
  );
}

/**
 * Requires that so many administrators remain as the journal needs to go on: one, and two under dual control. One counts
 * who is a person and not suspended, and whose grant is of every ledger, narrowed by nothing, and never expires.
 * @throws Refusal AdminIsLast
 */
export function requireStandingAdmins(
  state: AccessState,
  now: string,
  {
    without,
    isDual = state.isDual,
  }: { readonly without: (grant: Grant) => boolean; readonly isDual?: boolean },
): void {
  const isCounted = (grant: Grant) => isStanding(state, grant, now);
  const before = new Set<string>();
  const after = new Set<string>();
  for (const grant of state.grants.values()) {
    if (grant.role !== 'admin' || !isCounted(grant)) continue;
    before.add(grant.principal);
    if (!without(grant)) after.add(grant.principal);
  }
  const needed = isDual ? 2 : 1;
  if (after.size >= needed || (after.size === before.size && isDual === state.isDual)) return;
  const detail = `${needed === 1 ? 'One administrator has' : 'Two administrators have'} to remain: a person with a grant of every ledger that never expires.`;
  throw new AccessRefusal('AdminIsLast', detail, { needed: String(needed) });
}

function isStanding({ principals }: AccessState, grant: Grant, now: string): boolean {
  const principal = principals.get(grant.principal);
  if (principal?.kind !== 'person' || principal.isSuspended) return false;
  return grant.scope.expiresAt === undefined && isInForce(grant, now) && isUnnarrowed(grant.scope);
}

function isUnnarrowed({ accounts, commands, credits, currencies, debits, ledger, maximum }: Scope): boolean {
  const narrowing = [accounts, commands, credits, currencies, debits, maximum];
  return ledger === everyLedger && narrowing.every((each) => each === undefined);
}
