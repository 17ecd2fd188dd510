import type { Fingerprint } from '@ledger/machinery/fingerprint-table';
import type { Refusal } from '@ledger/refusal';
import { decide, due, evolve, nextDue } from './access';
import type { AccessCommand } from './commands';
import type { AccessEvent } from './events';
import { emptyState, type AccessState } from './state';
import { restoredState, storedState, storedVersion, type StoredAccess } from './stored-state';

/** Id of the access journal: no ledger can have it. */
export const accessJournalId = '_access';

/** Most bytes of the entry that says that a proposal has expired. */
const expiryBytesMax = 1_024;

/**
 * The rules of access as a journal takes them.
 * @param fingerprint of idempotency keys
 */
export function accessBook(fingerprint: Fingerprint) {
  return {
    opening: 'AccessOpened',
    empty: () => emptyState(fingerprint),
    decide,
    evolve,
    due,
    nextDue,
    dueBytesMax: (_: AccessState, { type }: AccessEvent) => (type === 'ProposalMade' ? expiryBytesMax : 0),
    contentOf,
    isFirst: (command: AccessCommand) => 'vouched' in command && command.vouched.afterSeq !== undefined,
    named: (refusal: Refusal) => refusal,
    snapshots: {
      version: storedVersion,
      store: storedState,
      restore: (stored: unknown, seq: number) => restoredState(stored as StoredAccess, seq, fingerprint),
      /** Half as many entries as grants: the larger the state, the rarer it is worth its writing. */
      worth: ({ grants }: AccessState) => grants.size / 2,
    },
  } as const;
}

/** What the caller said, without what was looked up, and who he is: the same key of another caller is another command. */
function contentOf({ by, ...command }: AccessCommand): object {
  if (command.type === 'OpenAccess') return { type: command.type };
  if ('vouched' in command) {
    const { vouched: _, ...content } = command;
    return { ...content, by: by.sub };
  }
  if (command.type === 'ProposeChange')
    return { type: command.type, change: saidOf(command.change), by: by.sub };
  return { ...saidOf(command), by: by.sub };
}

/**
 * Without what is made for each request: the id of a credential, and what is kept of the secret of an API key. And without
 * personal text, which could be guessed from its hash.
 */
function saidOf<Command extends { readonly type: string }>(command: Command): object {
  if (command.type === 'AddPrincipal') {
    const { personal: _, ...said } = command as Command & { readonly personal?: unknown };
    return said;
  }
  if (command.type !== 'AddCredential') return command;
  const {
    credential: _id,
    digest: _digest,
    pepper: _pepper,
    ...said
  } = command as Command & Record<'credential' | 'digest' | 'pepper', unknown>;
  return said;
}
