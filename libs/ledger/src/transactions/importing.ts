import { Refusal } from '../refusal';
import type { LedgerState } from '../state';

/** The switch-over: history is complete, from now on the ledger is live. */
export interface EndImport {
  readonly type: 'EndImport';
  readonly reason: string;
}

export interface ImportEnded {
  readonly type: 'ImportEnded';
  readonly body: { readonly reason: string };
}

/** @throws Refusal LedgerIsLive */
export function endImport(state: LedgerState, { reason }: EndImport): ImportEnded[] {
  if (state.importedTo === null) {
    throw new Refusal('LedgerIsLive', 'No history is being moved in: the ledger is live already.');
  }
  return [{ type: 'ImportEnded', body: { reason } }];
}

/** History comes with its own time, one transaction after the other. @throws Refusal EffectiveAtMissing, ImportOutOfOrder */
export function requireInOrder({ importedTo }: LedgerState, effectiveAt: string | undefined): void {
  if (importedTo === null) return;
  if (effectiveAt === undefined) {
    throw new Refusal(
      'EffectiveAtMissing',
      'While history is moved in, every transaction says when it was effective; end the import to post live.',
    );
  }
  if (effectiveAt < importedTo) {
    throw new Refusal(
      'ImportOutOfOrder',
      `${effectiveAt} lies before ${importedTo}, the time of the transaction before; send history in its order.`,
      { effectiveAt, importedTo },
    );
  }
}

/** Holds are of the present. @throws Refusal LedgerIsImporting */
export function requireLive({ importedTo }: LedgerState): void {
  if (importedTo !== null) {
    throw new Refusal('LedgerIsImporting', 'History is still being moved in; end the import first.');
  }
}

export function importEnded(state: LedgerState): void {
  state.importedTo = null;
}
