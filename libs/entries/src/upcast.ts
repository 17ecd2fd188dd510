/** Version of the entry's shape and of all bodies, as this release writes them. */
export const entryVersion = 1;

/** What every version of an entry has. */
interface Versioned {
  readonly seq: string;
  readonly v: number;
}

/** Brings an entry from one version to the next. */
export type Upcaster = (entry: Versioned) => Versioned;

/** By the version they start from. Stored shapes are never edited: a new one gets its step here and its vector. */
const steps: readonly (Upcaster | undefined)[] = [];

/** An entry written by a later release than this one. */
export class EntryFromTheFuture extends Error {
  readonly seq: string;

  constructor({ seq, v }: Versioned, known: number) {
    super(`The entry at seq ${seq} has version ${v}; this release knows versions up to ${known}.`);
    this.seq = seq;
    this.name = 'EntryFromTheFuture';
  }
}

/**
 * Brings an entry of any earlier version to today's shape, one version after the other.
 * @throws EntryFromTheFuture
 */
export function upcast(entry: Versioned, known = { steps, version: entryVersion }): Versioned {
  let current = entry;
  while (current.v !== known.version) {
    const step = known.steps[current.v];
    if (!step) throw new EntryFromTheFuture(current, known.version);
    current = step(current);
  }
  return current;
}
