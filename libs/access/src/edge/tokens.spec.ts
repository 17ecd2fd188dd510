import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import type { JSONWebKeySet } from 'jose';
import { Provider, withHeader, type Claims } from '../../../../test/support/tokens';
import { KeySet } from './key-set';
import { Tokens, type TokenRules } from './tokens';

const now = Date.parse('2026-12-01T12:00:00.000Z');
const provider = Provider.make();
const seconds = now / 1_000;

interface World {
  readonly published?: () => Promise<JSONWebKeySet>;
  readonly rules?: Partial<TokenRules>;
}

function given({ published = () => provider.keys(), rules = {} }: World = {}) {
  let clock = 0;
  let loads = 0;
  const load = () => {
    loads += 1;
    return published();
  };
  const keys = new KeySet({ address: 'https://login.example/keys', now: () => clock, load });
  const usual: TokenRules = {
    issuer: provider.issuer,
    audience: provider.audience,
    algorithms: ['ES256', 'RS256'],
    clockToleranceSeconds: 5,
  };
  const tokens = new Tokens({ ...usual, ...rules }, keys, () => new Date(now).toISOString());
  return {
    identityIn: (token: string) => tokens.identityIn(token),
    pass: (milliseconds: number) => (clock += milliseconds),
    loads: () => loads,
  };
}

const token = (changed?: Claims) => provider.token('anna@bank', now, changed);
const anna = {
  issuer: provider.issuer,
  subject: 'anna@bank',
  expiresAt: '2026-12-01T13:00:05.000Z',
};

describe('a token', () => {
  it('names issuer and subject, and until when', async () => {
    expect(await given().identityIn(await token())).toEqual(anna);
  });

  it('may be made for others too', async () => {
    const shared = await token({ aud: ['https://other.example', provider.audience] });
    expect(await given().identityIn(shared)).toEqual(anna);
  });

  it.each<[string, Claims]>([
    ['of another issuer', { iss: 'https://login.example.evil' }],
    ['without an issuer', { iss: undefined }],
    ['made for another audience', { aud: 'https://other.example' }],
    ['made for nobody', { aud: undefined }],
    ['that has expired', { exp: seconds - 5 }],
    ['that never expires', { exp: undefined }],
    ['that is not valid yet', { nbf: seconds + 6 }],
    ['without the time of its issue', { iat: undefined }],
    ['without a subject', { sub: undefined }],
    ['whose subject is empty', { sub: '' }],
  ])('%s is invalid', async (_, changed) => {
    expect(await given().identityIn(await token(changed))).toBeUndefined();
  });

  it('may be off by the tolerance for clocks', async () => {
    const { identityIn } = given();
    expect(await identityIn(await token({ exp: seconds - 4 }))).toMatchObject({ subject: 'anna@bank' });
    expect(await identityIn(await token({ nbf: seconds + 5 }))).toMatchObject({ subject: 'anna@bank' });
  });

  const attacks: [string, (token: string) => string][] = [
    ['without a signature, alg none', (it) => withHeader(it, { alg: 'none' }, () => Buffer.alloc(0))],
    ['with alg None', (it) => withHeader(it, { alg: 'None', kid: 'first' }, () => Buffer.alloc(1))],
    [
      'with HS256 by the public key',
      (it) =>
        withHeader(it, { alg: 'HS256', kid: 'first' }, (input) =>
          createHmac('sha256', provider.publicKey.export({ type: 'spki', format: 'pem' }))
            .update(input)
            .digest(),
        ),
    ],
    [
      'with a key that it brings along',
      (it) => {
        const own = generateKeyPairSync('ec', { namedCurve: 'P-256' });
        const jwk = own.publicKey.export({ format: 'jwk' });
        return withHeader(it, { alg: 'ES256', kid: 'first', jwk }, (input) =>
          sign('sha256', Buffer.from(input), { key: own.privateKey, dsaEncoding: 'ieee-p1363' }),
        );
      },
    ],
    [
      'with a character of its claims changed',
      (it) => it.replace(/(?<=\..)./, (c) => (c === 'A' ? 'B' : 'A')),
    ],
    ['with its signature cut off', (it) => it.slice(0, it.lastIndexOf('.') + 1)],
    [
      'with a critical extension',
      (it) => withHeader(it, { alg: 'ES256', crit: ['b64'] }, () => Buffer.alloc(64)),
    ],
  ];
  it.each(attacks)('%s is invalid', async (_, attack) => {
    expect(await given().identityIn(attack(await token()))).toBeUndefined();
  });

  it('by an algorithm that is not allowed is invalid', async () => {
    expect(await given({ rules: { algorithms: ['RS256'] } }).identityIn(await token())).toBeUndefined();
  });
});

describe('the keys of the provider', () => {
  it('are read once for many tokens, and again when they are old', async () => {
    const { identityIn, loads, pass } = given();
    await identityIn(await token());
    await identityIn(await token());
    expect(loads()).toBe(1);
    pass(600_001);
    await identityIn(await token());
    expect(loads()).toBe(2);
  });

  it('are read again for a key that is new, so that they may be rotated', async () => {
    const second = Provider.make('second');
    let published = provider;
    const { identityIn, pass } = given({ published: () => published.keys() });
    await identityIn(await token());
    published = second;
    pass(30_000);
    expect(await identityIn(await second.token('anna@bank', now))).toEqual(anna);
    expect(await identityIn(await token())).toBeUndefined();
  });

  it('are not read again for each token that names an unknown key', async () => {
    const { identityIn, loads } = given();
    const stranger = Provider.make('unknown');
    for (let count = 0; count < 100; count += 1) await identityIn(await stranger.token('x', now));
    expect(loads()).toBe(1);
  });

  it('stay for an hour where they cannot be read, and then nobody knows who calls', async () => {
    let isDown = false;
    const { identityIn, loads, pass } = given({
      published: () => (isDown ? Promise.reject(new Error('down')) : provider.keys()),
    });
    await identityIn(await token());
    isDown = true;
    pass(3_600_000);
    expect(await identityIn(await token())).toEqual(anna);
    pass(1);
    await expect(identityIn(await token())).rejects.toMatchObject({ code: 'AccessNotKnown' });
    const before = loads();
    for (let count = 0; count < 10; count += 1) await identityIn(await token()).catch(() => undefined);
    expect(loads()).toBe(before);
    isDown = false;
    pass(5_000);
    expect(await identityIn(await token())).toEqual(anna);
  });
});
