import { entryVersion, readEntry, type Entry } from './entry';

/** Brings a body from one version of the entries to the next. */
type Upcaster = (entry: Entry) => Entry;

/** By the version they start from. Stored shapes are never edited: a new one gets its step here and its vector. */
const upcasters: Readonly<Record<number, Upcaster>> = {};

/** An entry written by a later release than this one. */
export class EntryFromTheFuture extends Error {
  constructor(seq: string, version: number) {
    super(
      `The entry at seq ${seq} has version ${version}; this release knows versions up to ${entryVersion}.`,
    );
    this.name = 'EntryFromTheFuture';
  }
}

/**
 * Reads stored bytes as an entry of today's shape, whatever version they were written in.
 * @throws EntryFromTheFuture
 */
export function upcastEntry(data: Uint8Array): Entry {
  let entry = readEntry(data);
  while (entry.v !== entryVersion) {
    const step = upcasters[entry.v];
    if (!step) throw new EntryFromTheFuture(entry.seq, entry.v);
    entry = step(entry);
  }
  return entry;
}
