import { requirePositions } from '../exchange/imported-positions';
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

/** @throws Refusal LedgerIsLive, PositionDiffers */
export function endImport(state: LedgerState, { reason }: EndImport): ImportEnded[] {
  if (state.importedTo === null) {
    throw new Refusal('LedgerIsLive', 'No history is being imported: the ledger is already live.');
  }
  requirePositions(state);
  return [{ type: 'ImportEnded', body: { reason } }];
}

/** History comes with its own time, one transaction after the other. @throws Refusal EffectiveAtMissing, ImportOutOfOrder */
export function requireInOrder({ importedTo }: LedgerState, effectiveAt: string | undefined): void {
  if (importedTo === null) return;
  if (effectiveAt === undefined) {
    throw new Refusal(
      'EffectiveAtMissing',
      'While history is being imported, every transaction needs an effectiveAt. End the import to post live.',
    );
  }
  if (effectiveAt < importedTo) {
    throw new Refusal(
      'ImportOutOfOrder',
      `${effectiveAt} is before ${importedTo}, the effective time of the previous transaction. Send history in the order of its effective times.`,
      { effectiveAt, importedTo },
    );
  }
}

/** Holds are of the present. @throws Refusal LedgerIsImporting */
export function requireLive({ importedTo }: LedgerState): void {
  if (importedTo !== null) {
    throw new Refusal('LedgerIsImporting', 'History is still being imported; end the import first.');
  }
}

export function importEnded(state: LedgerState): void {
  state.importedTo = null;
}
