import { TestAccess } from '../../../../test/support/given-access';
import { noon } from '../../../../test/support/given';
import type { GrantBody } from '../commands';

const grant = (principal: string, role: GrantBody['role'], scope: Partial<GrantBody> = {}) =>
  ({ type: 'MakeGrant', principal, role, ledger: '*', ...scope }) as const;

/** What comes of a grant that an administrator makes. */
function madeBy(access: TestAccess, sub: string, ...wanted: Parameters<typeof grant>): string {
  return access.refusal(() => access.as(sub, grant(...wanted)));
}

describe('a grant', () => {
  it('keeps its fields in the order of entries', () => {
    const access = TestAccess.opened().added('anna');
    const scope = { maximum: [{ amount: '5.00', currency: 'EUR' }], accounts: ['bank'] };
    const [event] = access.as('root', grant('anna', 'poster', scope));
    expect(Object.keys(event!.body)).toEqual(['accounts', 'ledger', 'maximum', 'principal', 'role']);
  });

  it('is made by who may manage access, as the journal stands now', () => {
    const access = TestAccess.opened().named('eva').added('anna', 'ben');
    expect(madeBy(access, 'anna', 'ben', 'poster')).toBe('NotPermitted');
    const by = access.actor('eva');
    access.as('root', { type: 'RevokeGrant', grant: by.grant!, reason: 'Left' });
    expect(access.refusal(() => access.take({ ...grant('ben', 'poster'), by }))).toBe('NotPermitted');
    expect(madeBy(access, 'root', 'ben', 'poster')).toBe('accepted');
  });

  it('is never made to oneself, nor to a service of one’s own', () => {
    const access = TestAccess.opened().named('eva').added('wallets of root', 'payouts of eva');
    expect(madeBy(access, 'root', 'root', 'auditor')).toBe('GrantToOneself');
    expect(madeBy(access, 'root', 'wallets', 'poster')).toBe('GrantToOneself');
    expect(madeBy(access, 'eva', 'wallets', 'auditor')).toBe('accepted');
  });

  it.each([
    ['admin', 'poster'],
    ['admin', 'approver'],
    ['poster', 'admin'],
    ['approver', 'admin'],
  ] as const)(
    'of %s keeps a person from becoming %s, under his own name or that of a service',
    (had, wanted) => {
      const access = TestAccess.opened().added('anna', 'wallets of anna');
      access.granted('anna', had);
      expect(madeBy(access, 'root', 'anna', wanted)).toBe('DutiesConflict');
      const ofService = wanted === 'approver' ? 'PrincipalIsNotPerson' : 'DutiesConflict';
      expect(madeBy(access, 'root', 'wallets', wanted)).toBe(ofService);
    },
  );

  it('to publish is for services, and to approve for persons', () => {
    const access = TestAccess.opened().added('anna', 'feed of anna');
    for (const role of ['publisher', 'worker'] as const) {
      expect(madeBy(access, 'root', 'anna', role)).toBe('PrincipalIsNotService');
      expect(madeBy(access, 'root', 'feed', role)).toBe('accepted');
    }
    expect(madeBy(access, 'root', 'feed', 'approver')).toBe('PrincipalIsNotPerson');
  });

  it('of a service counts for the person that owns it', () => {
    const access = TestAccess.opened().added('anna', 'wallets of anna');
    access.granted('wallets', 'poster');
    expect(madeBy(access, 'root', 'anna', 'admin')).toBe('DutiesConflict');
    expect(madeBy(access, 'root', 'anna', 'auditor')).toBe('accepted');
  });

  it('that was revoked or has expired keeps nobody from another duty', () => {
    const access = TestAccess.opened().added('anna', 'ben');
    const revoked = access.granted('anna', 'poster');
    access.as('root', { type: 'RevokeGrant', grant: revoked, reason: 'Moved' });
    expect(madeBy(access, 'root', 'anna', 'admin')).toBe('accepted');
    access.granted('ben', 'poster', { expiresAt: '2026-11-24T00:00:00.000Z' });
    const later = () => access.as('root', grant('ben', 'admin'), '2026-11-24T00:00:00.000Z');
    expect(access.refusal(later)).toBe('accepted');
  });

  it.each([
    ['operator', { ledger: 'acme' }, 'ledger'],
    ['poster', { databaseUser: 'anna' }, 'databaseUser'],
    ['analyst', { accounts: ['customers:*'], databaseUser: 'anna' }, 'accounts'],
    ['analyst', { currencies: ['EUR'], databaseUser: 'anna' }, 'currencies'],
    ['approver', { late: true }, 'late'],
    ['auditor', { debits: ['bank'] }, 'debits'],
    ['admin', { maximum: [] }, 'maximum'],
    ['poster', { maximum: ['1', '2'].map((amount) => ({ amount, currency: 'EUR' })) }, 'maximum'],
    ['auditor', { personal: true }, 'expiresAt'],
    ['auditor', { personal: true, expiresAt: '2027-02-21T12:00:00.001Z' }, 'expiresAt'],
    ['poster', { startsAt: '2026-12-02T00:00:00.000Z', expiresAt: '2026-12-01T00:00:00.000Z' }, 'expiresAt'],
  ] as const)('of the role %s does not have the scope %j', (role, scope, field) => {
    const access = TestAccess.opened().added('anna');
    const wanted = grant('anna', role, scope);
    expect(() => access.as('root', wanted)).toThrow(
      expect.objectContaining({ code: 'GrantHasWrongScope', facts: expect.objectContaining({ field }) }),
    );
  });

  it('of personal text lasts at most 90 days', () => {
    const access = TestAccess.opened().added('anna');
    const scope = { personal: true, expiresAt: '2027-02-21T12:00:00.000Z' } as const;
    expect(madeBy(access, 'root', 'anna', 'auditor', scope)).toBe('accepted');
  });

  it('that has expired already is not made', () => {
    const access = TestAccess.opened().added('anna');
    expect(madeBy(access, 'root', 'anna', 'auditor', { expiresAt: noon })).toBe('ExpiryInPast');
  });
});

describe('the revocation of a grant', () => {
  it('says why it is refused', () => {
    const access = TestAccess.opened().named('eva').added('anna');
    const seq = access.granted('anna', 'poster');
    const revoke = (which: string) => ({ type: 'RevokeGrant', grant: which, reason: 'Left' }) as const;
    expect(access.refusal(() => access.as('root', revoke('0')))).toBe('GrantNotFound');
    access.as('root', revoke(seq));
    expect(access.refusal(() => access.as('root', revoke(seq)))).toBe('GrantIsRevoked');
  });

  it('leaves one administrator who can go on', () => {
    const access = TestAccess.opened().added('anna', 'wallets of anna', 'ben');
    access.granted('anna', 'admin', { expiresAt: '2026-12-01T00:00:00.000Z' });
    access.granted('ben', 'admin', { ledger: 'acme' });
    const own = access.actor('root').grant!;
    const revoke = { type: 'RevokeGrant', grant: own, reason: 'Left' } as const;
    const suspend = { type: 'SuspendPrincipal', principal: 'root', reason: 'Left' } as const;
    expect(access.refusal(() => access.as('root', revoke))).toBe('AdminIsLast');
    expect(access.refusal(() => access.as('anna', suspend))).toBe('AdminIsLast');
    access.granted('ben', 'admin');
    expect(access.refusal(() => access.as('root', revoke))).toBe('accepted');
  });
});
