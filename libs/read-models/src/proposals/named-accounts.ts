import type { ProposedCommand } from '@ledger/approval/proposed-command';
import type { Posting } from '@ledger/transactions/posting';

/** The accounts that a command names, each once; a command that points to a transaction or a hold may name none. */
export function namedAccounts(command: ProposedCommand): string[] {
  const { path, postings = [] } = command as {
    readonly path?: string;
    readonly postings?: readonly Posting[];
  };
  return [...new Set([...(path === undefined ? [] : [path]), ...postings.map(({ account }) => account)])];
}
