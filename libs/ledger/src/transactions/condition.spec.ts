import { changed, given, opened, paid, type Wish } from '../../../../test/support/given';
import { captured, held } from '../../../../test/support/given-holds';
import type { Condition } from './condition';

const credit = { currency: 'EUR', minimum: '-50.00' };
const chart: Wish = { type: 'DeclareChart', patterns: [{ pattern: 'shops:*', type: 'liability' }] };
const books = [opened('bank'), opened('wallet', { accountType: 'liability', limits: [credit] }), chart];
const filled = [...books, paid('10.00', 'bank', 'wallet')];
const payment = paid('1.00', 'bank', 'wallet');
const requiring = (...conditions: readonly Partial<Condition>[]): Wish => ({
  ...payment,
  conditions: conditions.map((each) => ({ account: 'wallet', currency: 'EUR', ...each })),
});

describe('a condition', () => {
  it.each<[string, Partial<Condition>]>([
    ['no more than what is available is required', { availableAtLeast: '10.00' }],
    ['the version is the one that it has', { version: '1' }],
    ['both hold', { availableAtLeast: '9.99', version: '1' }],
    ['less than nothing is required', { availableAtLeast: '-50.00' }],
    ['the chart would open it, and nothing is required', { account: 'shops:new', availableAtLeast: '0.00' }],
    ['the chart would open it, and it was never posted to', { account: 'shops:new', version: '0' }],
    ['nothing was ever posted in the currency', { currency: 'JPY', version: '0', availableAtLeast: '0' }],
  ])('lets a command through where %s', (_where, condition) => {
    given(...filled)
      .when(requiring(condition))
      .leaves({ wallet: '11.00' });
  });

  it.each<[string, Partial<Condition>, Readonly<Record<string, unknown>>]>([
    [
      'more is required than is available',
      { availableAtLeast: '10.01' },
      { available: '10.00', required: '10.01' },
    ],
    ['there were more postings', { version: '0' }, { version: '1', required: '0' }],
    ['there were fewer postings', { version: '2' }, { version: '1', required: '2' }],
    [
      'an account that the chart would open would have something',
      { account: 'shops:new', availableAtLeast: '0.01' },
      { account: 'shops:new', available: '0.00' },
    ],
  ])('stops it where %s', (_where, condition, facts) => {
    given(...filled)
      .when(requiring(condition))
      .refused('ConditionNotMet', { condition: 0, currency: 'EUR', ...facts });
  });

  it('of an account that is neither open nor one that the chart would open is refused, and is named', () => {
    const typo = { account: 'walet', availableAtLeast: '0.00' };
    given(...filled)
      .when(requiring({ version: '1' }, typo))
      .refused('AccountNotFound', { condition: 1, account: 'walet' });
    given(...filled)
      .when(requiring({ ...typo, currency: 'NIL' }))
      .refused('CurrencyNotRegistered', { condition: 0 });
  });

  it('counts what is held as not available', () => {
    given(...filled, held('4.00', 'wallet', 'bank'))
      .when(requiring({ availableAtLeast: '6.01' }))
      .refused('ConditionNotMet', { available: '6.00' });
    given(...filled, held('4.00', 'wallet', 'bank'))
      .when(requiring({ version: '1' }))
      .leaves({ wallet: '11.00' });
  });

  it('is one of several, each of which must hold', () => {
    given(...filled)
      .when(requiring({ version: '1' }, { availableAtLeast: '99.00' }))
      .refused('ConditionNotMet', { condition: 1 });
  });

  it.each<
    [string, Partial<Condition>, 'CurrencyNotRegistered' | 'AmountHasWrongDecimals' | 'AmountTooLarge']
  >([
    ['a currency that there is not', { currency: 'NIL', version: '0' }, 'CurrencyNotRegistered'],
    ['decimals that the currency has not', { availableAtLeast: '1.0' }, 'AmountHasWrongDecimals'],
    ['more than there can be', { availableAtLeast: `${'9'.repeat(37)}.00` }, 'AmountTooLarge'],
  ])('with %s is refused', (_what, condition, code) => {
    given(...filled)
      .when(requiring(condition))
      .refused(code, { condition: 0 });
  });

  it('stands before any command, and is looked at before everything else', () => {
    const conditions = [{ account: 'wallet', currency: 'EUR', version: '9' }];
    const wishes: Wish[] = [
      { ...changed('nobody', {}), conditions },
      { ...opened('bank'), conditions },
      { type: 'EndImport', reason: 'x', conditions },
      { type: 'IssueStatement', path: 'nobody', conditions },
    ];
    for (const wish of wishes)
      given(...filled)
        .when(wish)
        .refused('ConditionNotMet');
    given(...filled, held('4.00', 'wallet', 'bank'))
      .when((ledger) => ({ ...captured()(ledger), conditions }))
      .refused('ConditionNotMet');
  });
});
