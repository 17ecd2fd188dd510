import { tmpdir } from 'node:os';
import { leafHash } from '@entries/entry';
import { nodeHash } from '@proof/merkle';
import { decodeBundle } from '@proof/tiles';
import { exported, inOrder, manifestIn, sha256 } from '../../../test/support/exported';
import { appends, keys, ledger, log, opening, topUp, written } from '../../../test/support/written-journal';
import { LedgerExport, NothingToExport } from './ledger-export';
import { eventsUntil } from './until';

/** So many top-ups, each in an append of its own. */
const events = (transactions: number) =>
  written([
    ...appends.slice(0, 2),
    ...Array.from({ length: transactions }, (_, at) => [topUp('1.00', `${at + 1}.00`, String(at + 1))]),
  ]);

/** RFC 6962, 2.1, word by word. */
function rootOver(leaves: readonly Buffer[]): Buffer {
  if (leaves.length === 1) return leaves[0]!;
  let half = 1;
  while (half * 2 < leaves.length) half *= 2;
  return nodeHash(rootOver(leaves.slice(0, half)), rootOver(leaves.slice(half)));
}

it('carries every entry, byte for byte, in bundles of 256', async () => {
  const journal = events(600);
  const files = await exported(journal);
  const bundles = [...files].filter(([path]) => path.startsWith('tile/entries/'));
  expect(bundles.map(([path]) => path)).toEqual([
    'tile/entries/000',
    'tile/entries/001',
    'tile/entries/002.p/92',
  ]);
  const entries = bundles.flatMap(([, bytes], at) => decodeBundle(bytes, at < 2 ? 256 : 92));
  expect(entries).toEqual(journal.map(({ data }) => Buffer.from(data)));
});

it('carries the tree over them: leaf hashes, and the roots of full tiles above', async () => {
  const leaves = events(600).map(({ data }) => leafHash(data));
  const files = await exported(events(600));
  expect(files.get('tile/0/001')).toEqual(Buffer.concat(leaves.slice(256, 512)));
  expect(files.get('tile/0/002.p/92')).toEqual(Buffer.concat(leaves.slice(512)));
  expect(files.get('tile/1/000.p/2')).toEqual(
    Buffer.concat([rootOver(leaves.slice(0, 256)), rootOver(leaves.slice(256, 512))]),
  );
  expect(manifestIn(files)['root']).toBe(rootOver(leaves).toString('base64'));
});

it.each([1, 252, 508])('has no partial tile where the last one is full: %d transactions', async (count) => {
  const files = await exported(events(count));
  const widths = [...files.keys()].filter((path) => path.includes('.p/'));
  expect(widths).toEqual(
    count === 1 ? ['tile/entries/000.p/5', 'tile/0/000.p/5'] : [`tile/1/000.p/${(count + 4) / 256}`],
  );
});

it('says in the manifest what it holds, and the SHA-256 of every other file', async () => {
  const journal = events(2);
  const files = await exported(journal);
  const { files: hashes, ...said } = manifestIn(files);
  expect(said).toEqual({
    format: 'ledger-export/v1',
    log,
    ledger,
    entries: '6',
    head: leafHash(journal[5]!.data).toString('base64'),
    root: rootOver(journal.map(({ data }) => leafHash(data))).toString('base64'),
    recordedAt: '2026-11-22T05:57:37.005Z',
    transactions: '2',
    totals: [{ currency: 'EUR', debits: '2.00', credits: '2.00' }],
  });
  const others = [...files].filter(([path]) => path !== 'manifest.json');
  expect(hashes).toEqual(Object.fromEntries(others.map(([path, bytes]) => [path, sha256(bytes)])));
});

it('writes the manifest last', async () => {
  expect([...(await exported(events(300))).keys()].at(-1)).toBe('manifest.json');
});

it('carries the seals in order, a line each', async () => {
  const seals = String((await exported(events(3))).get('seals'))
    .trimEnd()
    .split('\n');
  const ranges = seals.map((line) => (JSON.parse(line) as string).split('\n')[2]);
  expect(ranges).toEqual(['0 1', '2 3', '4 4', '5 5', '6 6']);
});

it('carries seals that are more than fit into memory at once unchanged', async () => {
  const journal = events(700);
  const lines = journal.flatMap(({ metadata }) =>
    metadata.length === 0 ? [] : [JSON.stringify((JSON.parse(String(metadata)) as { seal: string }).seal)],
  );
  const seals = (await exported(journal)).get('seals')!;
  expect(seals.length).toBeGreaterThan(2 * 65_536);
  expect(String(seals)).toBe(`${lines.join('\n')}\n`);
});

it('carries the root key and what the journal says of keys', async () => {
  const { root, events: keyEvents } = JSON.parse(String((await exported(events(1))).get('keys'))) as {
    root: string;
    events: unknown[];
  };
  expect(root).toBe(keys.root(ledger).vkey);
  expect(keyEvents).toEqual([{ seq: '1', type: 'KeyRegistered', body: opening[1]!.body }]);
});

it('carries the newest checkpoint that it covers by name, earlier ones by size', async () => {
  const notes = [2, 4, 5, 9].map((size) => ({ size, note: `note of ${size}\n` }));
  const files = await exported(events(2), {}, notes);
  const checkpoints = [...files].filter(([path]) => path.startsWith('checkpoint'));
  expect(checkpoints.map(([path, bytes]) => [path, String(bytes)])).toEqual([
    ['checkpoint', 'note of 5\n'],
    ['checkpoints/4', 'note of 4\n'],
    ['checkpoints/2', 'note of 2\n'],
  ]);
});

it('has no checkpoint where none was published', async () => {
  expect([...(await exported(events(2))).keys()].filter((path) => path.startsWith('checkpoint'))).toEqual([]);
});

it('ends with the append that the wanted seq belongs to', async () => {
  const journal = written(appends);
  const sizes = [0, 1, 2, 4, 6, 7].map(
    async (seq) => manifestIn(await exported(journal, { seq }))['entries'],
  );
  expect(await Promise.all(sizes)).toEqual(['2', '2', '4', '7', '7', '8']);
});

it('leaves out what was recorded after the wanted time', async () => {
  const files = await exported(events(9), { time: '2026-11-22T05:57:37.006Z' });
  expect(manifestIn(files)).toMatchObject({ entries: '7', recordedAt: '2026-11-22T05:57:37.006Z' });
});

it('refuses to be an export of nothing', async () => {
  await expect(exported([])).rejects.toThrow(NothingToExport);
  await expect(exported(events(1), { time: '2020-01-01T00:00:00.000Z' })).rejects.toThrow(NothingToExport);
});

it.each<[string, (text: string) => string]>([
  ['cut off', (text) => text.slice(0, 8)],
  ['no object', () => '[]'],
  [
    'of a type that is no text',
    (text) => text.replace('"TransactionPosted"', '{"toString":"x","valueOf":"x"}'),
  ],
  ['recorded at no time', (text) => text.replace(/"recordedAt":"[^"]*"/, '"recordedAt":{"at":"noon"}')],
  ['without postings', (text) => text.replace(/"postings":\[.*\]/, '"postings":null')],
  ['with a posting that is none', (text) => text.replace(/"postings":\[.*\]/, '"postings":["x",null]')],
  ['of a currency that is no text', (text) => text.replaceAll('"EUR"', '{"toString":"x","valueOf":"x"}')],
])('carries an entry that is %s as it is, for the verifier to find', async (_, damage) => {
  const journal = events(3);
  const damaged = Buffer.from(damage(journal[5]!.data.toString()));
  const files = await exported(journal.map((event, at) => (at === 5 ? { ...event, data: damaged } : event)));
  expect(decodeBundle(files.get('tile/entries/000.p/7')!, 7)[5]).toEqual(damaged);
  expect(manifestIn(files)).toMatchObject({
    entries: '7',
    recordedAt: '2026-11-22T05:57:37.006Z',
    transactions: '2',
    totals: [{ currency: 'EUR', debits: '2.00', credits: '2.00' }],
  });
});

it('carries a journal whose first entry names no root key', async () => {
  const journal = events(1);
  const opened = JSON.parse(journal[0]!.data.toString()) as { body: object };
  for (const body of [{}, { root: null }, { root: ['x'] }, [], null]) {
    const damaged = { ...journal[0]!, data: Buffer.from(JSON.stringify({ ...opened, body })) };
    expect(manifestIn(await exported([damaged, ...journal.slice(1)]))).toMatchObject({
      entries: '5',
      log: '',
    });
  }
});

it('never reads more than a bundle ahead of what it has handed over', async () => {
  let read = 0;
  async function* counted() {
    for await (const event of eventsUntil(inOrder(events(2_000)), {})) {
      read += 1;
      yield event;
    }
  }
  const made = new LedgerExport({ ledger, events: counted(), checkpoints: () => inOrder([]) });
  let handedOver = 0;
  let bundles = 0;
  for await (const { path } of made.files(tmpdir())) {
    if (!path.startsWith('tile/entries/')) continue;
    bundles += 1;
    expect(read - handedOver).toBeLessThanOrEqual(256);
    handedOver = read;
  }
  expect([read, bundles]).toEqual([2_004, 8]);
});
