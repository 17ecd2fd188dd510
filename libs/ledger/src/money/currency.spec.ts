import type { Posting } from '../transactions/posting';
import { currencyCodePattern, type CorrectCurrency } from './currency';
import { isoCurrencies } from './iso4217';
import {
  changed,
  chart,
  credit,
  currency,
  debit,
  given,
  opened,
  openLedger,
  paid,
  post,
  TestLedger,
  type Wish,
} from '../../../../test/support/given';
import { voided } from '../../../../test/support/given-holds';

describe('registering a currency', () => {
  it.each([0, 18])('takes %i decimals', (decimals) => {
    given()
      .when(currency('PTS', decimals))
      .then({
        type: 'CurrencyRegistered',
        body: { code: 'PTS', decimals: String(decimals), name: 'The PTS' },
      });
  });

  it('refuses a code of ISO 4217', () => {
    given().when(currency('EUR', 2)).refused('CurrencyAlreadyRegistered', { currency: 'EUR', decimals: '2' });
  });

  it('refuses a code that is registered, with the same decimals too', () => {
    given(currency('PTS', 0))
      .when(currency('PTS', 3))
      .refused('CurrencyAlreadyRegistered', { currency: 'PTS', decimals: '0' });
    given(currency('PTS', 0)).when(currency('PTS', 0)).refused('CurrencyAlreadyRegistered');
  });

  it('keeps its decimals, though ISO 4217 take up the code later with others', () => {
    const ledger = new TestLedger();
    ledger.perform(openLedger());
    ledger.take({ type: 'CurrencyRegistered', body: { code: 'EUR', decimals: '4', name: 'Our own' } });
    for (const account of [opened('a'), opened('b')]) ledger.perform(account);
    ledger.perform(paid('1.0001', 'a', 'b'));
    expect(ledger.balance('a')).toBe('1.0001');
  });

  it('lets its amounts be posted with its decimals', () => {
    given(currency('ETH', 18), opened('wallet'), opened('pool'))
      .when(
        post(debit('wallet', '0.000000000000000001', 'ETH'), credit('pool', '0.000000000000000001', 'ETH')),
      )
      .leaves({ 'wallet ETH': '0.000000000000000001', 'pool ETH': '-0.000000000000000001' });
  });
});

describe('ISO 4217', () => {
  it.each([
    ['EUR', 2],
    ['JPY', 0],
    ['KWD', 3],
    ['CLF', 4],
  ])('gives %s %i decimals', (code, decimals) => {
    expect(isoCurrencies.get(code)).toMatchObject({ code, decimals });
  });

  it('has only codes that a ledger could register, each with a name', () => {
    for (const { code, name } of isoCurrencies.values()) {
      expect(code).toMatch(currencyCodePattern);
      expect(name).not.toBe('');
    }
  });
});

describe('limits', () => {
  const limited = (...limits: { currency: string; minimum?: string; maximum?: string }[]) =>
    opened('cash', { accountType: 'asset', limits });

  it('are kept in the order of their currencies', () => {
    given()
      .when(
        limited({ minimum: '0.00', currency: 'USD' }, { minimum: '-1.00', maximum: '2.00', currency: 'EUR' }),
      )
      .then({
        type: 'AccountOpened',
        body: {
          limits: [
            { currency: 'EUR', maximum: '2.00', minimum: '-1.00' },
            { currency: 'USD', minimum: '0.00' },
          ],
          path: 'cash',
          type: 'asset',
        },
      });
  });

  it('refuses an unknown currency', () => {
    given()
      .when(limited({ currency: 'PTS', minimum: '0' }))
      .refused('CurrencyNotRegistered', { currency: 'PTS' });
  });

  it('refuses other decimals than those of the currency', () => {
    given()
      .when(limited({ currency: 'EUR', minimum: '0' }))
      .refused('AmountHasWrongDecimals', { amount: '0', currency: 'EUR', decimals: '2', limit: 'minimum' });
  });

  it('refuses more than 38 digits', () => {
    given()
      .when(limited({ currency: 'EUR', maximum: `${'9'.repeat(37)}.00` }))
      .refused('AmountTooLarge');
  });

  it('refuses a minimum balance above the maximum, but not one equal to it', () => {
    given()
      .when(limited({ currency: 'EUR', minimum: '1.00', maximum: '0.99' }))
      .refused('LimitsContradict', { currency: 'EUR', minimum: '1.00', maximum: '0.99' });
    given()
      .when(limited({ currency: 'EUR', minimum: '-1.00', maximum: '-1.00' }))
      .leaves({ cash: 'none' });
  });
});

describe('correcting a currency', () => {
  const corrected = (decimals: number, code = 'PTS'): CorrectCurrency => ({
    type: 'CorrectCurrency',
    code,
    decimals,
    name: 'Points',
  });
  const accounts = [currency('PTS', 6), opened('a'), opened('b')];
  const limits = [{ currency: 'PTS', minimum: '0.000000' }];

  it('gives it other decimals, with which its amounts are posted', () => {
    given(...accounts)
      .when(corrected(2))
      .then({ type: 'CurrencyCorrected', body: { code: 'PTS', decimals: '2', name: 'Points' } });
    given(...accounts, corrected(2))
      .when(post(debit('a', '1.50', 'PTS'), credit('b', '1.50', 'PTS')))
      .leaves({ 'a PTS': '1.50' });
  });

  it('may be done again, and where accounts accept the currency or postings in it are counted', () => {
    const counting = { count: '3', currency: 'PTS', name: 'few', per: 'node', side: 'debit' } as const;
    given(
      currency('PTS', 6),
      opened('c', { accountType: 'asset', currencies: ['PTS'] }),
      { type: 'SetVelocityLimits', path: 'c', limits: [{ ...counting, window: { seconds: '60' } }] },
      corrected(2),
    )
      .when(corrected(3))
      .then({ type: 'CurrencyCorrected', body: { code: 'PTS', decimals: '3', name: 'Points' } });
  });

  const zero = [debit('a', '0.000000', 'PTS'), credit('b', '0.000000', 'PTS')];
  it.each<[string, readonly Wish[]]>([
    ['a posting, be it of zero', [post(...zero)]],
    ['a hold that was voided', [{ type: 'PlaceHold', postings: some('1.000000') }, voided()]],
    ['a limit of an account that was removed', [changed('a', { limits }), changed('a', { limits: [] })]],
    ['a limit of the chart', [chart({ pattern: 'c:*', type: 'asset', limits }), chart()]],
    [
      'a velocity limit',
      [
        {
          type: 'SetVelocityLimits',
          path: 'a',
          limits: [
            {
              currency: 'PTS',
              maximum: '1.000000',
              name: 'daily',
              per: 'node',
              side: 'debit',
              window: { seconds: '60' },
            },
          ],
        },
      ],
    ],
  ])('is refused once there was %s', (_what, wishes) => {
    given(...accounts, ...wishes)
      .when(corrected(2))
      .refused('CurrencyIsFixed', { currency: 'PTS', decimals: '6' });
  });

  it('is refused for a currency of ISO 4217, and for one that there is not', () => {
    given().when(corrected(3, 'EUR')).refused('CurrencyIsFixed', { currency: 'EUR', decimals: '2' });
    given().when(corrected(3)).refused('CurrencyNotRegistered', { currency: 'PTS' });
  });

  it('is possible again where the only amount is taken back', () => {
    const ledger = new TestLedger();
    for (const wish of [openLedger(), ...accounts]) ledger.perform(wish);
    ledger.state.undo.restart();
    ledger.perform(post(...some('1.000000')));
    ledger.state.undo.backTo(0);
    ledger.perform(corrected(2));
    ledger.state.undo.backTo(0);
    expect(ledger.state.currencies.get('PTS')).toMatchObject({ decimals: 6, name: 'The PTS' });
  });

  function some(amount: string): readonly Posting[] {
    return [debit('a', amount, 'PTS'), credit('b', amount, 'PTS')];
  }
});
