import {
  changed,
  closed,
  credit,
  currency,
  debit,
  given,
  opened,
  paid,
  post,
} from '../../../../test/support/given';

describe('opening an account', () => {
  it('keeps its type, currencies in order, tags and metadata', () => {
    given()
      .when(
        opened('cash', {
          accountType: 'asset',
          currencies: ['USD', 'EUR', 'USD'],
          tags: ['till'],
          metadata: { branch: '7' },
        }),
      )
      .then({
        type: 'AccountOpened',
        body: {
          currencies: ['EUR', 'USD'],
          metadata: { branch: '7' },
          path: 'cash',
          tags: ['till'],
          type: 'asset',
        },
      });
  });

  it('happens once, even after the account was closed', () => {
    given(opened('cash'))
      .when(opened('cash'))
      .refused('AccountAlreadyOpen', { account: 'cash', accountStatus: 'open' });
    given(opened('cash'), closed('cash'))
      .when(opened('cash'))
      .refused('AccountAlreadyOpen', { accountStatus: 'closed' });
  });

  it('refuses currencies that nobody registered', () => {
    given()
      .when(opened('cash', { accountType: 'asset', currencies: ['EUR', 'PTS'] }))
      .refused('CurrencyNotRegistered', { currency: 'PTS' });
  });
});

describe('the type of an account', () => {
  it('is inherited from the nearest opened account above', () => {
    given(opened('a', 'liability'))
      .when(opened('a:b:c', {}))
      .then({ type: 'AccountOpened', body: { path: 'a:b:c', type: 'liability' } });
  });

  it('must be given where no account above is open', () => {
    given(opened('a:b')).when(opened('a', {})).refused('AccountTypeMissing', { account: 'a' });
    given(opened('ab')).when(opened('a', {})).refused('AccountTypeMissing');
  });

  it('may not contradict the type above', () => {
    given(opened('a', 'liability'))
      .when(opened('a:b:c', 'asset'))
      .refused('AccountTypeContradictsTree', { account: 'a:b:c', accountType: 'asset' });
  });

  it('may not contradict a type below, at any depth', () => {
    given(opened('a:b:c', 'asset'))
      .when(opened('a', 'liability'))
      .refused('AccountTypeContradictsTree', { account: 'a', accountType: 'liability' });
    given(opened('a:b', 'asset'), opened('a:c', 'income'))
      .when(opened('a', 'asset'))
      .refused('AccountTypeContradictsTree');
    given(opened('a:b:c', 'asset')).when(opened('a', 'asset')).leaves({ a: 'none' });
  });

  it('is held by closed accounts as well', () => {
    given(opened('a', 'asset'), closed('a'))
      .when(opened('a:b', 'income'))
      .refused('AccountTypeContradictsTree');
  });

  it('says nothing of a sibling or of a path that only begins alike', () => {
    given(opened('a:b', 'asset'), opened('a:bc', 'income'))
      .when(opened('ab', 'equity'))
      .leaves({ ab: 'none' });
  });

  it.each(['asset', 'expense'] as const)('%s makes debits increase the balance', (type) => {
    given(opened('a', type), opened('b', 'equity'))
      .when(paid('2.00', 'a', 'b'))
      .leaves({ a: '2.00' });
  });

  it.each(['liability', 'equity', 'income'] as const)('%s makes credits increase the balance', (type) => {
    given(opened('a'), opened('b', type))
      .when(paid('2.00', 'a', 'b'))
      .leaves({ b: '2.00' });
  });
});

describe('changing an account', () => {
  it('says only what changes', () => {
    given(opened('cash', { accountType: 'asset', currencies: ['EUR'] }))
      .when(changed('cash', { metadata: { branch: null }, tags: [] }))
      .then({ type: 'AccountChanged', body: { metadata: { branch: null }, path: 'cash', tags: [] } });
  });

  it('accepts any currency once the list is null, and as before while it is absent', () => {
    const dollars = post(debit('cash', '1.00', 'USD'), credit('sales', '1.00', 'USD'));
    const before = [opened('cash', { accountType: 'asset', currencies: ['EUR'] }), opened('sales', 'income')];
    given(...before, changed('cash', { currencies: null }))
      .when(dollars)
      .leaves({ 'cash USD': '1.00' });
    given(...before, changed('cash', { tags: ['x'] }))
      .when(dollars)
      .refused('CurrencyNotAccepted');
  });

  it('replaces all limits', () => {
    const limit = (code: string) => ({ currency: code, minimum: '0.00' });
    const account = opened('cash', { accountType: 'asset', limits: [limit('EUR')] });
    given(account, opened('sales', 'income'), changed('cash', { limits: [limit('USD')] }))
      .when(paid('1.00', 'sales', 'cash'))
      .leaves({ cash: '-1.00' });
  });

  it('replaces all personal text; null leaves none', () => {
    const personal = [{ cipher: 'A'.repeat(84), key: '9f2c1a7be0d34c55' }];
    for (const text of [personal, null])
      given(opened('cash'))
        .when(changed('cash', { personal: text, tags: [] }))
        .then({ type: 'AccountChanged', body: { path: 'cash', personal: text, tags: [] } });
  });

  it('changes one account, not those with equal terms', () => {
    const terms = { accountType: 'asset', limits: [{ currency: 'EUR', minimum: '0.00' }] } as const;
    given(opened('a', terms), opened('b', terms), opened('c'), changed('a', { limits: [] }))
      .when(paid('1.00', 'c', 'b'))
      .refused('BalanceBelowMinimum', { account: 'b' });
  });

  it('must go on accepting a currency in which there is a balance', () => {
    const before = [opened('cash'), opened('sales', 'income'), paid('1.00', 'cash', 'sales')];
    given(...before)
      .when(changed('cash', { currencies: ['USD'] }))
      .refused('CurrencyInUse', { account: 'cash', currency: 'EUR' });
    given(...before, paid('1.00', 'sales', 'cash'))
      .when(changed('cash', { currencies: ['USD'] }))
      .then({ type: 'AccountChanged', body: { currencies: ['USD'], path: 'cash' } });
  });

  it('refuses an account that was never opened, then one that is closed, then unknown currencies', () => {
    const wish = changed('cash', { currencies: ['PTS'] });
    given().when(wish).refused('AccountNotFound', { account: 'cash' });
    given(opened('cash'), closed('cash')).when(wish).refused('AccountIsClosed', { account: 'cash' });
    given(opened('cash')).when(wish).refused('CurrencyNotRegistered');
    given(opened('cash'), currency('PTS', 0)).when(wish).leaves({ cash: 'none' });
  });
});
