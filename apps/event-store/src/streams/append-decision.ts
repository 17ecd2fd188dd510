/**
 * What becomes of an append: the expected-revision rules and idempotency of EventStoreDB 23.10, as one
 * pure function. Only ids are compared, never content.
 *
 *   exact revision, no_stream   retries are recognised for ever, by the ids stored at the revisions that
 *                               follow the expected one
 *   any, stream_exists          retries are recognised while the ids are remembered in memory
 */

/** A number is the exact revision the stream must be at. */
export type ExpectedRevision = number | 'no_stream' | 'any' | 'stream_exists';

/** What the decision needs to know of the stream. */
export interface StreamFacts {
  /** Revision of the last event ever written, -1 when none. */
  readonly lastRevision: number;
  readonly isTombstoned: boolean;
  readonly isSoftDeleted: boolean;
  /** Metadata was written, though perhaps no event. */
  readonly hasMetadata: boolean;
}

/** What the decision needs to know of the ids proposed; `index` counts the proposed events. */
export interface IdFacts {
  readonly count: number;
  /** Whether the proposed id is the one stored at the stream's revision. */
  isStoredAt(index: number, revision: number): boolean;
  /** The revision under which the proposed id was lately written to this stream. */
  recentRevision(index: number): number | undefined;
}

export type AppendDecision =
  | { readonly kind: 'write'; readonly firstRevision: number; readonly undelete: boolean }
  | { readonly kind: 'already-written'; readonly lastRevision: number }
  | { readonly kind: 'wrong-revision'; readonly current: number }
  | { readonly kind: 'stream-deleted' };

/** Decides one append; never throws. */
export function decideAppend(expected: ExpectedRevision, stream: StreamFacts, ids: IdFacts): AppendDecision {
  if (stream.isTombstoned) return { kind: 'stream-deleted' };
  if (expected === 'stream_exists') {
    if (stream.isSoftDeleted) return { kind: 'stream-deleted' };
    if (stream.lastRevision < 0 && !stream.hasMetadata) return wrongRevision(stream);
  }
  if (expected === 'any' || expected === 'stream_exists') return decideByRecentIds(stream, ids);
  const revision = expected === 'no_stream' ? -1 : expected;
  if (revision > stream.lastRevision) return wrongRevision(stream);
  if (revision === stream.lastRevision) return write(stream);
  return decideByStoredIds(revision, stream, ids);
}

/** All ids remembered: a retry. The first unknown: new. Anything between is neither. */
function decideByRecentIds(stream: StreamFacts, ids: IdFacts): AppendDecision {
  let lastRevision = -1;
  for (let index = 0; index < ids.count; index += 1) {
    const revision = ids.recentRevision(index);
    if (revision === undefined) return index === 0 ? write(stream) : wrongRevision(stream);
    lastRevision = revision;
  }
  return ids.count === 0 ? write(stream) : { kind: 'already-written', lastRevision };
}

/** The stream has moved on since the expected revision: either by these very events, or by others. */
function decideByStoredIds(revision: number, stream: StreamFacts, ids: IdFacts): AppendDecision {
  for (let index = 0; index < ids.count; index += 1) {
    if (ids.isStoredAt(index, revision + 1 + index)) continue;
    const isRecreation = index === 0 && revision === -1 && stream.isSoftDeleted;
    return isRecreation ? write(stream) : wrongRevision(stream);
  }
  if (ids.count === 0) return wrongRevision(stream);
  return { kind: 'already-written', lastRevision: revision + ids.count };
}

function write(stream: StreamFacts): AppendDecision {
  return { kind: 'write', firstRevision: stream.lastRevision + 1, undelete: stream.isSoftDeleted };
}

function wrongRevision(stream: StreamFacts): AppendDecision {
  return { kind: 'wrong-revision', current: stream.lastRevision };
}
