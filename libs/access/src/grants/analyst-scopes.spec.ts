import { TestAccess } from '../../../../test/support/given-access';
import { analystScopes } from './analyst-scopes';

const scopesIn = ({ state }: TestAccess) =>
  analystScopes(state).map(({ databaseUser, ledger, path }) => `${databaseUser} ${ledger} ${path}`.trim());

describe('a database user', () => {
  it('may read what the grants of an analyst that name him cover, each node once', () => {
    const access = TestAccess.opened().added('anna', 'ben');
    access.granted('anna', 'analyst', { databaseUser: 'anna_sql' });
    access.granted('ben', 'analyst', {
      accounts: ['bank', 'customers:c1', 'bank'],
      databaseUser: 'ben_sql',
      ledger: 'acme',
    });
    access.granted('ben', 'analyst', { ledger: 'other' });
    expect(scopesIn(access)).toEqual(['anna_sql *', 'ben_sql acme bank', 'ben_sql acme customers:c1']);
  });

  it('may read nothing by a grant that was revoked', () => {
    const access = TestAccess.opened().added('anna');
    const grant = access.granted('anna', 'analyst', { databaseUser: 'anna_sql' });
    access.as('root', { type: 'RevokeGrant', grant, reason: 'Left' });
    expect(scopesIn(access)).toEqual([]);
  });

  it('may read nothing while the principal is suspended, and again once he is restored', () => {
    const access = TestAccess.opened().added('anna');
    access.granted('anna', 'analyst', { databaseUser: 'anna_sql' });
    access.as('root', { type: 'SuspendPrincipal', principal: 'anna', reason: 'Away' });
    expect(scopesIn(access)).toEqual([]);
    access.as('root', { type: 'RestorePrincipal', principal: 'anna', reason: 'Back' });
    expect(scopesIn(access)).toEqual(['anna_sql *']);
  });

  it('has the times of the grant, for whoever has a clock', () => {
    const access = TestAccess.opened().added('anna');
    const times = { startsAt: '2026-12-01T00:00:00.000Z', expiresAt: '2027-01-01T00:00:00.000Z' };
    access.granted('anna', 'analyst', { databaseUser: 'anna_sql', ...times });
    expect(analystScopes(access.state)).toEqual([expect.objectContaining(times)]);
  });
});
