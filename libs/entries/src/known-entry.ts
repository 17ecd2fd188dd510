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

/** Requires that this release knows all of an entry. @throws FromLaterRelease */
export function requireKnown(entry: Entry): Entry {
  const flaw = shapeFlawOf(entry);
  if (flaw?.isUnknown) throw new FromLaterRelease(entry.seq, sentenceOf(flaw));
  return entry;
}

/**
 * As {@link readEntry}, for whoever must not pass over what it does not know.
 * @throws EntryFromTheFuture, FromLaterRelease
 */
export function readKnownEntry(data: Uint8Array): Entry {
  return requireKnown(readEntry(data));
}
