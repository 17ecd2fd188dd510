import type { AccessState, Grant, Principal } from './state';
import { rolePermits, isOfNoLedger, type Permission } from './role';
import { everyLedger, outsideOf, reachesLedger, type Outside, type Reach } from './scope';

/** What a caller would do. */
export interface Demand {
  readonly permission: Permission;
  /** Id of the ledger; `*` for what concerns no single one. */
  readonly ledger: string;
  /** Type of the command; undefined for what only reads. */
  readonly command?: string;
  /** What has to be covered; undefined asks whether the permission is there for anything at all. */
  readonly reach?: Reach;
}

/** The grant that permits it, or why none does: the farthest that one of them came. */
export type Verdict =
  | { readonly grant: Grant }
  /** No grant in force reaches the ledger. */
  | { readonly denied: 'ledger' }
  /** None that reaches it has the permission. */
  | { readonly denied: 'permission' }
  /** None that has it covers all that is asked. */
  | { readonly denied: 'scope'; readonly outside: Outside };

const ledgerDenied: Verdict = { denied: 'ledger' };
const permissionDenied: Verdict = { denied: 'permission' };

/**
 * The one place where it is decided whether somebody may do something. One grant has to cover all of it, so that an entry
 * can name it: the earliest that does.
 * @param sub id of the principal
 * @param now RFC 3339, UTC, milliseconds
 */
export function permit({ principals }: AccessState, sub: string, demand: Demand, now: string): Verdict {
  const principal = principals.get(sub);
  if (!principal || principal.isSuspended) return ledgerDenied;
  let verdict = ledgerDenied;
  for (const grant of principal.grants) {
    const next = judged(grant, demand, now);
    if ('grant' in next) return next;
    if (isFarther(next, verdict)) verdict = next;
  }
  return verdict;
}

/** As {@link permit}, by one grant of the principal alone. @param seq of the grant */
export function permitBy(
  principal: Principal,
  seq: number,
  { demand, now }: { readonly demand: Demand; readonly now: string },
): Verdict {
  const grant = principal.isSuspended ? undefined : principal.grants.find((each) => each.seq === seq);
  return grant ? judged(grant, demand, now) : ledgerDenied;
}

function judged(grant: Grant, { permission, ledger, command, reach }: Demand, now: string): Verdict {
  const { role, scope } = grant;
  if (!isInForce(grant, now) || !reachesLedger(scope, ledger)) return ledgerDenied;
  const { commands } = scope;
  if (!rolePermits(role, permission, commands, command)) return permissionDenied;
  if (isOfNoLedger(permission) && scope.ledger !== everyLedger) return permissionDenied;
  if (command !== undefined && commands && !commands.includes(command))
    return { denied: 'scope', outside: { command } };
  const outside = reach && outsideOf(scope, reach);
  return outside ? { denied: 'scope', outside } : { grant };
}

/** Whether a grant has begun and not expired; its principal may be suspended. @param now RFC 3339, UTC, milliseconds */
export function isInForce({ scope: { startsAt, expiresAt } }: Grant, now: string): boolean {
  return (startsAt === undefined || startsAt <= now) && (expiresAt === undefined || now < expiresAt);
}

function isFarther(verdict: Verdict, than: Verdict): boolean {
  if (!('denied' in than) || !('denied' in verdict)) return false;
  return than.denied === 'ledger'
    ? verdict.denied !== 'ledger'
    : verdict.denied === 'scope' && than.denied !== 'scope';
}
