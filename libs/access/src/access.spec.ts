import { TestAccess, apiKey, type Wanted } from '../../../test/support/given-access';
import type { CredentialBody } from './commands';

const refused = (access: TestAccess, sub: string, wanted: Wanted) =>
  access.refusal(() => access.as(sub, wanted));

const suspended = (principal: string) =>
  ({ type: 'SuspendPrincipal', principal, reason: 'On leave' }) as const;
const restored = (principal: string) => ({ type: 'RestorePrincipal', principal, reason: 'Back' }) as const;

describe('the access journal', () => {
  it('is opened once, and nothing is asked of it before', () => {
    const access = new TestAccess();
    const wanted = { type: 'AddPrincipal', kind: 'person', principal: 'anna' } as const;
    expect(refused(access, 'root', wanted)).toBe('AccessNotOpened');
    const opened = TestAccess.opened();
    const writerKey = { keyId: '1', role: 'writer', rootSignature: '', vkey: '' } as const;
    const again: Wanted = { type: 'OpenAccess', root: 'root', writerKey, notaryKeys: [] };
    expect(refused(opened, 'root', again)).toBe('AccessAlreadyOpened');
  });

  it('takes changes of its keys from who may change keys', () => {
    const access = TestAccess.opened().added('anna');
    const key = { keyId: '00000001', role: 'writer', rootSignature: '', vkey: '' } as const;
    expect(refused(access, 'anna', { type: 'RegisterKey', vouched: { keysAt: 1 }, ...key })).toBe(
      'NotPermitted',
    );
    expect(refused(access, 'root', { type: 'RegisterKey', vouched: { keysAt: 1 }, ...key })).toBe('accepted');
  });
});

describe('a principal', () => {
  it('has an id of its own, and a service an owner who is a person', () => {
    const access = TestAccess.opened().added('anna', 'wallets of anna');
    const add = (principal: string, owner: string): Wanted => ({
      type: 'AddPrincipal',
      kind: 'service',
      owner,
      principal,
    });
    expect(refused(access, 'root', add('wallets', 'anna'))).toBe('PrincipalAlreadyExists');
    expect(refused(access, 'root', add('payouts', 'nobody'))).toBe('PrincipalNotFound');
    expect(refused(access, 'root', add('payouts', 'wallets'))).toBe('PrincipalIsNotPerson');
  });

  it('is suspended and restored in turn, its services restored by others', () => {
    const access = TestAccess.opened().named('eva').added('wallets of root');
    expect(refused(access, 'root', restored('wallets'))).toBe('PrincipalIsNotSuspended');
    expect(refused(access, 'root', suspended('wallets'))).toBe('accepted');
    expect(refused(access, 'root', suspended('wallets'))).toBe('PrincipalIsSuspended');
    expect(refused(access, 'root', restored('wallets'))).toBe('GrantToOneself');
    expect(refused(access, 'eva', restored('wallets'))).toBe('accepted');
  });
});

describe('a credential', () => {
  const certificate = { kind: 'certificate', fingerprint: 'ab'.repeat(32), credential: 'c1' } as const;
  const token = { kind: 'token', issuer: 'https://id.example', subject: '7', credential: 't1' } as const;
  const add = (credential: CredentialBody): Wanted => ({
    ...credential,
    type: 'AddCredential',
    principal: 'anna',
  });

  it.each<[string, CredentialBody, CredentialBody]>([
    ['id', apiKey, { ...apiKey, credential: 'a1B2c3D4e5F6' }],
    ['certificate', certificate, { ...certificate, credential: 'c2' }],
    ['identity', token, { ...token, credential: 't2' }],
  ])('has the %s for itself until it is revoked, its id for ever', (_, first, second) => {
    const access = TestAccess.opened().added('anna');
    access.as('root', add(first));
    expect(refused(access, 'root', add(second))).toBe('CredentialAlreadyExists');
    access.as('root', { type: 'RevokeCredential', credential: first.credential, reason: 'Lost' });
    const isSameId = first.credential === second.credential;
    expect(refused(access, 'root', add(second))).toBe(isSameId ? 'CredentialAlreadyExists' : 'accepted');
  });

  it('is revoked once', () => {
    const access = TestAccess.opened().added('anna');
    const revoke = { type: 'RevokeCredential', credential: 't1', reason: 'Lost' } as const;
    expect(refused(access, 'root', revoke)).toBe('CredentialNotFound');
    access.as('root', add(token));
    expect(refused(access, 'root', revoke)).toBe('accepted');
    expect(refused(access, 'root', revoke)).toBe('CredentialIsRevoked');
  });

  it('that has expired already is not added', () => {
    const access = TestAccess.opened().added('anna');
    const expired = add({ ...apiKey, expiresAt: '2026-11-23T12:00:00.000Z' });
    expect(refused(access, 'root', expired)).toBe('ExpiryInPast');
  });
});

describe('an administrator named by the root key', () => {
  it('is added or restored, and can manage access at once', () => {
    const access = TestAccess.opened().named('eva').added('anna');
    access.as('eva', suspended('root'));
    access.named('root', 'another');
    expect(refused(access, 'root', suspended('anna'))).toBe('accepted');
  });

  it('is a person with no other duty, who gets a credential of his own', () => {
    const access = TestAccess.opened().added('anna', 'wallets of anna');
    access.granted('wallets', 'poster');
    const name = (principal: string, credential = 'new'): Wanted => ({
      type: 'NameAdmin',
      credential: { ...apiKey, credential },
      principal,
      rootSignature: 'signed',
      vouched: { keysAt: 1 },
    });
    expect(refused(access, 'root', name('eva'))).toBe('NotPermitted');
    expect(refused(access, 'system', { ...name('eva'), vouched: { keysAt: -1 } } as Wanted)).toBe(
      'KeysChanged',
    );
    expect(refused(access, 'system', name('anna'))).toBe('DutiesConflict');
    expect(refused(access, 'system', name('wallets'))).toBe('PrincipalIsNotPerson');
    expect(refused(access, 'system', name('eva', 'of-root'))).toBe('CredentialAlreadyExists');
  });
});

describe('a read that is recorded', () => {
  it('needs the permission to read it', () => {
    const access = TestAccess.opened().added('anna', 'ben');
    access.granted('anna', 'auditor', { ledger: 'acme', accounts: ['bank'] });
    const read = (ledger: string, account?: string): Wanted => ({
      type: 'RecordRead',
      ledger,
      ...(account === undefined ? { what: 'journal' } : { account, what: 'account' }),
    });
    expect(refused(access, 'anna', read('acme', 'bank'))).toBe('accepted');
    expect(refused(access, 'anna', read('acme', 'fees'))).toBe('OutOfScope');
    expect(refused(access, 'anna', read('acme'))).toBe('OutOfScope');
    expect(refused(access, 'anna', read('other', 'bank'))).toBe('NotPermitted');
    expect(refused(access, 'ben', read('acme', 'bank'))).toBe('NotPermitted');
    const personal: Wanted = { type: 'RecordRead', ledger: 'acme', account: 'bank', what: 'personal' };
    expect(refused(access, 'anna', personal)).toBe('OutOfScope');
  });
});

describe('the erasure of a subject', () => {
  it('says which keys are destroyed', () => {
    const access = TestAccess.opened().added('anna');
    const erase: Wanted = { type: 'EraseSubject', keys: ['9f2c1a7be0d34c55'], reason: 'Asked for it' };
    expect(refused(access, 'anna', erase)).toBe('NotPermitted');
    access.as('root', erase);
    expect([...access.state.erasedKeys]).toEqual(['9f2c1a7be0d34c55']);
  });
});
