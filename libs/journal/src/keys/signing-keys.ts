import type { KeyCommand } from '@ledger/key-events';
import { keysChangedAt, type KnownKeys } from '@ledger/known-keys';
import { keyListHash } from '@proof/key-list';
import type { Signer } from '@proof/note';
import type { BookState } from '../book';
import type { Head } from '../writer/group';
import { sealingKey } from './sealing-key';

/** The keys of a ledger at one seq. */
export interface SigningKeys extends KnownKeys {
  /** `<origin>/<ledgerId>` */
  readonly log: string;
  /** Seq of the last entry; -1 where the ledger was never opened. */
  readonly seq: number;
  /** The last entry that is durable, with its leaf hash in base64url. */
  readonly head: { readonly seq: number; readonly hash: string };
  /** Seq of the last entry that changed the keys. */
  readonly changedAt: number;
  /** Hash of the list of all keys, base64url. */
  readonly keyList: string;
  /** Id of the key that this process seals with; undefined where it has none that may. */
  readonly sealsWith: string | undefined;
  /** Whether the command on whose behalf it is asked was answered before. */
  readonly isAnswered: boolean;
}

/** A change of keys as it is asked for: nobody has verified its signature. */
export type AskedKeyChange<Change = KeyCommand> = Change extends unknown ? Omit<Change, 'vouched'> : never;

/**
 * @param log as this process calls it, where the journal does not
 * @param writers what this process could seal with
 * @param key idempotency key of the command on whose behalf it is asked
 */
export function signingKeysOf(
  { state, end }: { readonly state: BookState; readonly end: Head },
  {
    log: ownLog,
    writers,
    key,
  }: { readonly log: string; readonly writers: readonly Signer[]; readonly key?: string },
): SigningKeys {
  const { root, replacedRoots, nextRoot, seq, signingKeys } = state;
  const log = root === '' ? ownLog : root.slice(0, root.indexOf('/root+'));
  return {
    log,
    seq,
    head: { seq: end.seq, hash: end.hash.toString('base64url') },
    root,
    replacedRoots,
    nextRoot,
    changedAt: keysChangedAt(state),
    keyList: keyListHash(log, signingKeys.values()),
    signingKeys: new Map(signingKeys),
    sealsWith: sealingKey(state, writers)?.keyId,
    isAnswered: key !== undefined && state.idempotencyKeys.get(key) !== undefined,
  };
}
