import { TestAccess } from '../../../../test/support/given-access';
import type { CredentialBody } from '../commands';
import { apiKeyText, digestOf, newApiKey, type ApiKey } from './api-key';
import { Authenticator } from './authenticator';
import { Peppers } from './peppers';

const old = new Uint8Array(32).fill(1);
const newest = new Uint8Array(32).fill(2);
const peppers = new Peppers([newest, old]);
const key = newApiKey((size) => new Uint8Array(size).fill(7));
const address = '127.0.0.1';

/** A credential for this key, its digest by the newest pepper or another. */
function credentialFor({ id, secret }: ApiKey, pepper = peppers.newest): CredentialBody {
  const digest = digestOf(secret, pepper.secret).toString('base64url');
  return { credential: id, kind: 'key', digest, pepper: pepper.id };
}

function given(credential: CredentialBody = credentialFor(key)) {
  const access = TestAccess.opened().added('anna');
  access.as('root', { ...credential, type: 'AddCredential', principal: 'anna' });
  let now = '2026-11-30T12:00:00.000Z';
  const authenticator = new Authenticator({ state: () => access.state }, peppers, () => now);
  return {
    access,
    setNow: (time: string) => (now = time),
    calls: (authorization: string | undefined, from = address) =>
      authenticator.authenticate({ authorization, address: from }),
  };
}

const header = `Bearer ${apiKeyText(key)}`;
const anna = { credential: key.id, principal: 'anna' };

describe('a caller', () => {
  it('is who has the secret of an API key, each time it is sent', () => {
    const { calls } = given();
    expect([calls(header), calls(header), calls(header.replace('Bearer', 'bearer'))]).toEqual([
      anna,
      anna,
      anna,
    ]);
  });

  it('is nobody without a credential', () => {
    expect(given().calls(undefined)).toBe(undefined);
  });

  it.each([
    [
      'another secret under its id',
      `Bearer ${apiKeyText({ ...key, secret: key.secret.replace(/.$/, 'x') })}`,
    ],
    ['an unknown id', `Bearer ${apiKeyText({ ...key, id: '0'.repeat(12) })}`],
    ['a character off', header.slice(0, -1) + (header.endsWith('x') ? 'y' : 'x')],
    ['another scheme', header.replace('Bearer', 'Basic')],
    ['two keys', `${header}, ${apiKeyText(key)}`],
    ['nothing behind the scheme', 'Bearer'],
    ['nothing', ''],
  ])('is shown nothing but that it is invalid: %s', (_, authorization) => {
    expect(given().calls(authorization)).toBe('invalid');
  });

  it('is no longer valid once the credential is revoked, though it was remembered', () => {
    const { access, calls } = given();
    expect(calls(header)).toEqual(anna);
    access.as('root', { type: 'RevokeCredential', credential: key.id, reason: 'Lost' });
    expect(calls(header)).toBe('invalid');
  });

  it('is not valid while the principal is suspended', () => {
    const { access, calls } = given();
    expect(calls(header)).toEqual(anna);
    access.as('root', { type: 'SuspendPrincipal', principal: 'anna', reason: 'Away' });
    expect(calls(header)).toBe('invalid');
    access.as('root', { type: 'RestorePrincipal', principal: 'anna', reason: 'Back' });
    expect(calls(header)).toEqual(anna);
  });

  it('is valid until the credential expires', () => {
    const expiresAt = '2026-12-01T00:00:00.000Z';
    const { calls, setNow } = given({ ...credentialFor(key), expiresAt });
    setNow('2026-11-30T23:59:59.999Z');
    expect(calls(header)).toEqual(anna);
    setNow(expiresAt);
    expect(calls(header)).toBe('invalid');
  });

  it('is valid from the networks of the credential alone', () => {
    const { calls } = given({ ...credentialFor(key), networks: ['10.0.0.0/8'] });
    expect([calls(header, '10.1.2.3'), calls(header, '127.0.0.1')]).toEqual([anna, 'invalid']);
  });

  it('is found by an older pepper as long as it is kept', () => {
    const before = new Peppers([old]);
    expect(given(credentialFor(key, before.newest)).calls(header)).toEqual(anna);
    const gone = new Peppers([new Uint8Array(32).fill(3)]);
    expect(given(credentialFor(key, gone.newest)).calls(header)).toBe('invalid');
  });
});
