import { randomUUID } from 'node:crypto';
import { AccessDesk, CredentialClient, untilStatus } from '../support/access-desk';
import type { ApiAnswer, Problem, Receipt } from '../support/api';
import { startServices, type Services } from '../support/services';

let services: Services;
let desk: AccessDesk;
let admin: CredentialClient;
let auditor: CredentialClient;

beforeAll(async () => {
  services = await startServices();
  desk = await AccessDesk.opened(services);
  admin = await desk.caller('anna', { grants: [{ role: 'admin' }] });
  auditor = await desk.caller('audrey', { grants: [{ role: 'auditor' }] });
});
afterAll(async () => {
  await desk?.close();
  await services?.stop();
});

type Proposed = Receipt & { proposal: { id: string; hash: string } };

const root = '/v1/access';
const codeOf = ({ body }: ApiAnswer<unknown>) => (body as Problem).code;
const clientOf = (secret: string) => new CredentialClient(services.apiUrl, `Bearer ${secret}`);
const person = (id: string) => admin.accepted(`${root}/principals`, { id, kind: 'person' });

/** A person with a new API key. */
async function personWithKey(id: string): Promise<CredentialClient> {
  await person(id);
  const { secret } = await admin.accepted(`${root}/principals/${id}/credentials`, { kind: 'key' });
  return clientOf(String(secret));
}

describe('the routes of access', () => {
  it('make a principal, its key and its grant, each in force when it is answered', async () => {
    const bob = await personWithKey('bob');
    expect(await bob.get('/v1/me')).toMatchObject({
      status: 200,
      body: { principal: 'bob', kind: 'person', grants: [] },
    });
    const grant = {
      principal: 'bob',
      role: 'poster',
      ledger: 'acme',
      accounts: ['bank'],
      currencies: ['EUR'],
    };
    const { seq } = await admin.accepted(`${root}/grants`, grant);
    expect((await bob.get('/v1/me')).body['grants']).toEqual([{ grant: seq, ...grant }]);
    await admin.accepted(`${root}/grants/${seq}/revoke`, { reason: 'Left' });
    expect((await bob.get('/v1/me')).body['grants']).toEqual([]);
    await admin.accepted(`${root}/principals/bob/suspend`, { reason: 'Left' });
    expect(codeOf(await bob.get('/v1/me'))).toBe('CredentialInvalid');
    await admin.accepted(`${root}/principals/bob/restore`, { reason: 'Back' });
    expect((await bob.get('/v1/me')).status).toBe(200);
  });

  it('show the secret of an API key once: no replay, dry run, list or entry has it', async () => {
    await person('carol');
    const [path, key] = [`${root}/principals/carol/credentials`, randomUUID()];
    const dry = await admin.post(`${path}?dryRun=true`, { kind: 'key' }, { key });
    const first = await admin.post<Receipt>(path, { kind: 'key' }, { key });
    const again = await admin.post<Receipt>(path, { kind: 'key' }, { key });
    const secret = String(first.body['secret']);
    expect(secret).toMatch(/^lk_/);
    expect(dry.body).not.toHaveProperty('secret');
    expect(again.headers.get('Idempotency-Replayed')).toBe('true');
    const { secret: _, ...shown } = first.body;
    expect(again.body).toEqual(shown);
    const listed = [await auditor.get(`${root}/principals`), await auditor.get(`${root}/entries`)];
    for (const { text, status } of listed) {
      expect(status).toBe(200);
      expect(text).not.toContain(secret.split('_')[2]!.slice(0, 43));
    }
    await admin.accepted(`${root}/credentials/${String(first.body['credential'])}/revoke`, {
      reason: 'Lost',
    });
    expect(codeOf(await clientOf(secret).get('/v1/me'))).toBe('CredentialInvalid');
  });

  it('refuse by the rules, and name the field that is malformed', async () => {
    await person('dora');
    expect(codeOf(await admin.post(`${root}/principals`, { id: 'dora', kind: 'person' }))).toBe(
      'PrincipalAlreadyExists',
    );
    expect(await admin.post<Problem>(`${root}/principals`, { id: 'X', kind: 'service' })).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '/id', code: 'BadFormat' }] },
    });
    const token = { kind: 'token', issuer: 'https://id.example', fingerprint: 'ab' };
    expect((await admin.post<Problem>(`${root}/principals/dora/credentials`, token)).status).toBe(400);
    const self = { principal: 'anna', role: 'auditor', ledger: '*' };
    expect(await admin.post<Problem>(`${root}/grants`, self)).toMatchObject({
      status: 403,
      body: { code: 'GrantToOneself' },
    });
    const publisher = { principal: 'dora', role: 'publisher', ledger: '*' };
    expect(await admin.post<Problem>(`${root}/grants`, publisher)).toMatchObject({
      status: 422,
      body: { code: 'PrincipalIsNotService' },
    });
    expect(codeOf(await auditor.post(`${root}/principals`, '{'))).toBe('NotPermitted');
    expect(codeOf(await admin.post(`${root}/grants/99999/revoke`, { reason: 'x' }))).toBe('GrantNotFound');
    expect(codeOf(await admin.post(`${root}/credentials/000000000000/revoke`, { reason: 'x' }))).toBe(
      'CredentialNotFound',
    );
  });

  it('serve the access journal to who may read it, as that of a ledger', async () => {
    const { text } = await auditor.get(`${root}/entries?limit=2`);
    expect(text.split('\n')[0]).toContain('"type":"AccessOpened"');
    expect((await auditor.get(`${root}/entries/0`)).status).toBe(200);
    expect((await auditor.get(`${root}/keys`)).body['log']).toBe('ledger.local/_access');
    expect((await auditor.get(`${root}/export`)).status).toBe(200);
    expect(codeOf(await auditor.get(`${root}/checkpoint`))).toBe('CheckpointNotFound');
    expect((await auditor.get('/v1/ledgers/_access/entries')).status).toBe(400);
    expect(codeOf(await (await personWithKey('erin')).get(`${root}/entries`))).toBe('NotPermitted');
  });

  it('page what they list', async () => {
    const first = await auditor.get<{ items: { principal: string }[]; next: string }>(
      `${root}/principals?limit=1`,
    );
    const second = await auditor.get<{ items: { principal: string }[] }>(
      `${root}/principals?limit=1&cursor=${first.body.next}`,
    );
    expect(first.body.items[0]!.principal < second.body.items[0]!.principal).toBe(true);
    const grants = await auditor.get<{ items: { role: string }[] }>(
      `${root}/grants?role=auditor&ledger=acme`,
    );
    expect(grants.body.items.map(({ role }) => role)).toEqual(['auditor', 'auditor']);
  });

  it('are permitted by any grant that covers them, whatever an earlier one is narrowed to', async () => {
    const narrow = { role: 'admin', commands: ['AddPrincipal'] } as const;
    const narrowed = await desk.caller('nina', { grants: [narrow] });
    const wide = await desk.caller('nora', { grants: [narrow, { role: 'admin' }] });
    const add = (by: CredentialClient, id: string) => by.post(`${root}/principals`, { id, kind: 'person' });
    const grant = (by: CredentialClient) =>
      by.post<Problem>(`${root}/grants`, { principal: 'bob', role: 'analyst', ledger: '*' });
    expect((await add(narrowed, 'olaf')).status).toBe(201);
    expect(await grant(narrowed)).toMatchObject({
      status: 403,
      body: { code: 'OutOfScope', command: 'MakeGrant' },
    });
    expect([(await add(wide, 'olga')).status, (await grant(wide)).status]).toEqual([201, 201]);
  });

  it('do nothing twice: a key answers again for who used it, and for nobody else', async () => {
    const other = await personWithKey('frank');
    await admin.accepted(`${root}/grants`, { principal: 'frank', role: 'admin', ledger: '*' });
    await untilStatus(other, `${root}/principals`, (status) => status === 200);
    const [body, key] = [{ id: 'gina', kind: 'person' }, randomUUID()];
    expect((await admin.post(`${root}/principals`, body, { key })).status).toBe(201);
    const foreign = await other.post<Problem>(`${root}/principals`, body, { key });
    expect([foreign.status, foreign.body.code]).toEqual([422, 'IdempotencyKeyReused']);
    expect(foreign.body).not.toHaveProperty('seq');
  });
});

describe('dual control', () => {
  it('lets nothing change by one person alone, until it is turned off by two', async () => {
    const second = await personWithKey('hugo');
    await admin.accepted(`${root}/grants`, { principal: 'hugo', role: 'admin', ledger: '*' });
    const decide = (client: CredentialClient, { proposal }: Proposed, act: string, body: object) =>
      client.post<Receipt>(`${root}/proposals/${proposal.id}/${act}`, body);
    await admin.put(`${root}/dual-control`, { on: true });
    const alone = await admin.post<Problem>(`${root}/principals`, { id: 'iris', kind: 'person' });
    expect([alone.status, alone.body]).toMatchObject([
      422,
      { code: 'ApprovalRequired', rule: 'dual-control' },
    ]);
    const propose = async (id: string) => {
      const answer = await admin.post<Proposed>(`${root}/principals?propose=true`, { id, kind: 'person' });
      expect(answer.status).toBe(202);
      return answer.body;
    };
    const iris = await propose('iris');
    const { hash } = iris.proposal;
    expect((await auditor.get(`${root}/proposals`)).text).toContain(iris.proposal.id);
    expect(codeOf(await decide(admin, iris, 'approve', { hash }))).toBe('ApproverIsMaker');
    expect(codeOf(await decide(second, iris, 'approve', { hash: 'A'.repeat(43) }))).toBe(
      'ProposalHashDiffers',
    );
    expect((await decide(second, iris, 'approve', { hash })).status).toBe(201);
    expect(codeOf(await decide(second, iris, 'approve', { hash }))).toBe('ProposalNotOpen');
    const jane = await propose('jane');
    expect(codeOf(await decide(second, jane, 'retract', { reason: 'No' }))).toBe('NotPermitted');
    expect((await decide(second, jane, 'reject', { reason: 'No' })).status).toBe(201);
    expect((await decide(admin, await propose('kate'), 'retract', { reason: 'A mistake' })).status).toBe(201);
    const off = await admin.put<Proposed>(`${root}/dual-control?propose=true`, { on: false });
    expect((await decide(second, off.body, 'approve', { hash: off.body.proposal.hash })).status).toBe(201);
    expect((await admin.post(`${root}/principals`, { id: 'kate', kind: 'person' })).status).toBe(201);
  });
});
