import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from 'pg';
import { connectEventStore } from '@streams/eventstore-stream';
import type { JournalEvent } from '@verifier/journal/stored-entry';
import { credit, debit, topUp, transfer } from '../support/api';
import { memoryEventStore } from '../support/event-store';
import { temporaryExportFolder } from '../support/exported';
import { runAlone, runCommand } from '../support/ledger-command';
import { startServices, type Services } from '../support/services';
import {
  appends,
  describing,
  edit,
  newSigner,
  log,
  spliced,
  withEdited,
  written,
} from '../support/written-journal';
import { sealAppend } from '@proof/seal';
import { databaseClient } from '../support/database-client';

describe('against a running system', () => {
  let services: Services;
  let database: Client;
  let ledger: string;
  let lastSeq: string;

  beforeAll(async () => {
    services = await startServices({ withProjector: false });
    database = databaseClient(services.databaseUrl);
    await database.connect();
    const path = await services.api.openLedger();
    ledger = path.slice('/v1/ledgers/'.length);
    await services.api.accepted(`${path}/transactions`, {
      ...topUp('alice', '50.00'),
      category: 'wallet.top_up',
    });
    await services.api.accepted(`${path}/transactions`, {
      ...transfer('alice', 'bob', '7.50'),
      tags: ['gift'],
      metadata: { occasion: 'birthday' },
      effectiveAt: '2026-01-02T03:04:05.678Z',
    });
    const { seq, id } = await services.api.accepted(`${path}/transactions`, transfer('bob', 'alice', '0.50'));
    await services.api.accepted(`${path}/transactions/${id}/reversal`, { reason: 'mistake' });
    const yen = { postings: [debit('bank:cash', '12', 'JPY'), credit('customers:bob:wallet', '12', 'JPY')] };
    lastSeq = (await services.api.accepted(`${path}/transactions`, yen)).seq;
    expect(Number(lastSeq)).toBeGreaterThan(Number(seq));
  });
  afterAll(async () => {
    await database.end();
    await services.stop();
  });

  it('says that it is incomplete as long as the read models have not applied the journal', async () => {
    const { code, report } = await runCommand(services, 'verify', '--ledger', ledger, '--wait', '0');
    expect({ code, verdict: report['verdict'] }).toEqual({ code: 2, verdict: 'incomplete' });
  });

  it('proves the journal alone where the read models are left out', async () => {
    const { code, report } = await runCommand(services, 'verify', '--ledger', ledger, '--no-read-models');
    expect({ code, verdict: report['verdict'] }).toEqual({ code: 0, verdict: 'ok' });
  });

  it('proves that journal and read models agree', async () => {
    await services.startProjector();
    const { code, report } = await runCommand(services, 'verify', '--ledger', ledger);
    expect(report).toMatchObject({
      verdict: 'ok',
      entries: Number(lastSeq) + 1,
      transactions: 5,
      postings: 10,
      accounts: 3,
      root: { from: 'the journal itself' },
      readModels: {
        seq: Number(lastSeq),
        rows: { balances: 5, accounts: 3, statement_lines: 10, transactions: 5, holds: 0 },
      },
    });
    expect(code).toBe(0);
  });

  it('finds a root key, in a file, that is not the one that is trusted', async () => {
    const other = newSigner(`ledger.local/${ledger}/root`).vkey;
    const folder = temporaryExportFolder();
    const file = join(folder.path, 'root-key');
    writeFileSync(file, `${other}\n`);
    const { code, report } = await runCommand(
      services,
      'verify',
      '--ledger',
      ledger,
      '--root-key',
      file,
    ).finally(() => folder.remove());
    expect(report).toMatchObject({ root: { vkey: other, from: '--root-key' } });
    expect({ code, fault: report['fault'] }).toMatchObject({
      code: 1,
      fault: { class: 'WrongRoot', seq: '0' },
    });
  });

  it.each([
    [
      'a balance',
      'update balances set credits = credits + 0.01 where credits = 50.5',
      'Table balances, row for account customers:alice:wallet, currency EUR: credits is 50.51, but the journal implies 50.50.',
    ],
    [
      'a balance that is gone',
      'delete from balances where credits = 12',
      'Table balances has no row for account customers:bob:wallet, currency JPY, but the journal implies one.',
    ],
    [
      'the status of an account',
      "update accounts set status = 'closed' where path = 'bank:cash'",
      'status is closed, but the journal implies open.',
    ],
  ])('finds a read model in which someone changed %s', async (_, sql, where) => {
    const table = /(?:update|from) (\w+)/.exec(sql)![1]!;
    await database.query(`create temporary table kept as select * from ${table}`);
    try {
      expect((await database.query(sql)).rowCount).toBeGreaterThan(0);
      const { code, report } = await runCommand(services, 'verify', '--ledger', ledger);
      const detail = expect.stringContaining(where) as unknown;
      expect(report['fault']).toMatchObject({ class: 'ReadModelDiffers', seq: lastSeq, detail });
      expect(code).toBe(1);
    } finally {
      await database.query(`truncate ${table}; insert into ${table} select * from kept; drop table kept`);
    }
  });

  it('finds nothing any more once the read models are as they were', async () => {
    expect((await runCommand(services, 'verify', '--ledger', ledger)).code).toBe(0);
  });

  it('explains itself in words', async () => {
    const { stdout } = await runAlone(
      { EVENTSTORE_URL: services.eventStore.url, DATABASE_URL: services.databaseUrl },
      'verify',
      '--ledger',
      ledger,
    );
    expect(stdout).toContain(`OK: ${ledger} verified, no tampering found`);
  });
});

describe('against a journal in a store that someone has written to', () => {
  const stranger = newSigner(`${log}/writer`);
  it.each<[string, readonly JournalEvent[], object, number]>([
    ['nothing', written(appends), { verdict: 'ok', fault: null }, 0],
    [
      'an entry changed',
      withEdited(5, edit(describing)),
      { verdict: 'tampered', fault: { class: 'BrokenChain', seq: '5' } },
      1,
    ],
    ['an entry deleted', spliced(5, 1), { verdict: 'tampered', fault: { class: 'WrongSeq', seq: '5' } }, 1],
    [
      'entries appended without the writer key',
      written(appends, undefined, (seal, writer) => sealAppend(seal, seal.last === 7 ? stranger : writer)),
      { verdict: 'tampered', trusted: 7, fault: { class: 'KeyNotRegistered', seq: '7' } },
      1,
    ],
    ['the end cut off', written(appends).slice(0, 6), { verdict: 'incomplete', fault: null }, 2],
    ['everything cut off', [], { verdict: 'incomplete', fault: null }, 2],
  ])('finds %s', async (_, events, report, exitCode) => {
    const store = await memoryEventStore();
    const stream = connectEventStore(store.url);
    try {
      if (events.length > 0) await stream.append('journal-acme', 'no_stream', events);
      const ended = await runAlone(
        { EVENTSTORE_URL: store.url },
        'verify',
        '--ledger',
        'acme',
        '--no-read-models',
        '--json',
      );
      expect(JSON.parse(ended.stdout)).toMatchObject(report);
      expect(ended.code).toBe(exitCode);
    } finally {
      await stream.close();
      await store.stop();
    }
  });

  it('says that nothing can be said where the store is out of reach', async () => {
    const { code, stderr } = await runAlone(
      { EVENTSTORE_URL: 'esdb://127.0.0.1:1?tls=false' },
      'verify',
      '--ledger',
      'acme',
      '--no-read-models',
    );
    expect(code).toBe(2);
    expect(stderr).not.toBe('');
  });

  it('says by exit code 3 that it was used in a wrong way', async () => {
    expect((await runAlone({}, 'verify')).code).toBe(3);
    expect((await runAlone({}, 'verify', '--ledger', 'acme', '--wait', 'long')).code).toBe(3);
  });
});
