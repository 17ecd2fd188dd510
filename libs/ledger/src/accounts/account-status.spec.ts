import { standingAfter } from './account-status';
import { closed, frozen, given, opened, paid, unfrozen } from '../../../../test/support/given';
import { captured, held, incremented } from '../../../../test/support/given-holds';
import type { AccountStatus, Side } from '../state';

const accounts = [opened('cash'), opened('sales', 'income')];
const reason = 'court order';

describe('freezing an account', () => {
  it('says the side, or none where both are meant', () => {
    given(...accounts)
      .when(frozen('cash', 'debit'))
      .then({ type: 'AccountFrozen', body: { path: 'cash', reason, side: 'debit' } });
    given(...accounts)
      .when(frozen('cash'))
      .then({ type: 'AccountFrozen', body: { path: 'cash', reason } });
    given(...accounts, frozen('cash'))
      .when(unfrozen('cash', 'credit'))
      .then({ type: 'AccountUnfrozen', body: { path: 'cash', reason, side: 'credit' } });
  });

  it.each<[Side | undefined, string, string]>([
    ['debit', 'refused', 'posted'],
    ['credit', 'posted', 'refused'],
    [undefined, 'refused', 'refused'],
  ])('on side %s: debits are %s, credits %s', (side, debits, credits) => {
    const attempt = (outcome: string, wish: ReturnType<typeof paid>) => {
      const tried = given(...accounts, frozen('cash', side)).when(wish);
      if (outcome === 'posted') tried.leaves({ 'cash USD': 'none' });
      else tried.refused('AccountIsFrozen', { account: 'cash' });
    };
    attempt(debits, paid('1.00', 'cash', 'sales'));
    attempt(credits, paid('1.00', 'sales', 'cash'));
  });

  it('names the side and the status in the refusal', () => {
    given(...accounts, frozen('cash'))
      .when(paid('1.00', 'sales', 'cash'))
      .refused('AccountIsFrozen', { account: 'cash', posting: 1, side: 'credit', accountStatus: 'frozen' });
  });

  it('lets postings through again once that side is unfrozen', () => {
    given(...accounts, frozen('cash'), unfrozen('cash', 'debit'))
      .when(paid('1.00', 'cash', 'sales'))
      .leaves({ cash: '1.00' });
    given(...accounts, frozen('cash'), unfrozen('cash', 'debit'))
      .when(paid('1.00', 'sales', 'cash'))
      .refused('AccountIsFrozen', { accountStatus: 'credit-frozen' });
  });

  it('refuses what would change nothing', () => {
    given(...accounts, frozen('cash', 'debit'))
      .when(frozen('cash', 'debit'))
      .refused('AccountIsFrozen', { accountStatus: 'debit-frozen' });
    given(...accounts)
      .when(unfrozen('cash'))
      .refused('AccountIsNotFrozen', { accountStatus: 'open' });
    given(...accounts, frozen('cash', 'debit'))
      .when(unfrozen('cash', 'credit'))
      .refused('AccountIsNotFrozen', { accountStatus: 'debit-frozen' });
  });

  it('refuses accounts that are not there, then those that are closed', () => {
    given().when(frozen('cash')).refused('AccountNotFound');
    given(...accounts, closed('cash'))
      .when(frozen('cash'))
      .refused('AccountIsClosed');
    given(...accounts, closed('cash'))
      .when(unfrozen('cash'))
      .refused('AccountIsClosed');
  });

  it('adds the sides up', () => {
    const after = (status: AccountStatus, type: 'AccountFrozen' | 'AccountUnfrozen', side?: Side) =>
      standingAfter(
        { status, exceptHolds: [] },
        { type, body: { path: 'cash', reason, ...(side && { side }) } },
      ).status;
    expect(after('debit-frozen', 'AccountFrozen', 'credit')).toBe('frozen');
    expect(after('frozen', 'AccountUnfrozen', 'debit')).toBe('credit-frozen');
    expect(after('credit-frozen', 'AccountUnfrozen')).toBe('open');
    expect(after('debit-frozen', 'AccountFrozen')).toBe('frozen');
  });
});

describe('a freeze that excepts holds', () => {
  const authorised = [...accounts, paid('50.00', 'cash', 'sales'), held('20.00', 'sales', 'cash')];
  const clearing = captured();

  it('lets what was authorised be captured, and refuses new postings, holds and increments', () => {
    const books = [...authorised, { ...frozen('cash'), exceptHolds: true }];
    given(...books)
      .when(clearing)
      .leaves({ cash: '30.00' });
    given(...books)
      .when(paid('1.00', 'sales', 'cash'))
      .refused('AccountIsFrozen', { account: 'cash', side: 'credit' });
    given(...books)
      .when(held('1.00', 'sales', 'cash'))
      .refused('AccountIsFrozen', { account: 'cash', side: 'credit' });
    given(...books)
      .when(incremented({ amount: '1.00' }))
      .refused('AccountIsFrozen', { account: 'cash', side: 'credit' });
  });

  it('is of the sides it names', () => {
    given(...authorised, { ...frozen('cash', 'debit'), exceptHolds: true }, frozen('cash', 'credit'))
      .when(clearing)
      .refused('AccountIsFrozen', { account: 'cash', side: 'credit' });
  });

  it('is taken back by a freeze without exception, by which nothing is captured any more', () => {
    const books = [...authorised, { ...frozen('cash'), exceptHolds: true }];
    given(...books, frozen('cash'))
      .when(clearing)
      .refused('AccountIsFrozen', { account: 'cash', side: 'credit' });
    given(...books)
      .when({ ...frozen('cash'), exceptHolds: true })
      .refused('AccountIsFrozen', { accountStatus: 'frozen' });
  });

  it('may follow one without', () => {
    given(...authorised, frozen('cash'), { ...frozen('cash', 'credit'), exceptHolds: true })
      .when(clearing)
      .leaves({ cash: '30.00' });
  });
});

describe('closing an account', () => {
  it('needs a balance of zero in every currency', () => {
    given(...accounts, paid('0.01', 'cash', 'sales'))
      .when(closed('sales'))
      .refused('AccountHasBalance', { account: 'sales', currency: 'EUR', amount: '0.01' });
    given(...accounts, paid('0.01', 'cash', 'sales'), paid('0.01', 'sales', 'cash'))
      .when(closed('cash'))
      .then({ type: 'AccountClosed', body: { path: 'cash', reason: 'customer left' } });
  });

  it('may follow a freeze', () => {
    given(...accounts, frozen('cash'))
      .when(closed('cash'))
      .then({ type: 'AccountClosed', body: { path: 'cash', reason: 'customer left' } });
  });

  it('is for good: no posting, no second close, also where a chart would open the path', () => {
    given(...accounts, closed('cash'))
      .when(paid('0.00', 'sales', 'cash'))
      .refused('AccountIsClosed', { account: 'cash', posting: 1 });
    given(...accounts, closed('cash'))
      .when(closed('cash'))
      .refused('AccountIsClosed', { account: 'cash' });
  });

  it('refuses an account that was never opened', () => {
    given().when(closed('cash')).refused('AccountNotFound', { account: 'cash' });
  });
});
