import {
  chart,
  changed,
  closed,
  credit,
  currency,
  debit,
  frozen,
  given,
  opened,
  paid,
  post,
} from '../../../../test/support/given';
import { TestLedger, openLedger, refusalOf } from '../../../../test/support/given';

const accounts = [opened('cash'), opened('fees', 'income'), opened('wallet', 'liability')];
const limited = (limit: { minimum?: string; maximum?: string }) =>
  opened('purse', { accountType: 'asset', limits: [{ currency: 'EUR', ...limit }] });
const most = `${'9'.repeat(36)}.99`;

describe('postings', () => {
  it('balance per currency', () => {
    given(...accounts)
      .when(post(debit('cash', '10.00'), credit('wallet', '9.50'), credit('fees', '0.50')))
      .leaves({ cash: '10.00', wallet: '9.50', fees: '0.50' });
    given(...accounts)
      .when(post(debit('cash', '10.00'), credit('wallet', '9.50')))
      .refused('PostingsDoNotBalance', { currency: 'EUR', debits: '10.00', credits: '9.50' });
  });

  it('of one currency do not balance those of another', () => {
    given(...accounts)
      .when(post(debit('cash', '1.00'), credit('wallet', '1.00', 'USD')))
      .refused('PostingsDoNotBalance', { currency: 'EUR', debits: '1.00', credits: '0.00' });
    given(...accounts)
      .when(
        post(
          debit('cash', '1.00'),
          credit('wallet', '1.00'),
          debit('cash', '3.00', 'USD'),
          credit('fees', '3.00', 'USD'),
        ),
      )
      .leaves({ cash: '1.00', 'cash USD': '3.00', 'fees USD': '3.00' });
  });

  it('may be of zero', () => {
    given(...accounts)
      .when(paid('0.00', 'cash', 'wallet'))
      .leaves({ cash: '0.00', wallet: '0.00' });
  });

  it('of one account to itself leave its balance', () => {
    given(...accounts, paid('5.00', 'cash', 'wallet'))
      .when(paid('7.00', 'cash', 'cash'))
      .leaves({ cash: '5.00' });
  });

  it('carry the figures of their account right after them, one by one', () => {
    given(...accounts, paid('1.00', 'cash', 'wallet'))
      .when(post(debit('cash', '2.00'), credit('cash', '5.00'), debit('wallet', '3.00')))
      .then({
        type: 'TransactionPosted',
        body: {
          postings: [
            { ...debit('cash', '2.00'), available: '3.00', line: '2', posted: '3.00', version: '2' },
            { ...credit('cash', '5.00'), available: '-2.00', line: '3', posted: '-2.00', version: '3' },
            { ...debit('wallet', '3.00'), available: '-2.00', line: '2', posted: '-2.00', version: '2' },
          ],
        },
      });
  });

  it('go to open accounts only', () => {
    given(...accounts)
      .when(paid('1.00', 'cash', 'nowhere'))
      .refused('AccountNotOpen', { account: 'nowhere', posting: 1 });
    given(opened('a:b'), ...accounts)
      .when(paid('1.00', 'a', 'cash'))
      .refused('AccountNotOpen', { account: 'a', posting: 0 });
  });

  it('are in currencies that exist and that the account accepts', () => {
    const euros = opened('euros', { accountType: 'asset', currencies: ['EUR', 'USD'] });
    given(...accounts)
      .when(post(debit('cash', '1', 'PTS'), credit('cash', '1', 'PTS')))
      .refused('CurrencyNotRegistered', { currency: 'PTS', posting: 0 });
    given(...accounts, euros)
      .when(post(credit('cash', '1.00', 'GBP'), debit('euros', '1.00', 'GBP')))
      .refused('CurrencyNotAccepted', {
        account: 'euros',
        posting: 1,
        currency: 'GBP',
        accepted: ['EUR', 'USD'],
      });
  });

  it('have exactly the decimals of their currency', () => {
    given(...accounts)
      .when(post(debit('cash', '1.00'), credit('wallet', '1.0')))
      .refused('AmountHasWrongDecimals', { posting: 1, amount: '1.0', decimals: '2' });
  });

  it('keep 38 digits without losing one', () => {
    given(...accounts)
      .when(paid(most, 'cash', 'wallet'))
      .leaves({ cash: most, wallet: most });
    given(...accounts)
      .when(paid(`1${most}`, 'cash', 'wallet'))
      .refused('AmountTooLarge', { posting: 0, digitsMax: '38' });
  });

  it('never bring a total of an account beyond 38 digits, though its balance be small', () => {
    given(...accounts, paid(most, 'cash', 'wallet'), paid(most, 'wallet', 'cash'))
      .when(paid('0.01', 'cash', 'fees'))
      .refused('AmountTooLarge', { account: 'cash', currency: 'EUR', posting: 0 });
    given(...accounts, paid(most, 'cash', 'wallet'))
      .when(paid('0.01', 'fees', 'wallet'))
      .refused('AmountTooLarge', { account: 'wallet', posting: 1 });
  });
});

describe('limits', () => {
  it('hold the minimum balance to the last minor unit', () => {
    const before = [...accounts, limited({ minimum: '-500.00' })];
    given(...before)
      .when(paid('500.00', 'cash', 'purse'))
      .leaves({ purse: '-500.00' });
    given(...before)
      .when(paid('500.01', 'cash', 'purse'))
      .refused('BalanceBelowMinimum', {
        account: 'purse',
        posting: 1,
        available: '0.00',
        needed: '500.01',
        minimum: '-500.00',
      });
  });

  it('hold the maximum balance to the last minor unit', () => {
    const before = [...accounts, limited({ maximum: '9.99' }), paid('4.00', 'purse', 'fees')];
    given(...before)
      .when(paid('5.99', 'purse', 'cash'))
      .leaves({ purse: '9.99' });
    given(...before)
      .when(paid('6.00', 'purse', 'cash'))
      .refused('BalanceAboveMaximum', {
        account: 'purse',
        posting: 0,
        posted: '4.00',
        added: '6.00',
        maximum: '9.99',
      });
  });

  it('are on the normal side of the account', () => {
    const purse = opened('purse', {
      accountType: 'liability',
      limits: [{ currency: 'EUR', minimum: '0.00' }],
    });
    given(opened('cash'), purse)
      .when(paid('1.00', 'cash', 'purse'))
      .leaves({ purse: '1.00' });
    given(opened('cash'), purse)
      .when(paid('1.00', 'purse', 'cash'))
      .refused('BalanceBelowMinimum');
  });

  it('are judged where the whole transaction leaves the account, not on the way', () => {
    given(...accounts, limited({ minimum: '0.00', maximum: '1.00' }))
      .when(
        post(credit('purse', '5.00'), debit('cash', '5.00'), debit('purse', '6.00'), credit('cash', '6.00')),
      )
      .leaves({ purse: '1.00' });
  });

  it('speak of their own currency alone', () => {
    given(...accounts, limited({ minimum: '0.00' }))
      .when(post(credit('purse', '1.00', 'USD'), debit('cash', '1.00', 'USD')))
      .leaves({ 'purse USD': '-1.00' });
  });

  it('let a balance that is beyond them come nearer, but not go further', () => {
    const { limits } = limited({ minimum: '0.00' });
    const overdrawn = [
      ...accounts,
      opened('purse'),
      paid('10.00', 'cash', 'purse'),
      changed('purse', { limits: limits! }),
    ];
    given(...overdrawn)
      .when(paid('4.00', 'purse', 'cash'))
      .leaves({ purse: '-6.00' });
    given(...overdrawn)
      .when(paid('4.00', 'purse', 'purse'))
      .leaves({ purse: '-10.00' });
    const above = changed('purse', { limits: [{ currency: 'EUR', maximum: '-20.00' }] });
    given(...overdrawn, above)
      .when(paid('4.00', 'cash', 'purse'))
      .leaves({ purse: '-14.00' });
    given(...overdrawn, above)
      .when(paid('0.01', 'purse', 'cash'))
      .refused('BalanceAboveMaximum', { added: '0.01' });
    given(...overdrawn)
      .when(paid('0.01', 'cash', 'purse'))
      .refused('BalanceBelowMinimum', { available: '-10.00', needed: '0.01' });
  });
});

/** Each step removes the flaw that was refused first and leaves all that follow. */
describe('the order of the checks', () => {
  const purse = (minimum: string) =>
    opened('purse', {
      accountType: 'asset',
      currencies: ['EUR', 'JPY'],
      limits: [{ currency: 'EUR', minimum }],
    });
  const used = { ...paid('0.00', 'cash', 'fees'), reference: 'r1' };
  const before = [
    ...accounts,
    purse('0.00'),
    opened('shut'),
    closed('shut'),
    opened('ice'),
    frozen('ice'),
    used,
  ];
  const late = { effectiveAt: '2999-01-01T00:00:00.000Z' };
  const rest = debit('cash', '2.00');

  it.each([
    ['ReferenceAlreadyUsed', { ...post(debit('none', '1', 'PTS'), rest), ...late, reference: 'r1' }],
    ['EffectiveAtInFuture', { ...post(debit('none', '1', 'PTS'), rest), ...late }],
    ['AccountNotOpen', post(debit('none', '1', 'PTS'), rest)],
    ['AccountIsClosed', post(debit('shut', '1', 'PTS'), rest)],
    ['AccountIsFrozen', post(debit('ice', '1', 'PTS'), rest)],
    ['CurrencyNotRegistered', post(debit('purse', '1', 'PTS'), rest)],
    ['CurrencyNotAccepted', post(debit('purse', '1', 'USD'), rest)],
    ['AmountHasWrongDecimals', post(credit('purse', `1${most}0`), rest)],
    ['AmountTooLarge', post(credit('purse', `1${most}`), rest)],
    ['PostingsDoNotBalance', post(credit('purse', '1.00'), rest)],
    ['BalanceBelowMinimum', post(credit('purse', '2.00'), rest)],
  ] as const)('%s comes before what follows', (code, command) => {
    given(...before)
      .when(command)
      .refused(code);
  });

  it('is posting by posting', () => {
    given(...before)
      .when(post(credit('purse', '1'), debit('none', '1', 'PTS')))
      .refused('AmountHasWrongDecimals', { posting: 0 });
    given(...before)
      .when(post(debit('none', '1', 'PTS'), credit('purse', '1')))
      .refused('AccountNotOpen', { posting: 0 });
  });

  it('is account by account, totals before limits', () => {
    given(...before, paid(most, 'cash', 'fees'))
      .when(post(debit('cash', '0.01'), credit('purse', '0.01')))
      .refused('AmountTooLarge', { account: 'cash' });
    given(...before, paid(most, 'cash', 'fees'))
      .when(post(credit('purse', '0.01'), debit('cash', '0.01')))
      .refused('BalanceBelowMinimum', { account: 'purse' });
  });
});

describe('a transaction that breaks the shape the edge must give it', () => {
  it.each([0, 1, 257])('is a fault, not a refusal, with %i postings', (count) => {
    const ledger = new TestLedger();
    for (const command of [openLedger(), chart({ pattern: '*', type: 'asset' }), currency('PTS', 0)])
      ledger.perform(command);
    const command = post(...Array.from({ length: count }, () => debit('a', '0')));
    expect(() => refusalOf(() => ledger.perform(command))).toThrow(
      'invariant broken: the edge counts postings',
    );
  });
});
