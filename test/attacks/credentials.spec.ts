import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AccessDesk, CredentialClient, untilStatus } from '../support/access-desk';
import { topUp, type Problem } from '../support/api';
import { startServices, type Services } from '../support/services';
import { Provider, type Claims } from '../support/tokens';

const provider = Provider.make();
const path = '/v1/ledgers';

let services: Services;
let desk: AccessDesk;
let ledger: string;
let env: Record<string, string>;

beforeAll(async () => {
  services = await startServices();
  ledger = await services.api.openLedger();
  desk = await AccessDesk.opened(services);
  const keys = join(services.dataDir, 'provider.json');
  writeFileSync(keys, JSON.stringify(await provider.keys()));
  env = {
    OIDC_ISSUER: provider.issuer,
    OIDC_AUDIENCE: provider.audience,
    OIDC_KEYS: `file:${keys}`,
    TRUSTED_PROXIES: '127.0.0.1,192.0.2.0/24',
  };
  await desk.caller('anna', { grants: [{ role: 'auditor' }] });
  const { issuer } = provider;
  await addToken('tokenOfAnna1', issuer, 'anna@bank', 'anna');
  await services.restartApi('SIGTERM', env);
  await untilStatus(await byToken(), path, (status) => status === 200);
});
afterAll(async () => {
  await desk?.close();
  await services?.stop();
  if (services) rmSync(services.dataDir, { recursive: true, force: true });
});

function addToken(credential: string, issuer: string, subject: string, principal: string): Promise<string> {
  return desk.submit({ type: 'AddCredential', credential, kind: 'token', issuer, subject, principal });
}

async function byToken(changed?: Claims, subject = 'anna@bank'): Promise<CredentialClient> {
  return new CredentialClient(
    services.apiUrl,
    `Bearer ${await provider.token(subject, Date.now(), changed)}`,
  );
}

describe('a token', () => {
  it('says who calls, and gives no permission by whatever else it says', async () => {
    const anna = await byToken({ groups: ['admin'], role: 'poster', scope: 'post' });
    expect((await anna.get(path)).status).toBe(200);
    const posted = await anna.post<Problem>(`${ledger}/transactions`, topUp('ann'));
    expect(posted.body).toMatchObject({ status: 403, code: 'NotPermitted', permission: 'post' });
  });
});

describe('the address of a caller', () => {
  let inside: CredentialClient;
  beforeAll(async () => {
    inside = await desk.credential('anna', { networks: ['10.0.0.0/8'] });
    await untilStatus(forwarded('10.1.2.3'), path, (status) => status === 200);
  });

  /** Sends what a proxy would add. */
  function forwarded(chain: string): CredentialClient {
    const client = new CredentialClient(services.apiUrl, inside.authorization);
    const send = client.send.bind(client);
    client.send = (method, at, init) =>
      send(method, at, { ...init, headers: { ...(init.headers as object), 'X-Forwarded-For': chain } });
    return client;
  }
  const statusOf = async (chain: string) => (await forwarded(chain).get(path)).status;

  it('is the right-most one that no trusted proxy has', async () => {
    expect(await statusOf('10.1.2.3, 192.0.2.7')).toBe(200);
    expect(await statusOf('203.0.113.9, 10.1.2.3')).toBe(200);
    expect(await statusOf('10.1.2.3, 203.0.113.9')).toBe(401);
    expect(await statusOf('10.1.2.3, nonsense')).toBe(401);
  });

  it('is that of the connection where no proxy is trusted', async () => {
    await services.restartApi('SIGTERM', { ...env, TRUSTED_PROXIES: '' });
    await untilStatus(await byToken(), path, (status) => status === 200);
    expect(await statusOf('10.1.2.3')).toBe(401);
    await services.restartApi('SIGTERM', env);
    await untilStatus(await byToken(), path, (status) => status === 200);
  });
});

describe('too much', () => {
  it('of invalid credentials by one address are no longer looked at, while known callers go on', async () => {
    const known = await byToken();
    expect((await known.get(path)).status).toBe(200);
    const guesses = Array.from({ length: 200 }, (_, at) =>
      new CredentialClient(services.apiUrl, `Bearer lk_guess${at}`).get<Problem>(path),
    );
    const answers = await Promise.all(guesses);
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused[0]!.body).toMatchObject({ code: 'RateLimited' });
    expect(refused[0]!.headers.get('Retry-After')).toBe('1');
    expect(answers.filter(({ status }) => status === 401).length).toBeGreaterThanOrEqual(50);
    expect((await known.get(path)).status).toBe(200);
  });

  it('by one principal is refused, an export costing more than a request, while others go on', async () => {
    await services.restartApi('SIGTERM', { ...env, RATE_LIMIT_PER_PRINCIPAL: '50' });
    const other = await desk.caller('olga', { grants: [{ role: 'auditor' }] });
    const anna = await byToken();
    await untilStatus(anna, path, (status) => status === 200);
    const atOnce = <T>(ask: () => Promise<T>) => Promise.all(Array.from({ length: 20 }, ask));
    const exports = await atOnce(() => anna.get<Problem>(`${ledger}/export`));
    const refused = exports.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused[0]!.body).toMatchObject({ code: 'RateLimited' });
    const reads = await atOnce(() => other.get(path));
    expect(reads.map(({ status }) => status)).toEqual(reads.map(() => 200));
  });
});
