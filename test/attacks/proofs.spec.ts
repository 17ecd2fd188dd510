import { parseCheckpoint } from '@proof/checkpoint';
import { leafHash } from '@entries/entry';
import { emptyRoot, isConsistent, isIncluded } from '@proof/merkle';
import { formatProof, parseProof, provesEntry } from '@proof/tlog-proof';
import { naiveConsistency, naiveInclusion, naiveRoot } from '../support/naive-tree';
import { checkpointOf, journalOf } from '../support/tampering';

const events = journalOf();
const leaves = events.map(({ data }) => leafHash(data));
const headAt = (size: number) => ({ size, root: naiveRoot(leaves.slice(0, size)) });
const noHash = Buffer.alloc(32);

describe('finds a proof of an entry that proves something else', () => {
  const good = naiveInclusion(6, leaves);
  const isProof = (siblings: readonly Buffer[], index = 6, head = headAt(14)) =>
    isIncluded(leaves[6]!, index, head, siblings);

  it('and takes the right one', () => {
    expect(isProof(good)).toBe(true);
  });
  it.each<[string, boolean]>([
    ['of another index', isProof(good, 7)],
    ['of an index beyond the end', isProof(good, 14)],
    ['of a negative index', isProof(good, -1)],
    ['of half an index', isProof(good, 6.5)],
    ['for a smaller tree', isProof(good, 6, headAt(9))],
    ['for a size of another shape', isProof(good, 6, { ...headAt(14), size: 17 })],
    ['for another root', isProof(good, 6, { ...headAt(14), root: noHash })],
    ['that is too short', isProof(good.slice(0, -1))],
    ['that is padded at its end', isProof([...good, noHash])],
    ['that is padded at its beginning', isProof([noHash, ...good])],
    ['that is reversed', isProof(good.toReversed())],
    ['with a hash twice', isProof([good[0]!, ...good])],
    ['with a sibling swapped', isProof(good.with(1, good[2]!))],
    ['of another entry', isIncluded(leaves[5]!, 6, headAt(14), good)],
    ['in an empty tree', isIncluded(emptyRoot, 0, headAt(0), [])],
  ])('%s', (_, holds) => {
    expect(holds).toBe(false);
  });

  it('of two leaf hashes, taken for an entry where their node stands', () => {
    const entry = Buffer.concat([leaves[6]!, leaves[7]!]);
    expect(isIncluded(leafHash(entry), 3, { ...headAt(14), size: 7 }, good.slice(1))).toBe(false);
  });

  it('under a checkpoint that was signed for another size', () => {
    const { note } = checkpointOf(events, 9);
    const proof = parseProof(formatProof({ index: 6, siblings: good, checkpoint: note }));
    expect(provesEntry(proof, leaves[6]!)).toBe(false);
  });
});

describe('finds a proof of consistency that proves something else', () => {
  const good = naiveConsistency(6, leaves);
  const [older, newer] = [headAt(6), headAt(14)];

  it('and takes the right one', () => {
    expect(isConsistent(older, newer, good)).toBe(true);
  });
  it.each<[string, boolean]>([
    ['that is reversed', isConsistent(older, newer, good.toReversed())],
    ['whose sizes are swapped', isConsistent(newer, older, good)],
    ['that is padded', isConsistent(older, newer, [...good, noHash])],
    ['that is too short', isConsistent(older, newer, good.slice(0, -1))],
    ['that is empty', isConsistent(older, newer, [])],
    ['for another older size', isConsistent({ ...older, size: 7 }, newer, good)],
    ['for a newer size of another shape', isConsistent(older, { ...newer, size: 17 }, good)],
    ['for another older root', isConsistent({ ...older, root: noHash }, newer, good)],
    ['for a fork', isConsistent(older, { ...newer, root: forkedRoot() }, good)],
    ['of two trees of one size', isConsistent(newer, { ...newer, root: forkedRoot() }, [])],
    ['of one tree, with hashes', isConsistent(newer, newer, good)],
    ['of the empty tree, with hashes', isConsistent(headAt(0), newer, good)],
  ])('%s', (_, holds) => {
    expect(holds).toBe(false);
  });
});

function forkedRoot(): Buffer {
  return naiveRoot(leaves.with(3, noHash));
}

it('a checkpoint that is about more entries than a number can count is none', () => {
  const { note } = checkpointOf(events, 9);
  for (const size of ['9007199254740993', '99999999999999999999', '1e3', '0x9', ' 9', '9 ', '-9', '9.0']) {
    expect(() => parseCheckpoint(note.replace('\n9\n', `\n${size}\n`))).toThrow('malformed note');
  }
});
