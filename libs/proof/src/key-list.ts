import { createHash } from 'node:crypto';
import type { LedgerKey } from '@ledger/known-keys';

/** A key as the list of all keys has it. */
export type ListedKey = Pick<
  LedgerKey,
  'role' | 'vkey' | 'registeredAt' | 'retiredAt' | 'compromisedAt' | 'compromisedFrom'
>;

/**
 * Hash of the list of all keys of a log, base64url: SHA-256 of the lines `key-list/v1`, the log, and for each key, in the
 * order of registration, its role, its verifier key and the seqs of its registration, its retirement, the declaration
 * that it is compromised, and the entry from which it is; `-` for none. Each line ends with a line feed.
 */
export function keyListHash(log: string, keys: Iterable<ListedKey>): string {
  const lines = Array.from(keys, ({ role, vkey, ...seqs }) =>
    [role, vkey, seqs.registeredAt, seqs.retiredAt, seqs.compromisedAt, seqs.compromisedFrom]
      .map((word) => word ?? '-')
      .join(' '),
  );
  return sha256(['key-list/v1', log, ...lines, ''].join('\n'));
}

/** The hash by which a root key names the next one: SHA-256 of its verifier key, base64url. */
export function nextRootHash(vkey: string): string {
  return sha256(vkey);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('base64url');
}
