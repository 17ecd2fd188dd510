import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '@local/free-port';
import type { ApiClient } from '../support/api';
import { runCommand, startCommand } from '../support/ledger-command';
import { startServices, type Services } from '../support/services';

const ecb = (...days: [time: string, usd: string][]) =>
  `<Envelope><Cube>${days
    .map(([time, usd]) => `<Cube time='${time}'>\n<Cube currency='USD' rate='${usd}'/></Cube>`)
    .join('\n')}</Cube></Envelope>`;
const asEcb = ['--format', 'ecb', '--source', 'ecb', '--type', 'reference'];

describe('ledger rates import', () => {
  let services: Services;
  let api: ApiClient;
  let folder: string;
  let ledger: string;
  let id: string;
  beforeAll(async () => {
    services = await startServices({ withProjector: false });
    ({ api } = services);
    folder = mkdtempSync(join(tmpdir(), 'ledger-rates-'));
  });
  beforeEach(async () => {
    ledger = await api.openLedger();
    id = ledger.split('/').at(-1)!;
  });
  afterAll(async () => {
    await services?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const fileOf = (text: string): string => {
    const file = join(folder, 'rates');
    writeFileSync(file, text);
    return file;
  };
  const importOf = (text: string, words = asEcb) =>
    runCommand(services, 'rates', 'import', fileOf(text), '--ledger', id, ...words);
  const dollar = async (query: string) => {
    const { body } = await api.get<{ mid: string; legs: { set: string }[]; code: string; seq: string }>(
      `${ledger}/rates?sources=ecb&rateType=reference&base=EUR&counter=USD&${query}`,
    );
    return body;
  };

  it('publishes each set once, however often the file is read and however it grows', async () => {
    const first: [string, string] = ['2024-01-02', '1.0956'];
    const second: [string, string] = ['2024-01-03', '1.0919'];
    expect((await importOf(ecb(first))).report).toMatchObject({ sets: 1, rates: 1, setsBefore: 0 });
    const grown = await importOf(ecb(second, first));
    expect([grown.code, grown.report]).toMatchObject([0, { sets: 1, setsBefore: 1, leftOut: [] }]);
    const { seq } = await dollar('at=2024-01-03T13:15:00Z');
    const again = await importOf(ecb(second, first));
    expect(again.report).toMatchObject({ sets: 0, rates: 0, setsBefore: 2 });
    expect(await dollar('at=2024-01-03T13:15:00Z')).toMatchObject({ mid: '1.0919', seq });
    expect(await dollar('at=2024-01-03T13:14:59Z')).toMatchObject({ mid: '1.0956' });
  });

  it('publishes a corrected day as a later set, which counts', async () => {
    await importOf(ecb(['2024-01-02', '1.0956']));
    expect((await importOf(ecb(['2024-01-02', '1.0965']))).report).toMatchObject({ sets: 1 });
    expect(await dollar('at=2024-01-02T13:15:00Z')).toMatchObject({ mid: '1.0965' });
  });

  it('publishes all other rates of a set with a currency that the ledger does not know, and names its lines', async () => {
    const csv = [
      'observedAt,base,counter,mid',
      '2008-12-30T13:15:00Z,EUR,SKK,30.14',
      '2008-12-30T13:15:00Z,EUR,USD,1.4098',
      '2008-12-31T13:15:00Z,EUR,USD,1.3917',
      '2008-12-31T13:15:00Z,EUR,SKK,30.126',
      '2008-12-31,EUR,USD,1.3917',
    ].join('\n');
    const { code, report, stdout } = await importOf(csv, [
      ...['--format', 'csv', '--source', 'ecb', '--type', 'reference'],
    ]);
    expect(stdout).not.toBe('');
    expect([code, report]).toMatchObject([2, { sets: 2, rates: 2 }]);
    expect((report['leftOut'] as { line: number; reason: string }[]).map(({ line }) => line).sort()).toEqual([
      2, 5, 6,
    ]);
    expect(await dollar('at=2009-01-01T00:00:00Z')).toMatchObject({ mid: '1.3917' });
  });

  it.each([
    ['a file that is refused as a whole', () => fileOf('<html/>'), 1, 'is no file of the ECB'],
    ['a file that is not there', () => join(folder, 'missing'), 3, 'There is no file'],
  ])('ends with one sentence at %s', async (_, file, code, sentence) => {
    const ended = await runCommand(services, 'rates', 'import', file(), '--ledger', id, ...asEcb);
    expect([ended.code, ended.stdout]).toEqual([code, '']);
    expect(ended.stderr).toContain(sentence);
  });

  it('needs a credential that may publish', async () => {
    const file = fileOf(ecb(['2024-01-02', '1.0956']));
    const auth = join(services.dataDir, 'approver-auth');
    const ended = await runCommand(
      services,
      'rates',
      'import',
      file,
      '--ledger',
      id,
      ...asEcb,
      '--auth',
      auth,
    );
    expect([ended.code, ended.stderr]).toEqual([1, expect.stringContaining('NotPermitted')]);
  });

  describe('of an address', () => {
    let server: Server;
    let answers: (string | number | { readonly location: string })[];
    let asked: number;
    let address: string;
    beforeEach(async () => {
      asked = 0;
      server = createServer((_, response) => {
        const answer = answers[Math.min(asked, answers.length - 1)]!;
        asked += 1;
        if (typeof answer === 'number') response.writeHead(answer).end();
        else if (typeof answer === 'object') response.writeHead(302, { Location: answer.location }).end();
        else response.end(answer);
      });
      await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
      address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/rates.xml`;
    });
    afterEach(() => {
      server.closeAllConnections();
      return new Promise((closed) => server.close(closed));
    });

    it('asks again while it is busy, and not where there is no such file', async () => {
      answers = [503, ecb(['2024-01-02', '1.0956'])];
      const busy = await runCommand(services, 'rates', 'import', address, '--ledger', id, ...asEcb);
      expect([busy.code, busy.report, asked]).toMatchObject([0, { sets: 1 }, 2]);

      [answers, asked] = [[404], 0];
      const missing = await runCommand(services, 'rates', 'import', address, '--ledger', id, ...asEcb);
      expect([missing.code, missing.stderr, asked]).toEqual([1, `${address}: It answers 404.`, 1]);
    });

    it.each([
      ['http://rates.example/daily.xml', 'http://rates.example/daily.xml is not encrypted'],
      ['http://127.0.0.1.rates.example/daily.xml', 'is not encrypted'],
    ])('takes nothing from %s, which others could alter on its way', async (plain, sentence) => {
      const ended = await runCommand(services, 'rates', 'import', plain, '--ledger', id, ...asEcb);
      expect([ended.code, ended.stderr]).toEqual([1, expect.stringContaining(sentence)]);
    });

    it('follows redirects, but to no plain address of another machine, and not for ever', async () => {
      const to = (location: string) => ({ location });
      answers = [to('/moved.xml'), ecb(['2024-01-02', '1.0956'])];
      const moved = await runCommand(services, 'rates', 'import', address, '--ledger', id, ...asEcb);
      expect([moved.code, moved.report]).toMatchObject([0, { sets: 1 }]);

      [answers, asked] = [[to('http://rates.example/daily.xml')], 0];
      const lured = await runCommand(services, 'rates', 'import', address, '--ledger', id, ...asEcb);
      expect([lured.code, lured.stderr]).toEqual([1, expect.stringContaining('is not encrypted')]);

      [answers, asked] = [[to('/again.xml')], 0];
      const endless = await runCommand(services, 'rates', 'import', address, '--ledger', id, ...asEcb);
      expect([endless.code, endless.stderr, asked]).toEqual([
        1,
        expect.stringContaining('redirects more'),
        6,
      ]);
    });

    it('follows it: publishes what is new, shows the age of the newest rates, and ends on SIGTERM', async () => {
      const [first, second] = [ecb(['2024-01-02', '1.0956']), ecb(['2024-01-03', '1.0919'])];
      answers = [first, '<html/>', first, second];
      const port = await freePort('127.0.0.1');
      const follower = startCommand(
        services,
        ...['rates', 'import', address, '--ledger', id, ...asEcb],
        ...['--follow', '1s', '--metrics-port', String(port), '--json'],
      );
      expect(JSON.parse(await follower.line())).toMatchObject({ sets: 1, setsBefore: 0 });
      expect(JSON.parse(await follower.line())).toMatchObject({ sets: 1, setsBefore: 0 });
      expect(await dollar('at=2024-01-03T13:15:00Z')).toMatchObject({ mid: '1.0919' });
      const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
      const [, age] = new RegExp(
        `^ledger_rate_age_seconds{ledger="${id}",source="ecb",type="reference"} (\\S+)$`,
        'm',
      ).exec(metrics)!;
      expect(Math.abs(Date.now() - 1000 * Number(age) - Date.parse('2024-01-03T13:15:00Z'))).toBeLessThan(
        3.6e6,
      );
      follower.kill('SIGTERM');
      const { code, stderr } = await follower.exit;
      expect([code, stderr]).toEqual([0, expect.stringContaining('is no file of the ECB')]);
    });
  });
});
