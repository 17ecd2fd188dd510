import { AccessDesk, type CredentialClient } from '../support/access-desk';
import { topUp, type Problem } from '../support/api';
import { runCommand } from '../support/ledger-command';
import { startServices, type Services } from '../support/services';

interface Proposed {
  readonly id: string;
  readonly hash: string;
  readonly expiresAt: string;
}

const payouts = {
  name: 'payouts',
  commands: ['PostTransaction'],
  accounts: ['bank'],
  above: [{ amount: '100.00', currency: 'EUR' }],
  approvals: '1',
};

let services: Services;
let desk: AccessDesk;
let maker: CredentialClient;
let approver: CredentialClient;
let ledger: string;

beforeAll(async () => {
  services = await startServices();
  ledger = await services.api.openLedger();
  desk = await AccessDesk.opened(services);
  maker = await desk.caller('payouts', { grants: [{ role: 'poster' }] });
  approver = await desk.caller('ben', { grants: [{ role: 'approver' }] });
  const admin = await desk.caller('chief', { grants: [{ role: 'admin' }] });
  await admin.put(`${ledger}/approval-rules`, { rules: [payouts] });
});
afterAll(async () => {
  await desk?.close();
  await services?.stop();
});

async function propose(): Promise<Proposed> {
  const path = `${ledger}/transactions?propose=true`;
  const { body } = await maker.post<{ proposal: Proposed }>(path, topUp('eve', '700.00'));
  return body.proposal;
}

async function openIds(): Promise<string[]> {
  const { body } = await approver.get<{ items: { id: string }[] }>(`${ledger}/proposals`);
  return body.items.map(({ id }) => id);
}

describe('what waits for approval', () => {
  it('is listed with what an approver needs, until it is over', async () => {
    const { id, hash, expiresAt } = await propose();
    const { status, body } = await approver.get<{ items: { seq: string }[] }>(`${ledger}/proposals`);
    const [{ seq } = { seq: '' }] = body.items;
    const command = { type: 'PostTransaction', ...topUp('eve', '700.00') };
    const shown = { id, seq, maker: 'payouts', command, hash, approvals: '1', approvedBy: [], expiresAt };
    expect([status, body]).toEqual([200, { items: [shown], seq }]);

    const approval = await approver.post(`${ledger}/proposals/${id}/approve`, { hash });
    expect(approval.status).toBe(201);
    expect(await openIds()).toEqual([]);
  });

  it('needs a grant to read the whole ledger', async () => {
    const narrow = await desk.caller('nora', { grants: [{ role: 'auditor', accounts: ['customers'] }] });
    const { status, body } = await narrow.get<Problem>(`${ledger}/proposals`);
    expect([status, body.code]).toEqual([403, 'OutOfScope']);
  });

  it('waits by rules that can be read', async () => {
    const { status, body } = await approver.get<{ rules: object[] }>(`${ledger}/approval-rules`);
    expect([status, body.rules]).toEqual([200, [payouts]]);
  });
});

describe('the verifier', () => {
  it('finds every actor permitted, those of approvals and of what these brought about too', async () => {
    const { id, hash } = await propose();
    await approver.post(`${ledger}/proposals/${id}/approve`, { hash });
    await propose();
    const name = ledger.slice('/v1/ledgers/'.length);
    const { code, report } = await runCommand(services, 'verify', '--ledger', name);
    expect([code, report]).toMatchObject([0, { verdict: 'ok' }]);
  });
});
