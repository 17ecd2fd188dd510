import type { KeyRole } from '@ledger/known-keys';
import type { VerifierKey } from '@proof/note';
import { JournalFault } from './fault';

/** Entries that were sealed together, first and last seq. */
export interface SealedRange {
  readonly first: number;
  readonly last: number;
}

/** What a journal says of one key, as far as it was walked. */
export interface KnownKey {
  readonly role: KeyRole;
  readonly vkey: string;
  readonly key: VerifierKey;
  /** Leaf hash of the entry before the append that registers it and that it may seal. */
  readonly after?: string;
  readonly registeredAt: number;
  retiredAt?: number;
  compromisedAt?: number;
  /** The first entry for which it vouches no more, where that lies before the entry that says so. */
  compromisedFrom?: number;
  /** What it sealed, neighbours joined; one for each turn it had as the writer key. */
  readonly sealed: SealedRange[];
}

/** That a key vouches no more for what it alone did. */
export function compromisedFault(
  seq: number,
  { key, compromisedAt }: KnownKey,
  did = 'sealed',
): JournalFault {
  const detail = `Only the key ${key.name}+${key.keyId} ${did} it, which entry ${compromisedAt} says was compromised.`;
  return new JournalFault('KeyIsCompromised', seq, detail);
}

/** Notes what a key sealed, joined to its neighbour. */
export function noteSealed({ sealed }: KnownKey, first: number, last: number): void {
  const before = sealed.at(-1);
  if (before?.last === first - 1) sealed[sealed.length - 1] = { first: before.first, last };
  else sealed.push({ first, last });
}
