import type { LedgerCommand, LedgerEvent } from '@ledger/ledger';
import { ledgerBook } from '@ledger/ledger-book';
import type { LedgerState } from '@ledger/state';
import { sha256Fingerprint } from '@entries/fingerprints';
import type { KeptBook } from '@journal/book';
import type { Decision, Group, Head } from '@journal/writer/group';
import { readSnapshot, writeSnapshot, type SnapshotFile } from '@journal/snapshots/snapshot';
import type { Signer } from '@proof/note';

export type LedgerGroup = Group<LedgerState, LedgerCommand, LedgerEvent>;
export type LedgerDecision = Decision<LedgerEvent>;

const book = ledgerBook(sha256Fingerprint);

/** A ledger as a journal keeps it; an empty one without a state. */
export function keptLedger(state = book.empty()): KeptBook<LedgerState, LedgerCommand, LedgerEvent> {
  return { book, state };
}

export function snapshotLedger(file: SnapshotFile, state: LedgerState, at: { head: Head; key: Signer }) {
  const { version, store } = book.snapshots;
  return writeSnapshot(file, { version, head: at.head, state: store(state) }, at.key);
}

/** What a snapshot says of a ledger; undefined where there is none that one of the keys signed. */
export async function restoredLedger(file: SnapshotFile, keys: readonly Signer[]) {
  const snapshot = await readSnapshot(file, book.snapshots.version, keys);
  if (!snapshot) return undefined;
  const { head, state } = snapshot;
  return { head, state: book.snapshots.restore(state, head.seq) };
}
