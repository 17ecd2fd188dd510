import { AccessRefusal } from '../access-refusal';
import { requireChange } from './admin';
import type { Change } from '../commands';
import { addCredential, revokeCredential } from '../principals/credential';
import { requireStandingAdmins } from '../grants/duties';
import type { ChangeEvent } from '../events';
import { makeGrant, revokeGrant } from '../grants/granting';
import { permitBy, type Demand } from '../grants/permit';
import { addPrincipal, suspendPrincipal } from '../principals/principal';
import type { Permission } from '../grants/role';
import { everyLedger } from '../grants/scope';
import type { AccessState, Asking, Grant } from '../state';

/** The events of a change, as if no approval were needed. @throws Refusal */
export function decideChange(state: AccessState, change: Change, asking: Asking): ChangeEvent[] {
  switch (change.type) {
    case 'AddPrincipal':
      return addPrincipal(state, change);
    case 'SuspendPrincipal':
    case 'RestorePrincipal':
      return suspendPrincipal(state, change, asking);
    case 'AddCredential':
      return addCredential(state, change, asking);
    case 'RevokeCredential':
      return revokeCredential(state, change);
    case 'MakeGrant':
      return makeGrant(state, change, asking);
    case 'RevokeGrant':
      return revokeGrant(state, change, asking);
    case 'SetDualControl':
      requireChange(state, change.on);
      requireStandingAdmins(state, asking.now, { without: () => false, isDual: change.on });
      return [{ type: 'DualControlSet', body: { on: change.on } }];
    case 'EraseSubject':
      return [{ type: 'SubjectErased', body: { keys: change.keys, reason: change.reason } }];
  }
}

/** The permission that a change needs, of no single ledger. */
function permissionFor({ type }: Change): Permission {
  switch (type) {
    case 'EraseSubject':
      return 'erasePersonal';
    default:
      return 'manageAccess';
  }
}

export function demandOf(change: Change): Demand {
  return {
    permission: permissionFor(change),
    ledger: everyLedger,
    command: change.type,
    reach: { isWhole: true },
  };
}

/**
 * Requires that the grant which the caller names permits it, as the journal stands now: what the edge judged by may be
 * older.
 * @throws Refusal NotPermitted, OutOfScope
 */
export function requirePermitted(state: AccessState, { by, now }: Asking, demand: Demand): Grant {
  const principal = state.principals.get(by.sub);
  const verdict = principal && permitBy(principal, Number(by.grant), { demand, now });
  if (verdict && 'grant' in verdict) return verdict.grant;
  if (verdict?.denied === 'scope') {
    const detail = `Grant ${by.grant} of ${by.sub} does not cover all of it.`;
    throw new AccessRefusal('OutOfScope', detail, { ...verdict.outside, ledger: demand.ledger });
  }
  const { permission } = demand;
  const detail = `${by.sub} has no grant ${by.grant ?? ''} in force with the permission ${permission}.`;
  throw new AccessRefusal('NotPermitted', detail, { permission });
}
