import {
  chart,
  credit,
  debit,
  given,
  opened,
  openLedger,
  paid,
  post,
  refusalOf,
  TestLedger,
} from '../../../../test/support/given';
import type { AccountType, ChartPattern } from '../state';

const line = (
  pattern: string,
  type: AccountType = 'asset',
  more: Partial<ChartPattern> = {},
): ChartPattern => ({
  pattern,
  type,
  ...more,
});

describe('declaring a chart', () => {
  it('keeps the lines in the order given, each in canonical order', () => {
    given()
      .when(
        chart(
          line('b:*', 'liability', {
            currencies: ['USD', 'EUR'],
            limits: [{ currency: 'EUR', minimum: '0.00' }],
          }),
          line('a'),
        ),
      )
      .then({
        type: 'ChartDeclared',
        body: {
          patterns: [
            {
              currencies: ['EUR', 'USD'],
              limits: [{ currency: 'EUR', minimum: '0.00' }],
              pattern: 'b:*',
              type: 'liability',
            },
            { pattern: 'a', type: 'asset' },
          ],
        },
      });
  });

  it('refuses one pattern twice', () => {
    given()
      .when(chart(line('a:*'), line('a:*', 'income')))
      .refused('ChartPatternsContradict', { pattern: 'a:*' });
  });

  it('refuses an unknown currency and wrong limits', () => {
    given()
      .when(chart(line('a', 'asset', { currencies: ['PTS'] })))
      .refused('CurrencyNotRegistered', { pattern: 'a' });
    given()
      .when(chart(line('a', 'asset', { limits: [{ currency: 'EUR', minimum: '2.00', maximum: '1.00' }] })))
      .refused('LimitsContradict', { pattern: 'a' });
  });

  it('says which limit of which pattern has the wrong decimals', () => {
    const wrong = line('b:*', 'asset', { limits: [{ currency: 'EUR', minimum: '0.00', maximum: '1.0' }] });
    const { message, facts } = refusalOf(() =>
      new TestLedger().perform(openLedger({ chart: [line('a'), wrong] })),
    );
    expect(message).toBe('1.0, the maximum balance in the pattern b:*, has 1 decimal, EUR has exactly 2.');
    expect(facts).toMatchObject({ currency: 'EUR', limit: 'maximum', pattern: 'b:*' });
  });

  it('replaces the chart before it', () => {
    given(chart(line('a')), chart(line('b')), opened('c'))
      .when(paid('1.00', 'a', 'c'))
      .refused('AccountNotOpen', { account: 'a' });
  });

  it('leaves accounts that are open with the terms they have', () => {
    given(chart(line('a', 'liability')), opened('c'), paid('1.00', 'c', 'a'), chart(line('a', 'asset')))
      .when(paid('1.00', 'c', 'a'))
      .leaves({ a: '2.00' });
  });
});

describe('the first posting to an account of the chart', () => {
  it('opens it with the terms of its pattern, before the transaction', () => {
    const limits = [{ currency: 'EUR', minimum: '0.00' }];
    given(chart(line('customers:*:wallet', 'liability', { currencies: ['EUR'], limits })), opened('bank'))
      .when(paid('5.00', 'bank', 'customers:alice:wallet'))
      .then(
        {
          type: 'AccountOpened',
          body: {
            currencies: ['EUR'],
            limits,
            path: 'customers:alice:wallet',
            pattern: 'customers:*:wallet',
            type: 'liability',
          },
        },
        {
          type: 'TransactionPosted',
          body: {
            postings: [
              { ...debit('bank', '5.00'), available: '5.00', line: '1', posted: '5.00', version: '1' },
              {
                ...credit('customers:alice:wallet', '5.00'),
                available: '5.00',
                line: '1',
                posted: '5.00',
                version: '1',
              },
            ],
          },
        },
      );
  });

  it('opens it once, however often the transaction names it', () => {
    given(chart(line('*')))
      .when(post(debit('a', '1.00'), debit('a', '2.00'), credit('b', '3.00')))
      .leaves({ a: '3.00', b: '-3.00' });
  });

  it('obeys the limits of the pattern', () => {
    given(chart(line('a', 'asset', { limits: [{ currency: 'EUR', minimum: '0.00' }] })), opened('c'))
      .when(paid('1.00', 'c', 'a'))
      .refused('BalanceBelowMinimum', { account: 'a', available: '0.00', needed: '1.00' });
  });

  it('opens nothing when the transaction is refused', () => {
    given(chart(line('*')))
      .when(post(debit('a', '1.00'), credit('b', '2.00')))
      .refused('PostingsDoNotBalance');
  });

  it('refuses a path that no pattern matches, whole segments compared', () => {
    for (const path of ['a', 'a:b:c', 'ab:c', 'a:bb'])
      given(chart(line('a:b')), opened('cash'))
        .when(paid('1.00', path, 'cash'))
        .refused('AccountNotOpen', { account: path, posting: 0 });
  });

  it.each<[string, string[]]>([
    ['a:b', ['a:b', 'a:*', '*:b', '*:*']],
    ['a:x', ['a:*', '*:*']],
    ['x:b', ['*:b', '*:*']],
    ['x:y', ['*:*']],
  ])('opens %s by the most exact pattern, whose order is %j', (path, order) => {
    const all = ['*:*', 'a:*', '*:b', 'a:b'];
    for (const declared of [all, [...all].reverse()]) {
      const best = order[0]!;
      const lines = declared.map((pattern) => line(pattern, pattern === best ? 'income' : 'expense'));
      given(chart(...lines), opened('cash'))
        .when(paid('1.00', 'cash', path))
        .leaves({ [path]: '1.00' });
    }
  });

  it('refuses a pattern whose type contradicts an account above', () => {
    given(opened('a', 'liability'), chart(line('a:*', 'asset')), opened('c'))
      .when(paid('1.00', 'a:b', 'c'))
      .refused('AccountTypeContradictsTree', { account: 'a:b', accountType: 'asset' });
  });

  it('refuses patterns that contradict each other within one transaction, in either order', () => {
    const declared = chart(line('a', 'liability'), line('a:*', 'asset'));
    given(declared)
      .when(paid('1.00', 'a', 'a:b'))
      .refused('AccountTypeContradictsTree', { account: 'a:b', accountType: 'asset' });
    given(declared)
      .when(paid('1.00', 'a:b', 'a'))
      .refused('AccountTypeContradictsTree', { account: 'a', accountType: 'liability' });
  });
});
