import { createHmac, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { apiKeyText, newApiKey } from '@access/edge/api-key';
import { AccessDesk, CredentialClient, untilStatus } from '../support/access-desk';
import { topUp, type Problem } from '../support/api';
import { pipelined } from '../support/pipelined';
import { startServices, type Services } from '../support/services';
import { Provider, withHeader, type Claims } from '../support/tokens';

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

const client = (authorization: string) => new CredentialClient(services.apiUrl, authorization);

async function byToken(changed?: Claims, subject = 'anna@bank'): Promise<CredentialClient> {
  return client(`Bearer ${await provider.token(subject, Date.now(), changed)}`);
}

const invalid = { status: 401, code: 'CredentialInvalid' };

describe('a token', () => {
  it('says who calls, and gives no permission by whatever else it says', async () => {
    const anna = await byToken({ groups: ['admin'], role: 'poster', scope: 'post' });
    expect((await anna.get(path)).status).toBe(200);
    const posted = await anna.post<Problem>(`${ledger}/transactions`, topUp('ann'));
    expect(posted.body).toMatchObject({ status: 403, code: 'NotPermitted', permission: 'post' });
  });

  const seconds = Math.floor(Date.now() / 1_000);
  it.each<[string, Claims]>([
    ['of another subject', { sub: 'anna@bank.evil' }],
    ['of another issuer', { iss: 'https://login.example.evil' }],
    ['made for another audience', { aud: 'https://other.example' }],
    ['that has expired', { exp: seconds - 60 }],
    ['that is not valid yet', { nbf: seconds + 3_600 }],
    ['that never expires', { exp: undefined }],
  ])('%s is refused with the one body of every invalid credential', async (_, changed) => {
    const answer = await (await byToken(changed)).get<Problem>(path);
    const other = await client('Bearer nothing').get<Problem>(path);
    expect(answer.body).toMatchObject(invalid);
    expect(answer.text).toBe(other.text);
  });

  it.each<[string, (token: string) => string | Promise<string>]>([
    ['alg none', (token) => withHeader(token, { alg: 'none' }, () => Buffer.alloc(0))],
    [
      'HS256 by the public key',
      (token) =>
        withHeader(token, { alg: 'HS256', kid: 'first' }, (input) => {
          const key = provider.publicKey.export({ type: 'spki', format: 'pem' });
          return createHmac('sha256', key).update(input).digest();
        }),
    ],
    ['one character off', (token) => token.slice(0, -2) + (token.at(-2) === 'A' ? 'B' : 'A') + token.at(-1)],
    ['a key that the provider does not publish', () => Provider.make('other').token('anna@bank', Date.now())],
    ['the name of a published key, but another key', () => Provider.make().token('anna@bank', Date.now())],
  ])('with %s is refused with that body too', async (_, attack) => {
    const token = await attack(await provider.token('anna@bank', Date.now()));
    const answer = await client(`Bearer ${token}`).get<Problem>(path);
    expect(answer.body).toMatchObject(invalid);
    expect(answer.text).toBe((await client('Bearer nothing').get(path)).text);
  });

  it('in a second Authorization header is refused with the first one', async () => {
    const [good, other] = await Promise.all(['anna@bank', 'x'].map((who) => provider.token(who, Date.now())));
    const socket = connect(Number(new URL(services.apiUrl).port), '127.0.0.1');
    const lines = [`GET ${path} HTTP/1.1`, 'Host: x', `Authorization: Bearer ${good}`];
    socket.write([...lines, `authorization: Bearer ${other}`, '', ''].join('\r\n'));
    const [answer] = (await once(socket, 'data')) as [Buffer];
    socket.destroy();
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 400 .*"parameter":"Authorization","code":"Repeated"/s);
  });

  it('that was remembered proves nothing once its credential is revoked', async () => {
    await addToken('tokenOfAnna2', provider.issuer, 'anna@home', 'anna');
    const remembered = await byToken({}, 'anna@home');
    await untilStatus(remembered, path, (status) => status === 200);
    await desk.submit({ type: 'RevokeCredential', credential: 'tokenOfAnna2', reason: 'Left' });
    await untilStatus(remembered, path, (status) => status === 401);
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
    const sender = client(inside.authorization!);
    const send = sender.send.bind(sender);
    sender.send = (method, at, init) =>
      send(method, at, { ...init, headers: { ...(init.headers as object), 'X-Forwarded-For': chain } });
    return sender;
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
  let known: CredentialClient;
  beforeAll(async () => {
    known = await byToken();
    await untilStatus(known, path, (status) => status === 200);
  });

  it('of invalid credentials by one address are no longer looked at, while known callers go on', async () => {
    const guesses = Array.from({ length: 200 }, (_, at) => client(`Bearer lk_guess${at}`).get<Problem>(path));
    const answers = await Promise.all(guesses);
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused[0]!.body).toMatchObject({ code: 'RateLimited' });
    expect(refused[0]!.headers.get('Retry-After')).toBe('1');
    expect(answers.filter(({ status }) => status === 401).length).toBeGreaterThanOrEqual(50);
    expect((await known.get(path)).status).toBe(200);
  });

  it('of bad keys keeps nobody else waiting', async () => {
    const flood = (headersOf: (at: number) => string[]) =>
      pipelined(services.apiUrl, path, { count: 10_000, headersOf });
    const badKey = () => `Authorization: Bearer ${apiKeyText(newApiKey(randomBytes))}`;
    const ofOneAddress = await flood(() => [badKey()]);
    expect([...ofOneAddress.keys()].sort()).toEqual([401, 429]);
    expect(ofOneAddress.get(429)).toBeGreaterThan(9_000);
    const ofMany = flood((at) => [badKey(), `X-Forwarded-For: 10.0.${at >> 8}.${at & 255}`]);
    expect((await known.get(path)).status).toBe(200);
    expect([...(await ofMany)]).toEqual([[401, 10_000]]);
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
