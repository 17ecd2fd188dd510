import type { Actor } from '@ledger/actor';
import type { KeyChange, RegisteredKey } from '@ledger/key';
import type { KeyCommand } from '@ledger/key-events';
import type { PersonalCipher } from '@ledger/personal';
import type { Role } from './grants/role';
import type { Scope } from './grants/scope';

export const principalKinds = ['person', 'service'] as const;
export type PrincipalKind = (typeof principalKinds)[number];

/** What proves who a caller is. */
export type Proof =
  /** An API key. `digest` is the HMAC-SHA-256 of its secret by the pepper with this id, base64url. */
  | { readonly kind: 'key'; readonly digest: string; readonly pepper: string }
  /** A client certificate. `fingerprint` is the SHA-256 of its DER form, in hex. */
  | { readonly kind: 'certificate'; readonly fingerprint: string }
  /** An identity of an OpenID Connect provider. */
  | { readonly kind: 'token'; readonly issuer: string; readonly subject: string };

export type CredentialBody = Proof & {
  /** Its id: 12 characters of base62. */
  readonly credential: string;
  /** RFC 3339, UTC, milliseconds; the credential is invalid from then on. */
  readonly expiresAt?: string;
  /** Addresses that it may be used from, in CIDR notation; any without it. */
  readonly networks?: readonly string[];
};

export interface AddPrincipal {
  readonly type: 'AddPrincipal';
  readonly kind: PrincipalKind;
  /** Of a service, and of nothing else: the person who answers for it. */
  readonly owner?: string;
  /** Text about persons, each once: the name of a principal, its e-mail address. */
  readonly personal?: readonly PersonalCipher[];
  readonly principal: string;
}

/** Takes away all that is granted to a principal until it is restored, or restores it. */
export interface SuspendPrincipal {
  readonly type: 'SuspendPrincipal' | 'RestorePrincipal';
  readonly principal: string;
  readonly reason: string;
}

export type AddCredential = CredentialBody & { readonly type: 'AddCredential'; readonly principal: string };

export interface RevokeCredential {
  readonly type: 'RevokeCredential';
  readonly credential: string;
  readonly reason: string;
}

export interface GrantBody extends Scope {
  /** Of an analyst: his user in Postgres. */
  readonly databaseUser?: string;
  readonly principal: string;
  readonly role: Role;
}

export interface MakeGrant extends GrantBody {
  readonly type: 'MakeGrant';
}

export interface RevokeGrant {
  readonly type: 'RevokeGrant';
  /** Seq of the entry that made it. */
  readonly grant: string;
  readonly reason: string;
}

export interface SetDualControl {
  readonly type: 'SetDualControl';
  readonly on: boolean;
}

/** Says that the keys of a subject's personal text are to be destroyed. */
export interface EraseSubject {
  readonly type: 'EraseSubject';
  /** Ids of the keys, 16 hex digits each; no journal has the id of a subject. */
  readonly keys: readonly string[];
  readonly reason: string;
}

/** What a second administrator has to approve under dual control. */
export type Change =
  | AddPrincipal
  | SuspendPrincipal
  | AddCredential
  | RevokeCredential
  | MakeGrant
  | RevokeGrant
  | SetDualControl
  | EraseSubject;

export interface OpenAccess {
  readonly type: 'OpenAccess';
  readonly root: string;
  readonly writerKey: RegisteredKey;
  readonly notaryKeys: readonly RegisteredKey[];
}

/** Makes a person an administrator by the root key, as the first one, or where none can log in any more. */
export interface NameAdmin extends KeyChange {
  readonly type: 'NameAdmin';
  readonly credential: CredentialBody;
  readonly principal: string;
  /** By the root key, over principal and credential. */
  readonly rootSignature: string;
  /** Registered in the same append, which it seals: where no writer key is left, either. */
  readonly writer?: RegisteredKey;
}

export const readKinds = ['account', 'journal', 'personal'] as const;

/** Keeps that somebody read what is not read unseen: a journal, all of an account, personal text. */
export interface RecordRead {
  readonly type: 'RecordRead';
  /** Path, where it was of one account. */
  readonly account?: string;
  readonly ledger: string;
  /** Where personal text of a principal was read: then the ledger is the access journal. */
  readonly principal?: string;
  readonly reason?: string;
  readonly what: (typeof readKinds)[number];
}

export interface ProposeChange {
  readonly type: 'ProposeChange';
  readonly change: Change;
  /** RFC 3339, UTC, milliseconds. */
  readonly expiresAt: string;
  /** SHA-256 of the change in canonical form, base64url. */
  readonly hash: string;
}

export interface ApproveProposal {
  readonly type: 'ApproveProposal';
  readonly hash: string;
  readonly proposal: string;
}

export interface EndProposal {
  /** Others reject, the maker retracts. */
  readonly type: 'RejectProposal' | 'RetractProposal';
  readonly proposal: string;
  readonly reason: string;
}

/**
 * A command, and whose grant it is asked by. A change of keys needs no second administrator: the root key has signed it.
 */
export type AccessCommand = { readonly by: Actor } & (
  OpenAccess | NameAdmin | RecordRead | ProposeChange | ApproveProposal | EndProposal | Change | KeyCommand
);
