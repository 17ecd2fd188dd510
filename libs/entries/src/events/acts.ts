import type { Permission } from '@access/grants/role';
import type { Reach } from '@access/grants/scope';
import type { OpenedLedgerCommand } from '@ledger/ledger';

/** What a caller did: by which command, and what of the ledger it acted on. */
export interface Act {
  readonly permission: Permission;
  readonly command: OpenedLedgerCommand['type'] | 'OpenLedger';
  readonly reach: Reach;
}

type CommandType = Act['command'];

/** It concerns all of the ledger. */
export function ofWhole(permission: Permission, command: CommandType): () => Act {
  const act = { permission, command, reach: { isWhole: true } };
  return () => act;
}

/** It concerns one account, or another node of the tree. */
export function ofNode(
  permission: Permission,
  command: CommandType,
): (body: { readonly path: string }) => Act {
  return ({ path }) => ({ permission, command, reach: { nodes: [path] } });
}

/** It concerns the accounts of its postings, on their sides; where it has none, whatever it points to: all of the ledger. */
export function ofPostings(
  command: CommandType,
): (body: { readonly postings: NonNullable<Reach['postings']> }) => Act {
  return ({ postings }) => ({
    permission: 'post',
    command,
    reach: postings.length > 0 ? { postings } : { isWhole: true },
  });
}
