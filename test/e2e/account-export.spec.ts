import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { parseAccountHeader, parseAccountLine, type AccountExportLine } from '@proof/account-export-format';
import { parseCheckpoint } from '@proof/checkpoint';
import { leafHash } from '@entries/entry';
import { parseProof, provesEntry } from '@proof/tlog-proof';
import { topUp, transfer, type Problem } from '../support/api';
import { runNode, type Child } from '../support/child';
import { temporaryExportFolder } from '../support/exported';
import { runCommand } from '../support/ledger-command';
import { startServices, type Services } from '../support/services';

const notaryProgram = join(__dirname, '../../dist/apps/notary/src/main.js');
const alice = 'customers:alice:wallet';

let services: Services;
let notary: Child | undefined;
let folder: ReturnType<typeof temporaryExportFolder>;
let ledger: string;
let path: string;
let lastSeq: number;

beforeAll(async () => {
  services = await startServices();
  folder = temporaryExportFolder();
  path = await services.api.openLedger();
  ledger = path.slice('/v1/ledgers/'.length);
  const post = (body: object) => services.api.accepted(`${path}/transactions`, body);
  await post(topUp('alice', '50.00'));
  await post(topUp('bob', '1.00'));
  const { seq } = await post(transfer('alice', 'bob', '7.50'));
  lastSeq = Number(seq);
  const { status } = await services.api.get(`${path}/accounts/${alice}?after=${seq}&wait=30s`);
  expect(status).toBe(200);
});
afterAll(async () => {
  notary?.kill('SIGTERM');
  await notary?.exit;
  await services?.stop();
  folder?.remove();
});

const exportOf = (account: string) => services.api.get<Problem>(`${path}/accounts/${account}/export`);

function startNotary(): Child {
  return runNode([notaryProgram], {
    DATABASE_URL: services.databaseUrl,
    EVENTSTORE_URL: services.eventStore.url,
    DATA_DIR: services.dataDir,
    EXIT_WITH_PARENT: '1',
    LOG_LEVEL: 'warn',
  });
}

/** Resolves as soon as a checkpoint covers everything that was posted. */
async function covered(): Promise<void> {
  for (;;) {
    const { status, text } = await exportOf(alice);
    const note = status === 200 ? parseAccountHeader(text.split('\n')[0]!).checkpoint : undefined;
    if (note !== undefined && parseCheckpoint(note).checkpoint.size > lastSeq) return;
    await nextTurn();
  }
}

it('needs a checkpoint, and says so where no notary has signed one', async () => {
  const { status, body } = await exportOf(alice);
  expect([status, body.code]).toEqual([404, 'CheckpointNotFound']);
});

describe('once a notary has signed', () => {
  beforeAll(async () => {
    notary = startNotary();
    await notary.line();
    await covered();
  });

  it('sends the statement of an account with a proof for every line', async () => {
    const { text, headers } = await exportOf(alice);
    expect(headers.get('content-type')).toContain('application/x-ndjson');
    const [header, ...rest] = text.trimEnd().split('\n');
    const { checkpoint, account } = parseAccountHeader(header!);
    const lines = rest.slice(0, -1).map((line) => parseAccountLine(line) as AccountExportLine);
    expect(account).toBe(alice);
    expect(
      lines.flatMap((line) => line.lines.map(({ side, amount, posted }) => [side, amount, posted])),
    ).toEqual([
      ['credit', '50.00', '50.00'],
      ['debit', '7.50', '42.50'],
    ]);
    for (const { entry, proof } of lines) {
      const parsed = parseProof(proof);
      expect([parsed.checkpoint, provesEntry(parsed, leafHash(Buffer.from(entry)))]).toEqual([
        checkpoint,
        true,
      ]);
    }
  });

  it('writes the same into a file by the command line', async () => {
    const out = join(folder.path, 'alice.ndjson');
    const { code, report } = await runCommand(
      services,
      ...['export', '--ledger', ledger, '--account', alice, '--out', out],
    );
    expect([code, report]).toEqual([
      0,
      expect.objectContaining({
        account: alice,
        entries: '3',
        closing: [{ currency: 'EUR', posted: '42.50', available: '42.50', version: '2' }],
      }),
    ]);
    expect(readFileSync(out, 'utf8')).toBe((await exportOf(alice)).text);
  });

  it.each([
    ['an account that is not there', ['--account', 'nobody'], 1, 'nobody'],
    ['an account and a format', ['--account', alice, '--format', 'hledger'], 3, 'cannot be used with'],
  ])('refuses %s, and leaves nothing', async (_, words, exitCode, sentence) => {
    const before = readdirSync(folder.path);
    const out = join(folder.path, 'nothing');
    const { code, stderr } = await runCommand(services, 'export', '--ledger', ledger, '--out', out, ...words);
    expect([code, stderr]).toEqual([exitCode, expect.stringContaining(sentence)]);
    expect(readdirSync(folder.path)).toEqual(before);
  });

  it('gives the checkpoint to an export of the whole ledger', async () => {
    const { report } = await runCommand(
      services,
      ...['export', '--ledger', ledger, '--out', join(folder.path, 'whole')],
    );
    expect(report).toMatchObject({ entries: String(lastSeq + 1), covered: String(lastSeq + 1) });
  });
});
