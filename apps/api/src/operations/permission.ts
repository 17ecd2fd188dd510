import type { Permission } from '@access/grants/role';

/** What of a ledger, or beyond one, an operation needs its permission for. */
export const extents = {
  every: 'all ledgers',
  each: 'each ledger that is listed',
  ledger: 'the ledger',
  whole: 'the whole ledger',
  node: 'the node that the request names, or the whole ledger where it names none',
  found: 'one account of what is found',
  command: 'all that the command acts on',
} as const;

/** What a caller has to be permitted, and how far it has to reach. */
export interface Needed {
  readonly to: Permission;
  readonly of: keyof typeof extents;
}

/** `public` needs no credential; `anyone` needs a valid one, and no grant. */
export type OperationPermission = Needed | 'public' | 'anyone';

/** As documents name it. */
export function sentenceOf(permission: OperationPermission): string {
  if (permission === 'public') return 'Needs no credential.';
  if (permission === 'anyone') return 'Needs a credential, and no permission.';
  return `Needs the permission \`${permission.to}\` for ${extents[permission.of]}.`;
}
