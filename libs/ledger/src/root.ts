import {
  keyRegistered,
  requireNewId,
  requirePlace,
  requireUnchanged,
  type KeyChange,
  type RegisteredKey,
} from './key';
import type { LedgerKeys } from './known-keys';
import { Refusal } from './refusal';

/** Names the one key that may replace the root key, by a hash: nobody sees that key before it is used. */
export interface NameNextRoot extends KeyChange {
  readonly type: 'NameNextRoot';
  /** SHA-256 of the verifier key, base64url. */
  readonly nextRoot: string;
  readonly rootSignature: string;
}

/** Signed by the new root key alone: the old one may be stolen or lost. */
export interface ReplaceRoot extends KeyChange {
  readonly type: 'ReplaceRoot';
  /** Verifier key of the new root. */
  readonly vkey: string;
  /** Hash of the list of all keys on which the new root goes on. */
  readonly keyList: string;
  /** The key that may replace it in turn. */
  readonly nextRoot?: string;
  readonly rootSignature: string;
  /** A writer key that the new root registers with it, and that may seal this append where no other is at hand. */
  readonly writer?: RescueWriter;
}

/** A writer key for one place in the journal, as {@link RegisteredKey} has it. */
type RescueWriter = Required<Pick<RegisteredKey, 'after' | 'keyId' | 'vkey'>>;

export interface NextRootNamed {
  readonly type: 'NextRootNamed';
  readonly body: { readonly nextRoot: string; readonly rootSignature: string };
}

export interface RootReplaced {
  readonly type: 'RootReplaced';
  readonly body: {
    readonly keyList: string;
    readonly nextRoot?: string;
    readonly rootSignature: string;
    readonly vkey: string;
    readonly writer?: RescueWriter;
  };
}

/**
 * Once a next root is named, it stays: a thief of the root key cannot name another.
 * @throws Refusal KeysChanged, NextRootAlreadyNamed
 */
export function nameNextRoot(keys: LedgerKeys, command: NameNextRoot): NextRootNamed[] {
  requireUnchanged(keys, command);
  const { nextRoot, rootSignature } = command;
  if (keys.nextRoot) {
    const { hash, namedAt } = keys.nextRoot;
    throw new Refusal('NextRootAlreadyNamed', `Entry ${namedAt} has named the next root key.`, {
      nextRoot: hash,
      seq: String(namedAt),
    });
  }
  return [{ type: 'NextRootNamed', body: { nextRoot, rootSignature } }];
}

/** @throws Refusal KeysChanged, KeyPlaceWrong, RootNotNamed, KeyAlreadyRegistered */
export function replaceRoot(keys: LedgerKeys, command: ReplaceRoot): RootReplaced[] {
  requireUnchanged(keys, command);
  requirePlace(keys, command);
  requireNamed(keys, command);
  const { keyList, nextRoot, rootSignature, vkey, writer } = command;
  if (writer) requireNewId(keys, writer.keyId);
  const next = nextRoot === undefined ? {} : { nextRoot };
  return [{ type: 'RootReplaced', body: { keyList, ...next, rootSignature, vkey, ...inOrder(writer) } }];
}

/** With its fields in the order of the entry. */
function inOrder(writer: RescueWriter | undefined): Pick<RootReplaced['body'], 'writer'> {
  if (!writer) return {};
  const { after, keyId, vkey } = writer;
  return { writer: { after, keyId, vkey } };
}

function requireNamed({ nextRoot }: LedgerKeys, { vouched }: ReplaceRoot): void {
  if (!nextRoot) throw new Refusal('RootNotNamed', 'The root key has named no key that may replace it.');
  if (nextRoot.hash === vouched.rootHash) return;
  throw new Refusal('RootNotNamed', 'The root key has named another key to replace it.', {
    nextRoot: nextRoot.hash,
    seq: String(nextRoot.namedAt),
  });
}

export function nextRootNamed(keys: LedgerKeys, { nextRoot }: NextRootNamed['body'], seq: number): void {
  setRoots(keys, { nextRoot: { hash: nextRoot, namedAt: seq } });
}

export function rootReplaced(keys: LedgerKeys, body: RootReplaced['body'], seq: number): void {
  const { root, replacedRoots } = keys;
  const { nextRoot, rootSignature, vkey, writer } = body;
  const since = replacedRoots.at(-1)?.replacedAt ?? 0;
  setRoots(keys, {
    root: vkey,
    replacedRoots: [...replacedRoots, { vkey: root, since, replacedAt: seq }],
    nextRoot: nextRoot === undefined ? null : { hash: nextRoot, namedAt: seq },
  });
  if (writer) keyRegistered(keys, { ...writer, role: 'writer', rootSignature }, seq);
}

function setRoots(
  keys: LedgerKeys,
  roots: Partial<Pick<LedgerKeys, 'root' | 'replacedRoots' | 'nextRoot'>>,
): void {
  Object.assign(keys.undo.keep(keys), roots);
}
