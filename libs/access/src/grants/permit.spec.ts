import { TestAccess } from '../../../../test/support/given-access';
import { permit, permitBy, type Demand } from './permit';

const noon = '2026-11-23T12:00:00.000Z';
const read: Demand = { permission: 'readFigures', ledger: 'acme' };
const post: Demand = { permission: 'post', ledger: 'acme', command: 'PostTransaction' };

/** One person, and what it is granted. */
function anna(...grants: readonly Parameters<TestAccess['granted']>[]): TestAccess {
  const access = TestAccess.opened().added('anna');
  for (const grant of grants) access.granted(...grant);
  return access;
}

describe('a permission', () => {
  it('is denied to who is not known, has no grant, or none for that ledger', () => {
    const access = anna(['anna', 'poster', { ledger: 'other' }]).added('ben');
    expect(['nobody', 'ben', 'anna'].map((sub) => access.verdict(sub, read))).toEqual(
      Array(3).fill('ledger'),
    );
  });

  it('is that of the role, and no other', () => {
    const access = anna(['anna', 'auditor']);
    expect(access.verdict('anna', read)).toBe('permitted');
    expect(access.verdict('anna', post)).toBe('permission');
  });

  it('holds from when the grant begins until it expires', () => {
    const startsAt = '2026-11-24T00:00:00.000Z';
    const expiresAt = '2026-11-25T00:00:00.000Z';
    const access = anna(['anna', 'poster', { startsAt, expiresAt }]);
    const at = ['2026-11-23T23:59:59.999Z', startsAt, '2026-11-24T23:59:59.999Z', expiresAt];
    expect(at.map((now) => access.verdict('anna', read, now))).toEqual([
      'ledger',
      'permitted',
      'permitted',
      'ledger',
    ]);
  });

  it('ends with the grant, and rests while the principal is suspended', () => {
    const access = anna();
    const grant = access.granted('anna', 'poster');
    access.as('root', { type: 'SuspendPrincipal', principal: 'anna', reason: 'On leave' });
    expect(access.verdict('anna', read)).toBe('ledger');
    access.as('root', { type: 'RestorePrincipal', principal: 'anna', reason: 'Back' });
    expect(access.verdict('anna', read)).toBe('permitted');
    access.as('root', { type: 'RevokeGrant', grant, reason: 'Left' });
    expect(access.verdict('anna', read)).toBe('ledger');
  });

  it('to maintain is the opening of accounts for a poster, unless the grant names other commands', () => {
    const maintain = (command: string): Demand => ({ permission: 'maintain', ledger: 'acme', command });
    const access = anna(['anna', 'poster']).added('ben');
    access.granted('ben', 'poster', { commands: ['FreezeAccount'] });
    expect(access.verdict('anna', maintain('OpenAccount'))).toBe('permitted');
    expect(access.verdict('anna', maintain('FreezeAccount'))).toBe('permission');
    expect(access.verdict('ben', maintain('FreezeAccount'))).toBe('permitted');
    expect(access.verdict('ben', maintain('OpenAccount'))).toBe('permission');
    expect(access.verdict('ben', post)).toBe('scope');
  });

  it('of no single ledger needs a grant of every ledger', () => {
    const access = anna(['anna', 'admin', { ledger: 'acme' }]).added('ben');
    access.granted('ben', 'admin');
    const manage: Demand = { permission: 'manageAccess', ledger: '*' };
    expect(access.verdict('anna', manage)).toBe('ledger');
    expect(access.verdict('anna', { ...manage, ledger: 'acme' })).toBe('permission');
    expect(access.verdict('ben', manage)).toBe('permitted');
    expect(access.verdict('anna', { permission: 'configure', ledger: 'acme' })).toBe('permitted');
  });

  it('needs one grant that covers all of a command, and names the earliest', () => {
    const access = anna();
    access.granted('anna', 'poster', { accounts: ['bank'] });
    access.granted('anna', 'poster', { accounts: ['wallets'] });
    const posting = { amount: '1.00', currency: 'EUR', side: 'debit' } as const;
    const both = ['bank', 'wallets'].map((account) => ({ ...posting, account }));
    const demand = { ...post, reach: { postings: both } };
    expect(permit(access.state, 'anna', demand, noon)).toMatchObject({
      denied: 'scope',
      outside: { account: 'wallets', posting: 1 },
    });
    const whole = access.granted('anna', 'poster');
    access.granted('anna', 'poster');
    expect(permit(access.state, 'anna', demand, noon)).toMatchObject({ grant: { seq: Number(whole) } });
  });

  it('by a named grant is that of this grant alone', () => {
    const access = anna(['anna', 'auditor'], ['anna', 'poster']);
    const [auditor, poster] = access.state.principals.get('anna')!.grants;
    const by = (seq: number) =>
      permitBy(access.state.principals.get('anna')!, seq, { demand: post, now: noon });
    expect(by(auditor!.seq)).toEqual({ denied: 'permission' });
    expect(by(poster!.seq)).toEqual({ grant: poster });
    expect(by(0)).toEqual({ denied: 'ledger' });
  });
});
