import { due, nextDue } from './due';
import type { Fingerprint } from './machinery/fingerprint-table';
import { expiryBytesMax } from './holds/expiry-bytes';
import { decide, evolve, type LedgerCommand } from './ledger';
import { Refusal } from './refusal';
import { emptyState, type LedgerState } from './state';
import { restoredState, storedState, storedVersion, type StoredState } from './machinery/stored-state';

/**
 * The rules of ledgers as a journal takes them: all that it needs to keep one, in the shape of its `Book`.
 * @param fingerprint of texts that the state need not keep
 */
export function ledgerBook(fingerprint: Fingerprint) {
  return {
    opening: 'LedgerOpened',
    empty: () => emptyState(fingerprint),
    decide,
    evolve,
    due,
    nextDue,
    dueBytesMax: expiryBytesMax,
    contentOf,
    isFirst,
    named,
    snapshots: {
      version: storedVersion,
      store: storedState,
      restore: (stored: unknown, seq: number) => restoredState(stored as StoredState, seq, fingerprint),
      /** Half as many entries as accounts: the larger the state, the rarer it is worth its writing. */
      worth: ({ accounts }: LedgerState) => accounts.size / 2,
    },
  } as const;
}

/**
 * What the caller said: without what was looked up or added for the rules, and without personal text, which could be
 * guessed from its hash; that there is to be none is said. The entry that answers an approval names the maker as its actor: who
 * approved is content, so that the key of another is recognised.
 */
function contentOf(command: LedgerCommand): object {
  if (!('personal' in command)) return saidIn(command);
  const { personal, ...content } = saidIn(command) as { readonly personal?: unknown };
  return personal === null ? { ...content, personal } : content;
}

function saidIn(command: LedgerCommand): object {
  switch (command.type) {
    case 'OpenLedger': {
      const { root: _, writerKey: __, notaryKeys: ___, ...content } = command;
      return content;
    }
    case 'ReverseTransaction': {
      const { original: _, ...content } = command;
      return content;
    }
    case 'RegisterKey':
    case 'RetireKey':
    case 'DeclareKeyCompromised':
    case 'NameNextRoot':
    case 'ReplaceRoot': {
      const { vouched: _, ...content } = command;
      return content;
    }
    case 'ProposeCommand':
      return { type: command.type, command: contentOf(command.command) };
    case 'ApproveProposal': {
      const { original: _, maker: __, by, ...content } = command;
      return { ...content, by: by.sub };
    }
    case 'RejectProposal':
    case 'RetractProposal':
      return { ...command, by: command.by.sub };
    default:
      return command;
  }
}

/** A key that was registered for one place in the journal is no use at any other. */
function isFirst(command: LedgerCommand): boolean {
  return 'vouched' in command && command.vouched.afterSeq !== undefined;
}

/** The rules do not know under which id their ledger is kept; a refusal of the whole ledger names it. */
function named(refusal: Refusal, ledger: string): Refusal {
  switch (refusal.code) {
    case 'LedgerNotFound':
      return new Refusal(refusal.code, `No ledger has the id ${ledger}.`, { ledger });
    case 'LedgerAlreadyExists':
      return new Refusal(refusal.code, `A ledger with the id ${ledger} already exists.`, { ledger });
    default:
      return refusal;
  }
}
