import { AccessDesk, type CredentialClient } from '../support/access-desk';
import type { Problem, Receipt } from '../support/api';
import { runCommand } from '../support/ledger-command';
import { startServices, type Services } from '../support/services';

let services: Services;
let desk: AccessDesk;
let reader: CredentialClient;

beforeAll(async () => {
  services = await startServices({ withPersonal: true });
  desk = await AccessDesk.opened(services);
  const expiresAt = new Date(Date.now() + 89 * 24 * 3_600_000).toISOString();
  reader = await desk.caller('reader', { grants: [{ role: 'auditor', personal: true, expiresAt }] });
});
afterAll(async () => {
  await desk?.close();
  await services?.stop();
});

const text = (subject: string, fields: Readonly<Record<string, string>>) => [{ subject, fields }];

describe('the text of an account', () => {
  it('is replaced by a change, or taken from it; what it was then stays readable by its entry', async () => {
    const { api } = services;
    const ledger = await api.openLedger();
    const path = `${ledger}/accounts/customers:gus`;
    const opened = {
      path: 'customers:gus',
      type: 'liability',
      personal: text('gus', { name: 'Gus Canary' }),
    };
    const steps = [(await api.accepted(`${ledger}/accounts`, opened)).seq];
    const change = async (body: object, key: string) => {
      const answer = await api.patch<Receipt & Problem>(path, body, { key });
      steps.push(answer.body.seq);
      return answer;
    };
    const moved = text('gus', { name: 'Gus Canary', city: 'Graz' });
    await change({ personal: moved }, 'moved');
    await change({ tags: ['vip'] }, 'tagged');
    await change({ personal: null }, 'without');
    const now = steps.at(-1)!;
    const shown = async (seq: string) => {
      const query = `knownAtSeq=${seq}&after=${now}&personal=true&reason=Check`;
      return (await reader.get<{ personal?: object[] }>(`${path}?${query}`)).body.personal;
    };
    const key = expect.any(String) as string;
    expect(await Promise.all(steps.map(shown))).toEqual([
      [{ key, ...opened.personal[0] }],
      [{ key, ...moved[0] }],
      [{ key, ...moved[0] }],
      undefined,
    ]);
    const { body } = await api.get<{ items: object[] }>('/v1/subjects/gus/entries');
    expect(body.items).toMatchObject(steps.slice(0, 2).map((seq) => ({ seq, what: 'account' })));

    expect((await api.patch<Receipt>(path, { personal: moved }, { key: 'moved' })).body.seq).toBe(steps[1]);
    for (const [body, used] of [
      [{ personal: opened.personal }, 'moved'],
      [{ personal: null }, 'moved'],
      [{ personal: moved }, 'without'],
      [{ personal: null, tags: ['vip'] }, 'tagged'],
    ] as const)
      expect((await api.patch<Problem>(path, body, { key: used })).body.code).toBe('IdempotencyKeyReused');
    const { root } = (await api.get<{ root: string }>(`${ledger}/keys`)).body;
    const words = ['verify', '--ledger', ledger.slice('/v1/ledgers/'.length), '--root-key', root];
    const found = await runCommand(services, ...words);
    expect(found.report['verdict']).toBe('ok');
  });
});
