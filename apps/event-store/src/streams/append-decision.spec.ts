import {
  decideAppend,
  type AppendDecision,
  type ExpectedRevision,
  type StreamFacts,
} from './append-decision';

const missing: StreamFacts = {
  lastRevision: -1,
  isTombstoned: false,
  isSoftDeleted: false,
  hasMetadata: false,
};
/** Holds the ids a, b, c at revisions 0, 1, 2; only the ids of `remembered` are still in memory. */
const abc: StreamFacts = { ...missing, lastRevision: 2 };
const stored = 'abc';

function decide(
  expected: ExpectedRevision,
  stream: StreamFacts,
  proposed: string,
  remembered = stored,
): AppendDecision {
  const recent = (id: string | undefined) =>
    id !== undefined && remembered.includes(id) ? stored.indexOf(id) : -1;
  return decideAppend(expected, stream, {
    count: proposed.length,
    isStoredAt: (index, revision) => stored[revision] === proposed[index],
    recentRevision: (index) => {
      const revision = recent(proposed[index]);
      return revision < 0 ? undefined : revision;
    },
  });
}

const written = (firstRevision: number, undelete = false): AppendDecision => ({
  kind: 'write',
  firstRevision,
  undelete,
});
const wrong = (current: number): AppendDecision => ({ kind: 'wrong-revision', current });
const already = (lastRevision: number): AppendDecision => ({ kind: 'already-written', lastRevision });
const deleted: AppendDecision = { kind: 'stream-deleted' };

describe('an append of new ids', () => {
  it.each<[string, StreamFacts, ExpectedRevision, AppendDecision]>([
    ['missing', missing, 'no_stream', written(0)],
    ['missing', missing, 'any', written(0)],
    ['missing', missing, 'stream_exists', wrong(-1)],
    ['missing', missing, 0, wrong(-1)],
    ['missing, with metadata', { ...missing, hasMetadata: true }, 'stream_exists', written(0)],
    ['at revision 2', abc, 'no_stream', wrong(2)],
    ['at revision 2', abc, 'any', written(3)],
    ['at revision 2', abc, 'stream_exists', written(3)],
    ['at revision 2', abc, 1, wrong(2)],
    ['at revision 2', abc, 2, written(3)],
    ['at revision 2', abc, 3, wrong(2)],
    ['soft-deleted at 2', { ...abc, isSoftDeleted: true }, 'no_stream', written(3, true)],
    ['soft-deleted at 2', { ...abc, isSoftDeleted: true }, 'any', written(3, true)],
    ['soft-deleted at 2', { ...abc, isSoftDeleted: true }, 'stream_exists', deleted],
    ['soft-deleted at 2', { ...abc, isSoftDeleted: true }, 2, written(3, true)],
    ['soft-deleted at 2', { ...abc, isSoftDeleted: true }, 1, wrong(2)],
    ['tombstoned', { ...abc, isTombstoned: true }, 'no_stream', deleted],
    ['tombstoned', { ...abc, isTombstoned: true }, 'any', deleted],
    ['tombstoned', { ...abc, isTombstoned: true }, 'stream_exists', deleted],
    ['tombstoned', { ...abc, isTombstoned: true }, 2, deleted],
  ])('to a stream %s that expects %3$s', (_state, stream, expected, decision) => {
    expect(decide(expected, stream, 'xy')).toEqual(decision);
  });
});

describe('an append of known ids to a stream a, b, c', () => {
  it.each<[string, ExpectedRevision, AppendDecision]>([
    ['abc', 'no_stream', already(2)],
    ['ab', 'no_stream', already(1)],
    ['b', 0, already(1)],
    ['bc', 0, already(2)],
    ['bc', 1, wrong(2)],
    ['abcx', 'no_stream', wrong(2)],
    ['ax', 'no_stream', wrong(2)],
    ['xa', 'no_stream', wrong(2)],
    ['ab', 2, written(3)],
    ['abc', 'any', already(2)],
    ['b', 'any', already(1)],
    ['ab', 'stream_exists', already(1)],
    ['abx', 'any', wrong(2)],
    ['xab', 'any', written(3)],
    ['xab', 'stream_exists', written(3)],
  ])('%s expecting %s', (proposed, expected, decision) => {
    expect(decide(expected, abc, proposed)).toEqual(decision);
  });

  it.each<[ExpectedRevision, AppendDecision]>([
    ['no_stream', already(2)],
    ['any', written(3)],
    ['stream_exists', written(3)],
  ])('that memory has lost, expecting %s', (expected, decision) => {
    expect(decide(expected, abc, 'abc', '')).toEqual(decision);
  });
});

describe('an append of nothing', () => {
  it.each<[ExpectedRevision, AppendDecision]>([
    ['any', written(3)],
    ['stream_exists', written(3)],
    [2, written(3)],
    [1, wrong(2)],
    ['no_stream', wrong(2)],
  ])('to a stream at revision 2 that expects %s', (expected, decision) => {
    expect(decide(expected, abc, '')).toEqual(decision);
  });
});
