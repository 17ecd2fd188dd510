import type { Actor } from '@ledger/actor';
import type { Fingerprint } from '@ledger/machinery/fingerprint-table';
import { UndoLog } from '@ledger/machinery/undo-log';
import { UndoableMap } from '@ledger/machinery/undoable-map';
import { UndoableSet } from '@ledger/machinery/undoable-set';
import { UndoableTable } from '@ledger/machinery/undoable-table';
import { unopened, type LedgerKey, type NextRoot, type ReplacedRoot } from '@ledger/known-keys';
import { noProposals, type Proposals } from '@ledger/proposal';
import type { Change, PrincipalKind, Proof } from './commands';
import type { Role } from './grants/role';
import type { Scope } from './grants/scope';

/** Who may call. */
export interface Principal {
  readonly id: string;
  readonly kind: PrincipalKind;
  /** Of a service: the person who answers for it. */
  readonly owner?: string;
  /** Where text about persons came with it. */
  readonly personal?: PersonalEntry;
  isSuspended: boolean;
  /** Ids of the services that a person owns. */
  services: readonly string[];
  /** Those that were not revoked, in the order in which they were made. */
  grants: readonly Grant[];
}

/** An entry that has personal text: of a principal, or of the proposal to add one. */
export interface PersonalEntry {
  readonly seq: number;
  readonly what: 'principal' | 'proposal';
  /** Of the principal or of the proposal. */
  readonly id: string;
  /** Ids of the keys, 16 hex digits each. */
  readonly keys: readonly string[];
}

/** One role for one principal. */
export interface Grant {
  /** Of the entry that made it: its name. */
  readonly seq: number;
  readonly principal: string;
  readonly role: Role;
  readonly scope: Scope;
  /** Of an analyst: his user in Postgres. */
  readonly databaseUser?: string;
}

export type Credential = Proof & {
  /** 12 characters of base62. */
  readonly id: string;
  readonly principal: string;
  /** RFC 3339, UTC, milliseconds; the credential is invalid from then on. */
  readonly expiresAt?: string;
  /** Addresses it may be used from, in CIDR notation; any without it. */
  readonly networks?: readonly string[];
};

/**
 * All that the rules of access remember. It is changed in place, only by `evolve`, and each holder has folded its
 * own.
 */
export interface AccessState {
  isOpened: boolean;
  /** Verifier key of the present root, under which every other key of the journal stands. */
  root: string;
  /** The root keys before it, in order. */
  replacedRoots: readonly ReplacedRoot[];
  nextRoot: NextRoot | null;
  readonly signingKeys: UndoableMap<string, LedgerKey>;
  /** Seq of the last entry applied; -1 before the first. */
  seq: number;
  /** Idempotency key -> seq of the entry that answered it. */
  readonly idempotencyKeys: UndoableTable;
  readonly principals: UndoableMap<string, Principal>;
  /** Those that were not revoked, by id. */
  readonly credentials: UndoableMap<string, Credential>;
  /** What a credential proves by, other than a secret -> id of the credential; see `claimOf`. */
  readonly claims: UndoableMap<string, string>;
  /** Ids of credentials that were revoked. */
  readonly revokedCredentials: UndoableSet<string>;
  /** Those that were not revoked, by seq. */
  readonly grants: UndoableMap<number, Grant>;
  /** Seqs of grants that were revoked. */
  readonly revokedGrants: UndoableSet<number>;
  /** Whether a change needs a second administrator. */
  isDual: boolean;
  readonly proposals: Proposals<Change>;
  /** By seq. */
  readonly personalEntries: UndoableMap<number, PersonalEntry>;
  /** Ids of the keys of personal text that were destroyed. */
  readonly erasedKeys: UndoableSet<string>;
  /** How to take back the latest events. Its maps, sets and tables record their changes in it. */
  readonly undo: UndoLog;
}

export function emptyState(fingerprint: Fingerprint): AccessState {
  const undo = new UndoLog();
  return {
    ...unopened(undo),
    idempotencyKeys: new UndoableTable(undo, fingerprint),
    principals: new UndoableMap(undo),
    credentials: new UndoableMap(undo),
    claims: new UndoableMap(undo),
    revokedCredentials: new UndoableSet(undo),
    grants: new UndoableMap(undo),
    revokedGrants: new UndoableSet(undo),
    isDual: false,
    proposals: noProposals(undo),
    personalEntries: new UndoableMap(undo),
    erasedKeys: new UndoableSet(undo),
  };
}

/** The person who answers for what a principal does: of a service its owner. */
export function personOf({ principals }: Pick<AccessState, 'principals'>, id: string): string {
  return principals.get(id)?.owner ?? id;
}

/** Who asks for a change, and when: of the grant that permits it, and of the time that its expiry is measured by. */
export interface Asking {
  readonly by: Actor;
  /** RFC 3339, UTC, milliseconds. */
  readonly now: string;
}
