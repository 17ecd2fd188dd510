import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readEntry } from '@entries/entry';
import { decodeBundle } from '@proof/tiles';
import { migrateNotary } from '@notary/migrate';
import { topUp, transfer, type Receipt } from '../support/api';
import { manifestIn, readFiles, temporaryExportFolder, type Files } from '../support/exported';
import { entriesInTar } from '../support/tar';
import { runAlone, runCommand } from '../support/ledger-command';
import { plainBalances, readPlainJournal } from '../support/plain-accounting';
import { startServices, type Services } from '../support/services';
import { databaseClient } from '../support/database-client';

let services: Services;
let folder: ReturnType<typeof temporaryExportFolder>;
let ledger: string;
let receipts: Receipt[];

beforeAll(async () => {
  services = await startServices({ withProjector: false });
  folder = temporaryExportFolder();
  writeFileSync(join(folder.path, 'notes'), 'mine');
  const path = await services.api.openLedger();
  ledger = path.slice('/v1/ledgers/'.length);
  const post = (body: object) => services.api.accepted(`${path}/transactions`, body);
  receipts = [
    await post(topUp('alice', '50.00')),
    await post(transfer('alice', 'bob', '7.50')),
    await post(transfer('bob', 'alice', '0.50')),
  ];
});
afterAll(async () => {
  await services.stop();
  folder.remove();
});

let exports = 0;
const newFolder = () => join(folder.path, `export-${(exports += 1)}`);

async function exportInto(out: string, ...words: string[]) {
  return runCommand(services, 'export', '--ledger', ledger, '--out', out, ...words);
}

/** The entries of an export of fewer than 256. */
function entriesIn(files: Files) {
  const [path, bytes] = [...files].find(([name]) => name.startsWith('tile/entries/000.p/'))!;
  return decodeBundle(bytes, Number(path.split('/').at(-1))).map(readEntry);
}

it('exports the journal of a ledger into a folder, and says what it holds', async () => {
  const out = newFolder();
  const { code, report } = await exportInto(out);
  expect(code).toBe(0);
  const files = readFiles(out);
  const { files: hashes, format: _, ...said } = manifestIn(files);
  expect(report).toMatchObject({ ...said, out });
  expect(said).toMatchObject({
    ledger,
    log: `ledger.local/${ledger}`,
    entries: String(Number(receipts[2]!.seq) + 1),
    transactions: '3',
    totals: [{ currency: 'EUR', debits: '58.00', credits: '58.00' }],
  });
  expect(Object.keys(hashes).sort()).toEqual([...files.keys()].filter((path) => path !== 'manifest.json'));
  expect(entriesIn(files).at(-1)!.id).toBe(receipts[2]!.id);
});

it('exports up to an entry, or up to a time', async () => {
  const [first, second] = receipts;
  const [bySeq, byTime] = [newFolder(), newFolder()];
  await exportInto(bySeq, '--to-seq', first!.seq);
  await exportInto(byTime, '--to-time', second!.recordedAt);
  const last = [bySeq, byTime].map((out) => Number(manifestIn(readFiles(out))['entries']) - 1);
  expect(last[0]).toBe(Number(first!.seq));
  // The next transfer may have been recorded in the same millisecond.
  expect([second!.seq, receipts[2]!.seq]).toContain(String(last[1]));
});

it('exports the checkpoints that a notary has published, as far as the export covers them', async () => {
  await migrateNotary(services.databaseUrl);
  const client = databaseClient(services.databaseUrl);
  await client.connect();
  const publish = (of: string, size: number) =>
    client.query('insert into notary.checkpoints (ledger, size, note) values ($1, $2, $3)', [
      of,
      size,
      `note of ${size}`,
    ]);
  try {
    const last = Number(receipts[0]!.seq);
    for (const size of [2, last, last + 1, last + 2]) await publish(ledger, size);
    await publish('another', last - 1);
    const out = newFolder();
    const { report } = await exportInto(out, '--to-seq', String(last));
    const checkpoints = [...readFiles(out)].filter(([path]) => path.startsWith('checkpoint'));
    expect(checkpoints.map(([path, bytes]) => [path, String(bytes)])).toEqual([
      ['checkpoint', `note of ${last + 1}`],
      ['checkpoints/2', 'note of 2'],
      [`checkpoints/${last}`, `note of ${last}`],
    ]);
    expect(report).toMatchObject({ entries: String(last + 1), covered: String(last + 1) });
  } finally {
    await client.query('delete from notary.checkpoints');
    await client.end();
  }
});

it('exports without checkpoints where no notary is known, and says so', async () => {
  const env = { EVENTSTORE_URL: services.eventStore.url, DATA_DIR: folder.path };
  const { stdout } = await runAlone(env, 'export', '--ledger', ledger, '--out', newFolder());
  expect(stdout).toContain('No checkpoint covers any of it yet');
});

it('exports the transactions as hledger reads them, on demand', async () => {
  const out = newFolder();
  const { code, report } = await exportInto(out, '--format', 'hledger');
  expect([code, report]).toEqual([
    0,
    expect.objectContaining({ out, format: 'hledger', transactions: '3', accounts: '3', assertions: '3' }),
  ]);
  expect(plainBalances(readPlainJournal(readFileSync(out, 'utf8')))).toEqual(
    new Map([
      ['bank:cash EUR', 5_000n],
      ['customers:alice:wallet EUR', -4_300n],
      ['customers:bob:wallet EUR', -700n],
    ]),
  );
});

it('writes no hledger journal over another file', async () => {
  const { code, stderr } = await exportInto(join(folder.path, 'notes'), '--format', 'hledger');
  expect([code, stderr]).toEqual([1, expect.stringContaining('is there already')]);
});

it('explains itself in words', async () => {
  const env = { EVENTSTORE_URL: services.eventStore.url, DATABASE_URL: services.databaseUrl };
  const { stdout } = await runAlone(env, 'export', '--ledger', ledger, '--out', newFolder());
  expect(stdout).toContain('3 transactions, exported to');
  expect(stdout).toContain('EUR: debits 58.00, credits 58.00.');
});

it.each([
  [
    'a folder in which there is something',
    () => ['--ledger', ledger, '--out', folder.path],
    1,
    'is not empty',
  ],
  ['a ledger that does not exist', () => ['--ledger', 'nobody', '--out', newFolder()], 1, 'no ledger nobody'],
  [
    'more than there is',
    () => ['--ledger', ledger, '--out', newFolder(), '--to-seq', '99999'],
    1,
    'there is no entry 99999 yet',
  ],
  [
    'what was recorded before there was anything',
    () => ['--ledger', ledger, '--out', newFolder(), '--to-time', '2020-01-01T00:00:00Z'],
    1,
    'no entry up to there',
  ],
  [
    'an id that is none',
    () => ['--ledger', '../../etc', '--out', newFolder()],
    3,
    'is not the id of a ledger',
  ],
  [
    'a seq and a time at once',
    () => ['--ledger', ledger, '--out', newFolder(), '--to-seq', '1', '--to-time', '2026-01-01T00:00:00Z'],
    3,
    'cannot be used with',
  ],
  [
    'a time that is none',
    () => ['--ledger', ledger, '--out', newFolder(), '--to-time', 'noon'],
    3,
    'Give a time',
  ],
])('refuses %s, and leaves nothing', async (_, words, exitCode, sentence) => {
  const before = readdirSync(folder.path);
  const asked = words();
  const env = { EVENTSTORE_URL: services.eventStore.url, DATA_DIR: folder.path };
  const { code, stderr } = await runAlone(env, 'export', ...asked);
  expect(stderr).toContain(sentence);
  expect(code).toBe(exitCode);
  expect(readdirSync(folder.path)).toEqual(before);
});

it('says so where the event store is out of reach', async () => {
  const out = newFolder();
  const env = { EVENTSTORE_URL: 'esdb://127.0.0.1:1?tls=false', DATA_DIR: folder.path };
  const { code, stderr } = await runAlone(env, 'export', '--ledger', ledger, '--out', out);
  expect([code, stderr]).toEqual([1, expect.stringContaining('cannot be reached')]);
});

describe('over HTTP', () => {
  const get = (query: string) => services.api.fetch('GET', `/v1/ledgers/${ledger}/export${query}`);

  it.each(['', '?toSeq=5'])('sends the same files as an archive: %s', async (query) => {
    const out = newFolder();
    await exportInto(out, ...(query === '' ? [] : ['--to-seq', '5']));
    const answer = await get(query);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/x-tar']);
    const entries = entriesInTar(Buffer.from(await answer.arrayBuffer()));
    expect(entries.at(-1)!.path).toBe('manifest.json');
    expect(new Map(entries.map(({ path, bytes }) => [path, bytes]))).toEqual(readFiles(out));
  });

  it('sends the same bytes each time', async () => {
    const [first, second] = await Promise.all([get(''), get('')]);
    expect(Buffer.from(await first.arrayBuffer())).toEqual(Buffer.from(await second.arrayBuffer()));
  });

  it.each([
    ['?toSeq=99999', 404, 'EntryNotFound'],
    ['?toTime=2020-01-01T00:00:00Z', 404, 'EntryNotFound'],
    ['?toSeq=1&toTime=2026-01-01T00:00:00Z', 400, 'RequestMalformed'],
    ['?toSeq=-1', 400, 'RequestMalformed'],
    ['?until=1', 400, 'RequestMalformed'],
  ])('refuses %s', async (query, status, code) => {
    const answer = await get(query);
    expect([answer.status, await answer.json()]).toEqual([status, expect.objectContaining({ code })]);
  });

  it('refuses a ledger that does not exist', async () => {
    const answer = await services.api.get('/v1/ledgers/nobody/export');
    expect([answer.status, answer.body['code']]).toEqual([404, 'LedgerNotFound']);
  });
});
