import { AccessRefusal } from '../access-refusal';
import type { GrantBody, MakeGrant, RevokeGrant } from '../commands';
import { requireOtherPerson, requireSeparateDuties, requireStandingAdmins } from './duties';
import type { GrantMade, GrantRevoked } from '../events';
import { inOrder } from '@ledger/machinery/in-order';
import { knownPrincipal, requirePerson, requireService } from '../principals/principal';
import type { Role } from './role';
import { everyLedger } from './scope';
import type { AccessState, Asking, Grant } from '../state';

/** Longest time for which personal text may be read by one grant, in milliseconds: 90 days. */
const personalMs = 90 * 24 * 3_600_000;

/**
 * @throws Refusal PrincipalNotFound, PrincipalIsNotPerson, PrincipalIsNotService, GrantHasWrongScope, ExpiryInPast,
 *   GrantToOneself, DutiesConflict
 */
export function makeGrant(state: AccessState, { type: _, ...grant }: MakeGrant, asking: Asking): GrantMade[] {
  const principal = knownPrincipal(state.principals, grant.principal);
  if (grant.role === 'approver') requirePerson(principal);
  if (ofServices.includes(grant.role)) requireService(principal);
  requireScope(grant);
  requireTimes(grant, asking.now);
  requireOtherPerson(state, grant.principal, asking);
  requireSeparateDuties(state, grant.principal, { role: grant.role, now: asking.now });
  return [{ type: 'GrantMade', body: inOrder(grant) }];
}

/** Roles that no person has. */
const ofServices: readonly Role[] = ['publisher', 'worker'];

/** Roles whose acts have postings. */
const posting: readonly Role[] = ['poster', 'approver'];

/** @throws Refusal GrantHasWrongScope */
function requireScope(grant: GrantBody): void {
  const { databaseUser, late, ledger, maximum, role } = grant;
  if (role === 'operator' && ledger !== everyLedger)
    throw misfit(role, 'ledger', `The role operator is of no single ledger; its grant is of ${everyLedger}.`);
  if (databaseUser !== undefined && role !== 'analyst')
    throw misfit(role, 'databaseUser', 'Only an analyst has one.');
  if (databaseUser !== undefined) requireSqlScope(grant);
  if (late && role !== 'poster') throw misfit(role, 'late', 'Only a poster posts into a soft-closed period.');
  for (const field of posting.includes(role) ? [] : (['credits', 'debits', 'maximum'] as const))
    if (grant[field]) throw misfit(role, field, `Nothing is posted by a grant of the role ${role}.`);
  if (maximum && new Set(maximum.map(({ currency }) => currency)).size < maximum.length)
    throw misfit(role, 'maximum', 'A currency stands in it twice.');
}

/** Rows in Postgres are cut by ledgers and paths alone. @throws Refusal GrantHasWrongScope */
function requireSqlScope({ accounts = [], currencies, role }: GrantBody): void {
  if (accounts.some((path) => path.includes('*')))
    throw misfit(
      role,
      'accounts',
      'With databaseUser a path has no *: name nodes, which cover all below them.',
    );
  if (currencies)
    throw misfit(role, 'currencies', 'With databaseUser a grant is of all currencies of its accounts.');
}

/** @throws Refusal ExpiryInPast, GrantHasWrongScope */
function requireTimes({ expiresAt, personal, role, startsAt }: GrantBody, now: string): void {
  if (expiresAt !== undefined && expiresAt <= now)
    throw new AccessRefusal('ExpiryInPast', `${expiresAt} is not later than ${now}.`, { expiresAt, now });
  if (expiresAt !== undefined && startsAt !== undefined && expiresAt <= startsAt)
    throw misfit(role, 'expiresAt', `It must be later than startsAt, ${startsAt}.`);
  const latest = new Date(Date.parse(now) + personalMs).toISOString();
  if (personal && (expiresAt === undefined || expiresAt > latest))
    throw misfit(
      role,
      'expiresAt',
      `A grant to read personal text must expire by ${latest}, within 90 days.`,
    );
}

function misfit(role: Role, field: keyof GrantBody, rule: string): AccessRefusal {
  return new AccessRefusal('GrantHasWrongScope', `${field}: ${rule}`, { field, role });
}

/** @throws Refusal GrantNotFound, GrantIsRevoked, AdminIsLast */
export function revokeGrant(
  state: AccessState,
  { grant, reason }: RevokeGrant,
  { now }: Pick<Asking, 'now'>,
): GrantRevoked[] {
  const seq = Number(grant);
  if (state.revokedGrants.has(seq))
    throw new AccessRefusal('GrantIsRevoked', `Grant ${grant} was revoked before.`, { grant });
  if (!state.grants.has(seq))
    throw new AccessRefusal('GrantNotFound', `Entry ${grant} made no grant.`, { grant });
  requireStandingAdmins(state, now, { without: (each) => each.seq === seq });
  return [{ type: 'GrantRevoked', body: { grant, reason } }];
}

export function grantMade(state: AccessState, body: GrantBody, seq: number): void {
  const { principal, role, databaseUser, ...scope } = body;
  addGrant(state, {
    seq,
    principal,
    role,
    scope,
    ...(databaseUser !== undefined && { databaseUser }),
  });
}

export function addGrant({ grants, principals, undo }: AccessState, grant: Grant): void {
  grants.set(grant.seq, grant);
  const principal = principals.get(grant.principal);
  if (principal) undo.keep(principal).grants = [...principal.grants, grant];
}

export function grantRevoked(
  { grants, principals, revokedGrants, undo }: AccessState,
  { grant: text }: GrantRevoked['body'],
): void {
  const seq = Number(text);
  const grant = grants.get(seq);
  if (!grant) return;
  grants.delete(seq);
  revokedGrants.add(seq);
  const principal = principals.get(grant.principal);
  if (principal) undo.keep(principal).grants = principal.grants.filter((each) => each !== grant);
}
