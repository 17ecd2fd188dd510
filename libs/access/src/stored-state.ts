import type { Fingerprint } from '@ledger/machinery/fingerprint-table';
import { UndoableMap } from '@ledger/machinery/undoable-map';
import { UndoableSet } from '@ledger/machinery/undoable-set';
import { UndoableTable } from '@ledger/machinery/undoable-table';
import { restoredProposals, storedProposals, type StoredProposals } from '@ledger/proposal';
import type { Change } from './commands';
import { emptyState, type AccessState } from './state';

/** Raise it whenever the state or its meaning changes: older snapshots are then passed over. */
export const storedVersion = 3;

/** The state as plain values: structured cloning makes plain maps and sets of it. */
export type StoredAccess = Pick<AccessState, StoredField> & {
  readonly idempotencyKeys: readonly Uint32Array[];
  readonly proposals: StoredProposals<Change>;
};

/** Fields of the state that are stored as they are. */
const storedFields = [
  'root',
  'signingKeys',
  'principals',
  'credentials',
  'claims',
  'revokedCredentials',
  'grants',
  'revokedGrants',
  'isDual',
  'personalEntries',
  'erasedKeys',
] as const satisfies readonly (keyof AccessState)[];
type StoredField = (typeof storedFields)[number];

/** All that the rules remember, so that {@link restoredState} gives the same state. */
export function storedState(state: AccessState): StoredAccess {
  const plain = Object.fromEntries(storedFields.map((name) => [name, state[name]]));
  return {
    ...(plain as Pick<AccessState, StoredField>),
    idempotencyKeys: state.idempotencyKeys.contents(),
    proposals: storedProposals(state.proposals),
  };
}

/**
 * A grant is one object, whether found by its seq or by its principal: structured cloning keeps that.
 * @param seq of the last entry in it
 */
export function restoredState(stored: StoredAccess, seq: number, fingerprint: Fingerprint): AccessState {
  const empty = emptyState(fingerprint);
  const { undo } = empty;
  return {
    ...empty,
    isOpened: true,
    root: stored.root,
    seq,
    isDual: stored.isDual,
    signingKeys: new UndoableMap(undo, stored.signingKeys),
    idempotencyKeys: new UndoableTable(undo, fingerprint, stored.idempotencyKeys),
    principals: new UndoableMap(undo, stored.principals),
    credentials: new UndoableMap(undo, stored.credentials),
    claims: new UndoableMap(undo, stored.claims),
    revokedCredentials: new UndoableSet(undo, stored.revokedCredentials),
    grants: new UndoableMap(undo, stored.grants),
    revokedGrants: new UndoableSet(undo, stored.revokedGrants),
    proposals: restoredProposals(stored.proposals, undo),
    personalEntries: new UndoableMap(undo, stored.personalEntries),
    erasedKeys: new UndoableSet(undo, stored.erasedKeys),
  };
}
