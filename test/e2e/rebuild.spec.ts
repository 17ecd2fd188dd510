import { topUp, transfer } from '../support/api';
import { runCommand, startCommand } from '../support/ledger-command';
import { startServices, type Services } from '../support/services';
import { databaseClient } from '../support/database-client';

let services: Services;
let ledger: string;
beforeAll(async () => {
  services = await startServices();
  const path = await services.api.openLedger();
  ledger = path.slice('/v1/ledgers/'.length);
  await services.api.accepted(`${path}/transactions`, topUp('alice', '50.00'));
  await services.api.accepted(`${path}/transactions`, transfer('alice', 'bob', '7.50'));
  expect((await runCommand(services, 'verify', '--ledger', ledger)).code).toBe(0);
});
afterAll(() => services.stop());

async function tamper(sql: string): Promise<void> {
  const database = databaseClient(services.databaseUrl);
  await database.connect();
  await database.query(sql);
  await database.end();
  expect((await runCommand(services, 'verify', '--ledger', ledger)).code).toBe(1);
}

it('mends one read model from the journal', async () => {
  await tamper('update balances set credits = credits + 1');
  const { code, report } = await runCommand(services, 'rebuild', '--model', 'balances');
  expect({ code, report }).toMatchObject({
    code: 0,
    report: { model: 'balances', entries: expect.any(Number) as unknown },
  });
  expect((await runCommand(services, 'verify', '--ledger', ledger)).code).toBe(0);
});

it('mends all read models from the journal', async () => {
  await tamper('update statement_lines set amount = amount + 1; delete from transactions');
  const { code, report } = await runCommand(services, 'rebuild');
  expect({ code, report }).toMatchObject({ code: 0, report: { model: 'all' } });
  const verified = await runCommand(services, 'verify', '--ledger', ledger);
  expect(verified).toMatchObject({ code: 0, report: { entries: report['entries'] } });
});

it('leaves the projector at work', async () => {
  const { seq } = await services.api.accepted(`/v1/ledgers/${ledger}/transactions`, topUp('carol', '1.00'));
  const balances = await services.api.get(
    `/v1/ledgers/${ledger}/accounts/customers:carol:wallet/balances?after=${seq}&wait=30s`,
  );
  expect(balances.body).toMatchObject({ items: [{ posted: '1.00' }] });
});

it('says by exit code 3 that there is no such read model', async () => {
  const { code, stderr } = await startCommand(services, 'rebuild', '--model', 'crystal-ball').exit;
  expect(code).toBe(3);
  expect(stderr).toContain('balances');
});
