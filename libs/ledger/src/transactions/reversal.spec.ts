import {
  closed,
  credit,
  debit,
  frozen,
  given,
  idAt,
  noon,
  opened,
  openLedger,
  paid,
  post,
  refusalOf,
  reversed,
  TestLedger,
} from '../../../../test/support/given';

const accounts = [opened('cash'), opened('sales', 'income'), opened('tax', 'liability')];
const sale = post(debit('cash', '12.00'), credit('sales', '10.00'), credit('tax', '2.00'));

describe('a reversal', () => {
  it('mirrors every posting and points to the original', () => {
    given(...accounts, sale)
      .when(reversed(0, { reference: 'r1', tags: ['x'], category: 'refund' }))
      .then({
        type: 'TransactionPosted',
        body: {
          category: 'refund',
          postings: [
            { ...credit('cash', '12.00'), available: '0.00', line: '2', posted: '0.00', version: '2' },
            { ...debit('sales', '10.00'), available: '0.00', line: '2', posted: '0.00', version: '2' },
            { ...debit('tax', '2.00'), available: '0.00', line: '2', posted: '0.00', version: '2' },
          ],
          reason: 'mistake',
          reference: 'r1',
          reverses: { id: idAt(5), seq: '5' },
          tags: ['x'],
        },
      });
  });

  it('happens once', () => {
    given(...accounts, sale, reversed(0))
      .when(reversed(0))
      .refused('TransactionAlreadyReversed', { transaction: idAt(5), seq: '6' });
  });

  it('may be reversed itself, once', () => {
    given(...accounts, sale, reversed(0))
      .when(reversed(1))
      .leaves({ cash: '12.00', sales: '10.00' });
    given(...accounts, sale, reversed(0), reversed(1))
      .when(reversed(1))
      .refused('TransactionAlreadyReversed');
    given(...accounts, sale, reversed(0), reversed(1))
      .when(reversed(0))
      .refused('TransactionAlreadyReversed');
  });

  it('needs a transaction', () => {
    given(...accounts)
      .when({ type: 'ReverseTransaction', transaction: idAt(9), original: undefined, reason: 'mistake' })
      .refused('TransactionNotFound', { transaction: idAt(9) });
  });

  it('obeys the rules of posting: limits, freezes, closed accounts, references', () => {
    const purse = opened('purse', { accountType: 'asset', limits: [{ currency: 'EUR', minimum: '0.00' }] });
    const filled = [...accounts, purse, paid('5.00', 'purse', 'cash', { reference: 'r1' })];
    given(...filled, paid('1.00', 'cash', 'purse'))
      .when(reversed(0))
      .refused('BalanceBelowMinimum', { account: 'purse' });
    given(...filled, frozen('purse', 'credit'))
      .when(reversed(0))
      .refused('AccountIsFrozen');
    given(...filled, paid('5.00', 'cash', 'purse'), closed('purse'))
      .when(reversed(0))
      .refused('AccountIsClosed');
    given(...filled, paid('1.00', 'cash', 'sales', { reference: 'r2' }))
      .when(reversed(0, { reference: 'r2' }))
      .refused('ReferenceAlreadyUsed', { reference: 'r2' });
    given(...filled)
      .when(reversed(0, { effectiveAt: '2999-01-01T00:00:00.000Z' }))
      .refused('EffectiveAtInFuture');
  });

  it('may have the reference of what it reverses, and so may each that is in part', () => {
    const referred = paid('5.00', 'cash', 'sales', { reference: 'order-1' });
    const partly = reversed(0, { amount: '2.00', reference: 'order-1' });
    given(...accounts, referred, partly, partly)
      .when(reversed(1, { reference: 'order-1' }))
      .leaves({ cash: '3.00' });
    given(...accounts, referred, partly)
      .when(paid('2.00', 'cash', 'sales', { reference: 'order-1' }))
      .refused('ReferenceAlreadyUsed', { reference: 'order-1', seq: '5' });
  });

  it('is not effective before what it reverses, not by a millisecond', () => {
    const march = '2025-03-15T00:00:00.000Z';
    const payment = paid('30.00', 'cash', 'sales', { effectiveAt: march });
    for (const effectiveAt of ['2024-12-31T00:00:00.000Z', '2025-03-14T23:59:59.999Z'])
      given(...accounts, payment)
        .when(reversed(0, { effectiveAt }))
        .refused('EffectiveAtBeforeOriginal', { effectiveAt, earliest: march });
    given(...accounts, payment)
      .when(reversed(0, { effectiveAt: march }))
      .leaves({ cash: '0.00' });
    given(...accounts, payment, reversed(0, { effectiveAt: '2025-04-01T00:00:00.000Z' }))
      .when(reversed(1, { effectiveAt: '2025-03-31T00:00:00.000Z' }))
      .refused('EffectiveAtBeforeOriginal', { earliest: '2025-04-01T00:00:00.000Z' });
  });

  it('is not effective before what it reverses was recorded, where that gives no time of its own', () => {
    given(...accounts, sale)
      .when(reversed(0, { effectiveAt: '2026-11-23T11:59:59.999Z' }))
      .refused('EffectiveAtBeforeOriginal', { earliest: noon });
  });

  it('of what is effective in the future gives a time that is not before it', () => {
    const future = '2027-01-01T00:00:00.000Z';
    const ledger = new TestLedger();
    ledger.perform(openLedger({ takesFuture: true }));
    for (const wish of [...accounts, paid('1.00', 'cash', 'sales', { effectiveAt: future })])
      ledger.perform(wish);
    expect(refusalOf(() => ledger.perform(reversed(0))).facts).toEqual({
      effectiveAt: noon,
      earliest: future,
    });
    ledger.perform(reversed(0, { effectiveAt: future }));
    expect(ledger.balance('cash')).toBe('0.00');
  });

  it('of an amount of a transaction over nothing is refused, whatever the amount', () => {
    given(...accounts, paid('0.00', 'cash', 'sales'))
      .when(reversed(0, { amount: '1.00' }))
      .refused('ReversalAboveOriginal', { remaining: '0.00' });
  });

  it('of what was reversed already is refused before its other flaws', () => {
    given(...accounts, sale, reversed(0, { reference: 'r1' }))
      .when(reversed(0, { reference: 'r1' }))
      .refused('TransactionAlreadyReversed');
  });
});
