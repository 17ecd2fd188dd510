import type { Actor } from '@ledger/actor';
import type { LedgerEvent } from '@ledger/ledger';
import { parseCanonical } from './canonical';
import { sha256 } from './sha256';
import { upcast } from './upcast';

/** Most bytes of one entry: a tlog-tiles bundle counts them in 16 bits. */
export const entryBytesMax = 65_535;

/** `prev` of the first entry. */
export const noHash = Buffer.alloc(32);

/** An event of whatever book: of a ledger, or another that is kept in a journal of the same form. */
export interface BookEvent {
  readonly type: string;
  /** Its fields, and theirs, in ascending order of their names. */
  readonly body: object;
  /** Whom its entry names as the actor, where that is not who asks for the command. */
  readonly asked?: Actor;
}

/**
 * One sealed event of a journal. Its canonical JSON is what is stored, hashed and proved.
 * Fields stand in ascending order of their keys. `seq` is gapless from 0; `prev` is the leaf hash of the entry before, base64url; `recordedAt` never decreases.
 */
export type Entry<Event extends BookEvent = LedgerEvent> = Event & {
  readonly actor: Actor;
  /** UUIDv7; of a transaction it is the transaction's id. */
  readonly id: string;
  /** The idempotency key of the command that this entry answers. */
  readonly idem?: string;
  /** SHA-256 of that command in canonical form, base64url: the same key with other content is recognized by it. */
  readonly idemHash?: string;
  readonly ledger: string;
  readonly prev: string;
  readonly recordedAt: string;
  readonly seq: string;
  readonly v: number;
};

/** Leaf hash of RFC 6962: SHA-256(0x00 || bytes). It is also the next entry's `prev`. */
export function leafHash(bytes: Uint8Array): Buffer {
  if (bytes.length > entryBytesMax) return sha256(Buffer.concat([Uint8Array.of(0), bytes]));
  // One buffer for all, which begins with the zero: it is read before this returns.
  leaf.set(bytes, 1);
  return sha256(leaf.subarray(0, 1 + bytes.length));
}

const leaf = Buffer.alloc(1 + entryBytesMax);

/**
 * The bytes of an entry. Its fields, and those of its body, are in ascending order of their keys, hence
 * JSON.stringify gives the RFC 8785 form; a property test holds the two equal.
 */
export function entryBytes(entry: Entry<BookEvent>): Buffer {
  return Buffer.from(JSON.stringify(entry));
}

/**
 * Reads stored bytes as an entry of today's shape, without judging them: for those who trust the store, such as
 * writer and projector. The verifier uses {@link parseEntry} instead.
 * @throws EntryFromTheFuture
 */
export function readEntry<Event extends BookEvent = LedgerEvent>(data: Uint8Array): Entry<Event> {
  const text = Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString();
  return upcast(JSON.parse(text) as Entry<Event>) as Entry<Event>;
}

/**
 * Reads bytes that must be a canonical entry.
 * @throws NotCanonical
 */
export function parseEntry(bytes: Uint8Array): Entry {
  return parseCanonical(bytes) as unknown as Entry;
}
