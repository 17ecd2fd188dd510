import { generateKeyPairSync } from 'node:crypto';
import { naiveInclusion, naiveRoot } from '../../../test/support/naive-tree';
import { signCheckpoint } from './checkpoint';
import { leafHash } from '@entries/entry';
import { MalformedNote, ed25519Signer } from './note';
import { formatHashes, formatProof, parseHashes, parseProof, provesEntry } from './tlog-proof';

const log = 'ledger.example/books';
const notary = ed25519Signer(log, generateKeyPairSync('ed25519').privateKey);
const leaves = ['a', 'b', 'c', 'd', 'e'].map((text) => leafHash(Buffer.from(text)));
const siblings = naiveInclusion(2, leaves);

describe('the proof of an entry', () => {
  it('has the text of c2sp.org/tlog-proof@v1', async () => {
    const checkpoint = await signed();
    const lines = siblings.map((hash) => hash.toString('base64'));
    expect(formatProof({ index: 2, siblings, checkpoint })).toBe(
      `c2sp.org/tlog-proof@v1\nindex 2\n${lines.join('\n')}\n\n${checkpoint}`,
    );
    expect(formatProof({ index: 0, siblings: [], checkpoint })).toBe(
      `c2sp.org/tlog-proof@v1\nindex 0\n\n${checkpoint}`,
    );
  });

  it('parses back and holds for its entry alone', async () => {
    const checkpoint = await signed();
    const proof = parseProof(formatProof({ index: 2, siblings, checkpoint }));
    expect(proof).toMatchObject({ index: 2, siblings, checkpoint, head: { log, size: 5 } });
    expect(leaves.map((leaf) => provesEntry(proof, leaf))).toEqual([false, false, true, false, false]);
  });

  it('does not hold at another index', async () => {
    const checkpoint = await signed();
    for (const index of [0, 1, 3, 4, 5]) {
      const proof = parseProof(formatProof({ index, siblings, checkpoint }));
      expect(provesEntry(proof, leaves[2]!)).toBe(false);
    }
  });

  const good = (checkpoint: string) => formatProof({ index: 2, siblings, checkpoint });
  it.each<[string, (proof: string) => string]>([
    ['another header', (proof) => proof.replace('@v1', '@v2')],
    ['no index', (proof) => proof.replace('index 2\n', '')],
    ['a leading zero', (proof) => proof.replace('index 2', 'index 02')],
    ['a negative index', (proof) => proof.replace('index 2', 'index -2')],
    ['an index that is no exact number', (proof) => proof.replace('index 2', 'index 9007199254740993')],
    ['extra data, which nothing authenticates', (proof) => proof.replace('index', 'extra aGk=\nindex')],
    ['a hash that is no base64', (proof) => proof.replace('index 2\n', 'index 2\n!!\n')],
    ['a hash that is too short', (proof) => proof.replace('index 2\n', 'index 2\naGk=\n')],
    ['no empty line', (proof) => proof.replace('\n\n', '\n')],
    ['another empty line', (proof) => proof.replace('\n\n', '\n\n\n')],
    ['carriage returns', (proof) => proof.replaceAll('\n', '\r\n')],
    ['no checkpoint', (proof) => proof.slice(0, proof.indexOf('\n\n') + 2)],
    ['something behind its checkpoint', (proof) => `${proof}\n`],
    ['nothing', () => ''],
  ])('is refused with %s', async (_what, change) => {
    const proof = good(await signed());
    expect(() => parseProof(change(proof))).toThrow(MalformedNote);
  });
});

describe('the hashes of a proof', () => {
  it('are base64, one a line', () => {
    expect(parseHashes(formatHashes(siblings))).toEqual(siblings);
    expect(formatHashes([])).toBe('');
    expect(parseHashes('')).toEqual([]);
  });

  it.each([
    ['no line feed at the end', formatHashes(siblings).slice(0, -1)],
    ['an empty line', `${formatHashes(siblings)}\n`],
    ['a hash of another length', 'aGk=\n'],
    ['bits beyond the end', `${'A'.repeat(42)}B=\n`],
  ])('are refused with %s', (_what, text) => {
    expect(() => parseHashes(text)).toThrow(MalformedNote);
  });
});

function signed(): Promise<string> {
  return signCheckpoint({ log, size: leaves.length, root: naiveRoot(leaves) }, notary);
}
