import type { AccessState } from '../state';
import { isInForce } from './permit';
import { rolePermits, type Permission } from './role';
import { everyLedger } from './scope';

/**
 * The ledgers for which a principal has a permission by a grant in force, each once; only `*` where one is of every ledger.
 * @param sub id of the principal
 * @param now RFC 3339, UTC, milliseconds
 */
export function ledgersOf(
  { principals }: AccessState,
  sub: string,
  permission: Permission,
  now: string,
): readonly string[] {
  const principal = principals.get(sub);
  if (!principal || principal.isSuspended) return [];
  const ledgers = new Set<string>();
  for (const grant of principal.grants) {
    const { commands, ledger } = grant.scope;
    if (isInForce(grant, now) && rolePermits(grant.role, permission, commands, undefined))
      ledgers.add(ledger);
  }
  return ledgers.has(everyLedger) ? [everyLedger] : [...ledgers];
}
