import { TestAccess } from '../../../../test/support/given-access';
import type { CredentialBody } from '../commands';
import { apiKeyText, credentialOf, newApiKey, type ApiKey } from './api-key';
import { Authenticator } from './authenticator';
import { Peppers } from './peppers';
import type { TokenIdentity } from './tokens';

const old = new Uint8Array(32).fill(1);
const newest = new Uint8Array(32).fill(2);
const peppers = new Peppers([newest, old]);
const key = newApiKey((size) => new Uint8Array(size).fill(7));
const address = '127.0.0.1';

/** A credential for this key, its digest by the newest pepper or another. */
function credentialFor(apiKey: ApiKey, pepper = peppers.newest): CredentialBody {
  return credentialOf(apiKey, pepper);
}

function given(credential: CredentialBody = credentialFor(key)) {
  const access = TestAccess.opened().added('anna');
  access.as('root', { ...credential, type: 'AddCredential', principal: 'anna' });
  let now = '2026-11-30T12:00:00.000Z';
  const authenticator = new Authenticator({ state: () => access.state }, peppers, () => now);
  return {
    access,
    setNow: (time: string) => (now = time),
    authenticator,
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

describe('a caller with a certificate', () => {
  const fingerprint = 'ab'.repeat(32);
  const certificate: CredentialBody = { credential: 'certificate1', kind: 'certificate', fingerprint };
  const certified = (isValid = true, authorization?: string) =>
    given(certificate).authenticator.authenticate({
      authorization,
      address,
      certificate: { fingerprint, isValid },
    });

  it('is who the certificate is a credential of, while it is valid', () => {
    expect(certified()).toEqual({ credential: 'certificate1', principal: 'anna' });
    expect(certified(false)).toBe('invalid');
  });

  it('is invalid with a certificate that is no credential', () => {
    const { authenticator } = given();
    const sent = { fingerprint, isValid: true };
    expect(authenticator.authenticate({ authorization: undefined, address, certificate: sent })).toBe(
      'invalid',
    );
  });

  it('is who the header says, where there is one', () => {
    expect(certified(true, header)).toBe('invalid');
  });
});

describe('a caller with a token', () => {
  const [issuer, subject] = ['https://login.example', 'anna@bank'];
  const credential: CredentialBody = { credential: 'token1234567', kind: 'token', issuer, subject };
  const expiresAt = '2026-11-30T13:00:00.000Z';
  const text = 'Bearer aaa.bbb.ccc';

  function withTokens(identity: TokenIdentity | undefined) {
    const { access } = given(credential);
    let verified = 0;
    let now = '2026-11-30T12:00:00.000Z';
    const identityIn = () => {
      verified += 1;
      return Promise.resolve(identity);
    };
    const authenticator = new Authenticator({ state: () => access.state }, peppers, () => now, {
      tokens: { identityIn },
    });
    return {
      access,
      calls: () => authenticator.authenticate({ authorization: text, address }),
      verified: () => verified,
      setNow: (time: string) => (now = time),
    };
  }
  const caller = { credential: 'token1234567', principal: 'anna' };

  it('is verified once, and remembered until the token expires', async () => {
    const { calls, verified, setNow } = withTokens({ issuer, subject, expiresAt });
    expect(await calls()).toEqual(caller);
    expect(calls()).toEqual(caller);
    expect(verified()).toBe(1);
    setNow(expiresAt);
    await calls();
    expect(verified()).toBe(2);
  });

  it('is invalid once the credential is revoked, though the token was remembered', async () => {
    const { access, calls } = withTokens({ issuer, subject, expiresAt });
    await calls();
    access.as('root', { type: 'RevokeCredential', credential: 'token1234567', reason: 'Left' });
    expect(await calls()).toBe('invalid');
  });

  it.each([
    ['of another subject', { issuer, subject: 'anna@bank.evil', expiresAt }],
    ['of the same subject of another issuer', { issuer: 'https://other.example', subject, expiresAt }],
    ['that is invalid', undefined],
  ])('is invalid with a token %s', async (_, identity) => {
    expect(await withTokens(identity).calls()).toBe('invalid');
  });
});

describe('invalid credentials', () => {
  it('are no longer looked at once there were too many, while what was proved still is', () => {
    const { access } = given();
    let invalid = 0;
    const failures = { areTooMany: () => invalid >= 3, count: () => void (invalid += 1) };
    const authenticator = new Authenticator(
      { state: () => access.state },
      peppers,
      () => '2026-11-30T12:00:00.000Z',
      { failures },
    );
    const calls = (authorization: string) => authenticator.authenticate({ authorization, address });
    expect(calls(header)).toEqual(anna);
    const outcomes = Array.from({ length: 5 }, (_, at) => calls(`Bearer guess-${at}`));
    expect(outcomes).toEqual(['invalid', 'invalid', 'invalid', 'tooManyInvalid', 'tooManyInvalid']);
    expect(calls(header)).toEqual(anna);
  });
});
