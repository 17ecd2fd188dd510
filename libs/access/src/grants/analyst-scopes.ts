import type { AccessState, Grant } from '../state';

/** Names of database users of analysts: Postgres needs no quotes for them. */
export const databaseUserPattern = /^[a-z_][a-z0-9_]{0,62}$/;

/** What a database user may read by one grant: a node of a ledger with all below it, or all of the ledger. */
export interface AnalystScope {
  readonly databaseUser: string;
  /** Seq of the entry that made the grant. */
  readonly grant: number;
  /** Id of the ledger, or `everyLedger`. */
  readonly ledger: string;
  /** Of the node; empty for all of the ledger. */
  readonly path: string;
  /** RFC 3339, UTC, milliseconds. */
  readonly startsAt?: string;
  /** RFC 3339, UTC, milliseconds; from then on nothing may be read. */
  readonly expiresAt?: string;
}

/**
 * What database users may read by the grants that are not revoked and whose principals are not suspended, whether or not
 * the grants have begun or expired: whoever holds these compares them with a clock.
 */
export function analystScopes({
  grants,
  principals,
}: Pick<AccessState, 'grants' | 'principals'>): AnalystScope[] {
  const present = [...grants.values()].filter(
    ({ principal }) => principals.get(principal)?.isSuspended === false,
  );
  return scopesOf(present);
}

/**
 * The same by some grants. A path with `*`, and a grant of some currencies, covers nothing: rows in Postgres are cut by
 * ledgers and plain paths.
 */
export function scopesOf(grants: Iterable<Grant>): AnalystScope[] {
  const scopes: AnalystScope[] = [];
  for (const { databaseUser, role, scope, seq: grant } of grants) {
    if (databaseUser === undefined || role !== 'analyst' || scope.currencies) continue;
    const { accounts = [''], expiresAt, ledger, startsAt } = scope;
    const times = {
      ...(startsAt !== undefined && { startsAt }),
      ...(expiresAt !== undefined && { expiresAt }),
    };
    for (const path of new Set(accounts))
      if (!path.includes('*')) scopes.push({ databaseUser, grant, ledger, path, ...times });
  }
  return scopes;
}
