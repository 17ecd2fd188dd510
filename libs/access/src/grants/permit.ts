import type { AccessState, Grant, Principal } from '../state';
import { rolePermits, isOfNoLedger, type Permission } from './role';
import { coversAll, everyLedger, outsideOf, reachesLedger, type Outside, type Reach } from './scope';

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

/** How far a grant comes with a demand, the farthest last. */
const [byLedger, byPermission, byScope, permitted] = [0, 1, 2, 3];

/**
 * The one place where it is decided whether somebody may do something. One grant has to cover all of it, so that an entry
 * can name it: the earliest that does.
 * @param sub id of the principal
 * @param now RFC 3339, UTC, milliseconds
 */
export function permit({ principals }: AccessState, sub: string, demand: Demand, now: string): Verdict {
  const principal = principals.get(sub);
  if (!principal || principal.isSuspended) return { denied: 'ledger' };
  let farthest: Grant | undefined;
  let reached = byLedger;
  for (const grant of principal.grants) {
    const comes = judge(grant, demand, now);
    if (comes === permitted) return { grant };
    if (comes > reached) {
      farthest = grant;
      reached = comes;
    }
  }
  return verdict(farthest, reached, demand);
}

/** As {@link permit}, by one grant of the principal alone. @param seq of the grant */
export function permitBy(
  principal: Principal,
  seq: number,
  { demand, now }: { readonly demand: Demand; readonly now: string },
): Verdict {
  const grant = principal.isSuspended ? undefined : principal.grants.find((each) => each.seq === seq);
  return grant ? verdict(grant, judge(grant, demand, now), demand) : { denied: 'ledger' };
}

/** Makes nothing: a principal has many grants, and most of them are not the one. */
function judge(grant: Grant, { permission, ledger, command, reach }: Demand, now: string): number {
  const { role, scope } = grant;
  if (!isInForce(grant, now) || !reachesLedger(scope, ledger)) return byLedger;
  const { commands } = scope;
  if (!rolePermits(role, permission, commands, command)) return byPermission;
  if (scope.ledger !== everyLedger && isOfNoLedger(permission)) return byPermission;
  if (command !== undefined && commands && !commands.includes(command)) return byScope;
  return reach === undefined || coversAll(scope, reach) ? permitted : byScope;
}

function verdict(grant: Grant | undefined, comes: number, { command, reach }: Demand): Verdict {
  if (!grant || comes === byLedger) return { denied: 'ledger' };
  if (comes === permitted) return { grant };
  if (comes === byPermission) return { denied: 'permission' };
  const { commands } = grant.scope;
  const isCommand = command !== undefined && commands?.includes(command) === false;
  return { denied: 'scope', outside: isCommand ? { command } : outsideOf(grant.scope, reach ?? {})! };
}

/** Whether a grant has begun and not expired; its principal may be suspended. @param now RFC 3339, UTC, milliseconds */
export function isInForce({ scope: { startsAt, expiresAt } }: Grant, now: string): boolean {
  return (startsAt === undefined || startsAt <= now) && (expiresAt === undefined || now < expiresAt);
}
