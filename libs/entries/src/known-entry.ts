import type { AccessEvent } from '@access/events';
import { accessFlawOf } from './access-shape';
import { readEntry, type Entry } from './entry';
import { shapeFlawOf } from './entry-shape';
import { sentenceOf } from './shape';

/** An entry has a field, a type or a version that this release does not know: a later one wrote it. */
export class FromLaterRelease extends Error {
  constructor(
    readonly seq: string,
    sentence: string,
  ) {
    super(`${sentence.replace(/\.$/, '')}: a later release wrote it`);
    this.name = 'FromLaterRelease';
  }
}

/** An entry contradicts the shape of its type: no release writes it, whatever else it has that is unknown here. */
export class EntryMalformed extends Error {
  constructor(
    readonly seq: string,
    sentence: string,
  ) {
    super(sentence);
    this.name = 'EntryMalformed';
  }
}

/**
 * Requires that an entry has the shape of its type, and that this release knows all of it: the verifier judges the same,
 * by the same table and in the same order.
 * @throws EntryMalformed, FromLaterRelease
 */
export function requireKnown(entry: Entry): Entry {
  const flaw = shapeFlawOf(entry);
  if (!flaw) return entry;
  throw flaw.isUnknown
    ? new FromLaterRelease(entry.seq, sentenceOf(flaw))
    : new EntryMalformed(entry.seq, sentenceOf(flaw));
}

/** As {@link requireKnown}, of an entry of the access journal. @throws FromLaterRelease */
export function requireKnownAccess(entry: Entry<AccessEvent>): void {
  const flaw = accessFlawOf(entry);
  if (flaw?.isUnknown) throw new FromLaterRelease(entry.seq, sentenceOf(flaw));
}

/**
 * As {@link readEntry}, for readers that must not skip what they do not know.
 * @throws EntryFromTheFuture, EntryMalformed, FromLaterRelease
 */
export function readKnownEntry(data: Uint8Array): Entry {
  return requireKnown(readEntry(data));
}
