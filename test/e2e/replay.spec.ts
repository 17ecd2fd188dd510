import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from 'pg';
import { credit, debit, topUp, transfer, type Receipt } from '../support/api';
import { temporaryExportFolder } from '../support/exported';
import { runAlone, runCommand } from '../support/ledger-command';
import { startServices, type Services } from '../support/services';
import { databaseClient } from '../support/database-client';

let services: Services;
let database: Client;
let folder: ReturnType<typeof temporaryExportFolder>;
let out: string;
let ledger: string;
let receipts: Receipt[];

beforeAll(async () => {
  services = await startServices();
  database = databaseClient(services.databaseUrl);
  await database.connect();
  folder = temporaryExportFolder();
  out = join(folder.path, 'export');
  const path = await services.api.openLedger();
  ledger = path.slice('/v1/ledgers/'.length);
  const post = (body: object) => services.api.accepted(`${path}/transactions`, body);
  const yen = { postings: [debit('bank:cash', '12', 'JPY'), credit('customers:bob:wallet', '12', 'JPY')] };
  receipts = [
    await post({ ...topUp('alice', '50.00'), description: 'By card' }),
    await post({ ...transfer('alice', 'bob', '7.50'), effectiveAt: '2026-01-02T03:04:05.678Z' }),
    await post(yen),
    await post(transfer('bob', 'alice', '0.50')),
    await services.api.accepted(`${path}/holds`, transfer('alice', 'bob', '3.00')),
  ];
  expect((await runCommand(services, 'export', '--ledger', ledger, '--out', out)).code).toBe(0);
});
afterAll(async () => {
  await database.end();
  await services.stop();
  folder.remove();
});

/** Runs `ledger replay` on the export, without any service. */
async function replay(...words: string[]) {
  const { code, stdout, stderr } = await runAlone(
    { DATA_DIR: services.dataDir },
    'replay',
    '--export',
    out,
    ...words,
  );
  return { code, stdout, stderr };
}

async function replayed(...words: string[]) {
  const { stdout, code, stderr } = await replay(...words, '--json');
  expect([code, stderr]).toEqual([0, '']);
  return stdout.split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
}

it('passes over a file that is none of the export', async () => {
  const stray = join(out, '.DS_Store');
  writeFileSync(stray, '');
  const { code } = await replay().finally(() => rmSync(stray));
  expect(code).toBe(0);
});

it('folds the entries to the figures of every account', async () => {
  const [report] = await replayed();
  expect(report).toMatchObject({ ledger, seq: receipts[4]!.seq, transactions: '4', against: null });
  expect(report!['balances']).toEqual([
    figures('bank:cash EUR', ['50.00', '0.00'], '50.00', '1'),
    figures('bank:cash JPY', ['12', '0'], '12', '1'),
    {
      ...figures('customers:alice:wallet EUR', ['7.50', '50.50'], '43.00', '3'),
      ...{ heldDebits: '3.00', available: '40.00' },
    },
    { ...figures('customers:bob:wallet EUR', ['0.50', '7.50'], '7.00', '2'), heldCredits: '3.00' },
    figures('customers:bob:wallet JPY', ['0', '12'], '12', '1'),
  ]);
});

function figures(place: string, [debits, credits]: [string, string], posted: string, version: string) {
  const [account, currency] = place.split(' ');
  const zero = currency === 'JPY' ? '0' : '0.00';
  const held = { heldDebits: zero, heldCredits: zero, available: posted };
  return { account, currency, debits, credits, posted, ...held, version };
}

it('folds them to any entry, in the middle of an append too, or to any time', async () => {
  const [bySeq] = await replayed('--to-seq', receipts[1]!.seq);
  const [byTime] = await replayed('--to-time', receipts[0]!.recordedAt);
  const [opened] = await replayed('--to-seq', '0');
  expect(bySeq).toMatchObject({ seq: receipts[1]!.seq, transactions: '2' });
  expect(BigInt(byTime!['seq'] as string)).toBeGreaterThanOrEqual(BigInt(receipts[0]!.seq));
  expect(opened).toMatchObject({ entries: '1', transactions: '0', balances: [] });
});

it('prints a trial balance whose columns add up to the same', async () => {
  const [report] = await replayed('--trial-balance');
  expect(report!['trialBalances']).toEqual([
    {
      currency: 'EUR',
      rows: [
        { account: 'bank:cash', debit: '50.00', credit: '0.00' },
        { account: 'customers:alice:wallet', debit: '0.00', credit: '43.00' },
        { account: 'customers:bob:wallet', debit: '0.00', credit: '7.00' },
      ],
      debits: '50.00',
      credits: '50.00',
    },
    {
      currency: 'JPY',
      rows: [
        { account: 'bank:cash', debit: '12', credit: '0' },
        { account: 'customers:bob:wallet', debit: '0', credit: '12' },
      ],
      debits: '12',
      credits: '12',
    },
  ]);
});

it('prints what happened to one account, step by step', async () => {
  const steps = await replayed('--account', 'customers:alice:wallet');
  expect(steps).toHaveLength(6);
  expect(steps.slice(0, 3)).toEqual([
    expect.objectContaining({ type: 'AccountOpened' }),
    expect.objectContaining({
      seq: receipts[0]!.seq,
      description: 'By card',
      posting: expect.objectContaining({ side: 'credit', amount: '50.00', posted: '50.00' }) as unknown,
    }),
    expect.objectContaining({
      effectiveAt: '2026-01-02T03:04:05.678Z',
      posting: expect.objectContaining({ side: 'debit', amount: '7.50', posted: '42.50' }) as unknown,
    }),
  ]);
  expect(steps[4]).toMatchObject({ type: 'HoldPlaced', posting: { amount: '3.00', available: '40.00' } });
  expect(steps[5]).toMatchObject({ balances: [{ account: 'customers:alice:wallet', posted: '43.00' }] });
});

it('explains itself in words', async () => {
  const { stdout } = await replay('--trial-balance');
  expect(stdout).toMatch(/^ {2}bank:cash +50\.00$/m);
  expect(stdout).toMatch(/^ {2}total +50\.00 +50\.00$/m);
  expect((await replay('--account', 'bank:cash')).stdout).toMatch(/debit 50\.00 EUR, then 50\.00 posted/);
  expect((await replay()).stdout).toMatch(/customers:bob:wallet +JPY/);
});

describe('against a running API', () => {
  const against = (...words: string[]) => replay('--against', services.apiUrl, '--json', ...words);

  it('finds that it returns the same, now and at an earlier entry', async () => {
    for (const words of [[], ['--to-seq', receipts[1]!.seq]]) {
      const { code, stdout, stderr } = await against(...words);
      expect([code, stderr]).toEqual([0, '']);
      const { against: equal } = JSON.parse(stdout) as Record<string, unknown>;
      expect(equal).toMatchObject({ transactions: words.length === 0 ? 4 : 2, accounts: 3 });
    }
  });

  it.each([
    [
      'a line with another amount',
      'update statement_lines set amount = 7.00 where amount = 7.5 and is_credit',
      {
        account: 'customers:bob:wallet',
        currency: 'EUR',
        figure: 'amount',
        at: 1,
        export: '7.50',
        api: '7.00',
      },
    ],
    [
      'a transaction that is gone',
      'delete from transactions where effective_at is not null',
      { account: null, currency: null, figure: 'id', at: 1, api: null },
    ],
    [
      'a transaction with another description',
      "update transactions set description = 'By cash' where description is not null",
      { account: null, currency: null, figure: 'description', at: 0, export: 'By card', api: 'By cash' },
    ],
    [
      'a balance with another turnover',
      'update balances set debits = debits + 1, credits = credits + 1 where credits = 50.5',
      { account: 'customers:alice:wallet', currency: 'EUR', figure: 'debits', at: 4 },
    ],
    [
      'an account of another type',
      "update accounts set type = 'expense' where path = 'bank:cash'",
      { account: 'bank:cash', currency: null, figure: 'type', at: 4, export: 'asset', api: 'expense' },
    ],
    [
      'an account that is gone',
      "delete from accounts where path = 'customers:alice:wallet'",
      { account: 'customers:alice:wallet', currency: null, figure: 'path', at: 4, api: null },
    ],
  ])('names the first difference: %s', async (_, sql, { at, ...difference }) => {
    const table = /(?:update|from) (\w+)/.exec(sql)![1]!;
    await database.query(`create temporary table kept as select * from ${table}`);
    try {
      expect((await database.query(sql)).rowCount).toBe(1);
      const { code, stdout } = await against();
      const { against: found } = JSON.parse(stdout) as Record<string, unknown>;
      expect(found).toMatchObject({ ...difference, seq: receipts[at]!.seq });
      expect(code).toBe(1);
    } finally {
      await database.query(`truncate ${table}; insert into ${table} select * from kept; drop table kept`);
    }
  });

  it('says that nothing can be said where the API is out of reach', async () => {
    const { code, stderr } = await replay('--against', 'http://127.0.0.1:1');
    expect([code, stderr]).toEqual([2, expect.stringContaining('does not answer')]);
  });
});

it.each([
  ['an account that is not there', ['--account', 'nobody'], 3, 'no account nobody'],
  ['an entry beyond the end', ['--to-seq', '99999'], 2, 'ends with entry'],
  ['a time before the first entry', ['--to-time', '2020-01-01T00:00:00Z'], 2, 'no entry up to that point'],
  ['two things to print at once', ['--trial-balance', '--balances'], 3, 'cannot be used with'],
])('refuses %s', async (_, words, exitCode, sentence) => {
  const { code, stderr } = await replay(...words);
  expect([code, stderr]).toEqual([exitCode, expect.stringContaining(sentence)]);
});

it('says that an export is not whole, or is none', async () => {
  const half = join(folder.path, 'half');
  await runCommand(services, 'export', '--ledger', ledger, '--out', half);
  rmSync(join(half, 'tile/entries'), { recursive: true });
  const missing = await runAlone({}, 'replay', '--export', half);
  expect([missing.code, missing.stderr]).toEqual([2, expect.stringContaining('The export is incomplete')]);
  const nowhere = await runAlone({}, 'replay', '--export', join(folder.path, 'nowhere'));
  expect(nowhere.code).toBe(3);
});
