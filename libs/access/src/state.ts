import type { Actor } from '@ledger/actor';
import { FingerprintTable, type Fingerprint } from '@ledger/fingerprint-table';
import type { LedgerKey } from '@ledger/key';
import { noProposals, type Proposals } from '@ledger/proposal';
import type { Change, PrincipalKind, Proof } from './commands';
import type { Role } from './role';
import type { Scope } from './scope';

/** Who may call. */
export interface Principal {
  readonly id: string;
  readonly kind: PrincipalKind;
  /** Of a service: the person who answers for it. */
  readonly owner?: string;
  isSuspended: boolean;
  /** Ids of the services that a person owns. */
  readonly services: string[];
  /** Those that were not revoked, in the order in which they were made. */
  readonly grants: Grant[];
}

/** One role for one principal. */
export interface Grant {
  /** Of the entry that made it: its name. */
  readonly seq: number;
  readonly principal: string;
  readonly role: Role;
  readonly scope: Scope;
}

export type Credential = Proof & {
  /** 12 characters of base62. */
  readonly id: string;
  readonly principal: string;
  /** RFC 3339, UTC, milliseconds; from then on it proves nothing. */
  readonly expiresAt?: string;
  /** Addresses it may be used from, in CIDR notation; any without it. */
  readonly networks?: readonly string[];
};

/**
 * All that the rules of access remember. It is changed in place, only by `evolve`, and whoever holds one folded it
 * himself.
 */
export interface AccessState {
  isOpened: boolean;
  /** Verifier key of the root, under which every other key of the journal stands. */
  root: string;
  readonly signingKeys: Map<string, LedgerKey>;
  /** Seq of the last entry applied; -1 before the first. */
  seq: number;
  /** Idempotency key -> seq of the entry that answered it. */
  readonly keys: FingerprintTable;
  readonly principals: Map<string, Principal>;
  /** Those that were not revoked, by id. */
  readonly credentials: Map<string, Credential>;
  /** What a credential proves by, other than a secret -> id of the credential; see `claimOf`. */
  readonly claims: Map<string, string>;
  /** Ids of credentials that were revoked. */
  readonly revokedCredentials: Set<string>;
  /** Those that were not revoked, by seq. */
  readonly grants: Map<number, Grant>;
  /** Seqs of grants that were revoked. */
  readonly revokedGrants: Set<number>;
  /** Whether a change needs a second administrator. */
  isDual: boolean;
  readonly proposals: Proposals<Change>;
  /** Ids of the keys of personal text that were destroyed. */
  readonly erasedKeys: Set<string>;
  /** How to take back the latest events, last one first; null while nothing needs to be taken back. */
  undo: (() => void)[] | null;
}

export function emptyState(fingerprint: Fingerprint): AccessState {
  return {
    isOpened: false,
    root: '',
    signingKeys: new Map(),
    seq: -1,
    keys: new FingerprintTable(fingerprint),
    principals: new Map(),
    credentials: new Map(),
    claims: new Map(),
    revokedCredentials: new Set(),
    grants: new Map(),
    revokedGrants: new Set(),
    isDual: false,
    proposals: noProposals(),
    erasedKeys: new Set(),
    undo: null,
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
