import { AccessDesk, CredentialClient, untilStatus } from '../support/access-desk';
import { topUp, type ApiAnswer, type Problem } from '../support/api';
import { startServices, type Services } from '../support/services';

let services: Services;
let desk: AccessDesk;
let poster: CredentialClient;
let auditor: CredentialClient;
let nobody: CredentialClient;
let admin: CredentialClient;
let stranger: CredentialClient;
let ledger: string;

beforeAll(async () => {
  services = await startServices();
  ledger = await services.api.openLedger();
  desk = await AccessDesk.opened(services);
  const id = ledger.split('/').at(-1)!;
  poster = await desk.caller('cashier', { grants: [{ role: 'poster', ledger: id }] });
  auditor = await desk.caller('auditor', { grants: [{ role: 'auditor' }] });
  admin = await desk.caller('manager', { grants: [{ role: 'admin' }] });
  stranger = await desk.caller('stranger', { grants: [{ role: 'poster', ledger: 'another' }] });
  nobody = await desk.caller('nobody');
  await auditor.get(`${ledger}/accounts?after=1&wait=30s`);
});
afterAll(async () => {
  await desk?.close();
  await services?.stop();
});

const anybody = () => new CredentialClient(services.apiUrl, undefined);
const problem = ({ body }: ApiAnswer<unknown>) => body as Problem;
const transactions = () => `${ledger}/transactions`;

describe('a request to the port', () => {
  it('without a credential is answered how to show one', async () => {
    const answer = await anybody().get(ledger);
    expect([answer.status, problem(answer).code]).toEqual([401, 'CredentialMissing']);
    expect(answer.headers.get('WWW-Authenticate')).toBe('Bearer');
  });

  it('by HEAD needs what GET needs', async () => {
    const headed = (headers: Record<string, string>) =>
      fetch(new URL(ledger, services.apiUrl), { method: 'HEAD', headers });
    expect((await headed({})).status).toBe(401);
    expect((await headed({ Authorization: poster.authorization! })).status).toBe(200);
  });

  it('for no route, or by a method that none has, is answered the same with any credential', async () => {
    const wrong = new CredentialClient(services.apiUrl, 'Bearer lk_x');
    for (const client of [anybody(), wrong, poster]) {
      expect(problem(await client.get('/v1/nothing')).code).toBe('RouteNotFound');
      expect(problem(await client.send('DELETE', ledger, {})).code).toBe('MethodNotAllowed');
    }
  });
});

describe('a credential', () => {
  const good = () => poster.authorization!;
  const lastReplaced = (text: string) => text.slice(0, -1) + (text.endsWith('0') ? '1' : '0');

  it.each<[string, () => string]>([
    ['with its checksum wrong', () => lastReplaced(good())],
    ['of another scheme', () => good().replace('Bearer', 'Basic')],
    ['that is a token without a signature', () => 'Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiJ9.'],
    ['that is twice in one header', () => `${good()}, ${good()}`],
    ['that is empty', () => 'Bearer '],
  ])('%s gets the one body that every invalid one gets', async (_, header) => {
    const first = await new CredentialClient(services.apiUrl, 'Bearer nothing').get(ledger);
    const answer = await new CredentialClient(services.apiUrl, header()).get(ledger);
    expect([answer.status, problem(answer).code]).toEqual([401, 'CredentialInvalid']);
    expect(answer.text).toBe(first.text);
  });

  it('that was revoked, or whose principal is suspended, is invalid from then on', async () => {
    const other = await desk.caller('leaver', { grants: [{ role: 'auditor' }] });
    expect((await other.get(ledger)).status).toBe(200);
    await desk.submit({ type: 'SuspendPrincipal', principal: 'leaver', reason: 'Left' });
    await untilStatus(other, ledger, (status) => status === 401);
    await desk.submit({ type: 'RestorePrincipal', principal: 'leaver', reason: 'Back' });
    await untilStatus(other, ledger, (status) => status === 200);
    const credential = /lk_(\w{12})/.exec(other.authorization!)![1]!;
    await desk.submit({ type: 'RevokeCredential', credential, reason: 'Lost' });
    await untilStatus(other, ledger, (status) => status === 401);
    expect(problem(await other.get(ledger)).code).toBe('CredentialInvalid');
  });
});

describe('a ledger that no grant reaches', () => {
  it('is answered in the same bytes as one that does not exist, whatever is asked of it', async () => {
    const absent = '/v1/ledgers/absent';
    const paths = ['', '/accounts', '/entries', '/keys', '/checkpoint', '/export', '/transactions?limit=x'];
    for (const path of paths) {
      const [there, not] = [await stranger.get(ledger + path), await stranger.get(absent + path)];
      expect([there.status, problem(there).code]).toEqual([404, 'LedgerNotFound']);
      expect(there.text.replaceAll(ledger.split('/').at(-1)!, 'absent')).toBe(not.text);
      expect((await auditor.get(absent + path.split('?')[0]!)).text).toBe(not.text);
    }
  });

  it('is not there for a write either, whether its body is good or bad', async () => {
    const [good, bad] = [
      await stranger.post(transactions(), topUp('alice')),
      await stranger.post(transactions(), '{'),
    ];
    expect(good.status).toBe(404);
    expect(good.text).toBe(bad.text);
  });

  it('is not there for who has no grant at all', async () => {
    expect(problem(await nobody.get(ledger)).code).toBe('LedgerNotFound');
    expect(problem(await nobody.get('/v1/ledgers')).code).toBe('NotPermitted');
  });
});

describe('a permission', () => {
  it('that is missing is named before the body is read', async () => {
    const answer = await auditor.post(transactions(), '{ this is no JSON');
    expect([answer.status, problem(answer)]).toMatchObject([
      403,
      { code: 'NotPermitted', permission: 'post' },
    ]);
    expect(problem(await admin.get(`${ledger}/accounts/bank:cash/balances`))).toMatchObject({
      code: 'NotPermitted',
      permission: 'readFigures',
    });
    expect(problem(await poster.get('/metrics'))).toMatchObject({
      code: 'NotPermitted',
      permission: 'operate',
    });
  });

  it('that is there lets the body be judged', async () => {
    expect(problem(await poster.post(transactions(), '{ this is no JSON')).code).toBe('RequestMalformed');
    expect((await poster.post(transactions(), topUp('alice'))).status).toBe(201);
  });
});

describe('an entry', () => {
  it('names who asked, by which grant and as of which entry of the access journal', async () => {
    const { body } = await poster.post(transactions(), topUp('bob'));
    const { body: line } = await auditor.get<{ entry: { actor: object } }>(`${ledger}/entries/${body.seq}`);
    expect(line.entry.actor).toEqual({
      at: expect.stringMatching(/^\d+$/),
      grant: expect.stringMatching(/^\d+$/),
      sub: 'cashier',
    });
  });
});
