import {
  given,
  opened,
  openLedger,
  paid,
  refusalOf,
  reversed,
  TestLedger,
  type Wish,
} from '../../../../test/support/given';
import { captured, held, incremented } from '../../../../test/support/given-holds';
import { daily, today } from '../../../../test/support/velocity-books';
import type { VelocityLimit } from './velocity-state';

const limit = (more: Partial<VelocityLimit>): Wish => ({
  type: 'SetVelocityLimits',
  path: 'wallet',
  limits: [{ ...daily, window: today, ...more }],
});
const outgoing = limit({ side: 'debit', maximum: '100.00' });
const incoming = limit({ side: 'credit', maximum: '50.00' });
const books = [opened('bank'), opened('wallet', 'liability'), opened('shop', 'liability')];
const funded = [...books, paid('500.00', 'bank', 'wallet')];
const spent = (amount: string, category = 'card') => paid(amount, 'wallet', 'shop', { category });
const hold = held('80.00', 'wallet', 'shop', { category: 'card' });
const tomorrow = '2026-11-24T12:00:00.000Z';

describe('a refund that points to what it reverses', () => {
  it('is not refused by a limit of what comes in: 40.00 of 50.00 are used, and 20.00 come back', () => {
    const received = [paid('20.00', 'wallet', 'shop'), incoming, paid('40.00', 'bank', 'wallet')];
    given(...funded, ...received)
      .when(reversed(1))
      .leaves({ wallet: '540.00' });
    given(...funded, ...received, reversed(1))
      .when(paid('10.00', 'bank', 'wallet'))
      .leaves({ wallet: '550.00' });
    given(...funded, ...received, reversed(1))
      .when(paid('10.01', 'bank', 'wallet'))
      .refused('VelocityLimitExceeded', { used: '40.00' });
  });

  it('that does not point to it counts as any transaction', () => {
    given(...funded, incoming, paid('40.00', 'bank', 'wallet'))
      .when(paid('20.00', 'shop', 'wallet'))
      .refused('VelocityLimitExceeded', { used: '40.00', needed: '20.00' });
  });

  it('gives back what its original used, in parts too', () => {
    given(...funded, outgoing, spent('80.00'), reversed(-1))
      .when(spent('100.00'))
      .leaves({ wallet: '400.00' });
    given(...funded, outgoing, spent('80.00'), reversed(-1, { amount: '30.00' }))
      .when(spent('50.01'))
      .refused('VelocityLimitExceeded', { used: '50.00', headroom: '50.00' });
  });

  it('gives back to limits of the category of its original, not of its own', () => {
    const ofCards = limit({ side: 'debit', maximum: '100.00', category: 'card' });
    given(...funded, ofCards, spent('80.00'), reversed(-1, { category: 'refund' }))
      .when(spent('100.01'))
      .refused('VelocityLimitExceeded', { used: '0.00' });
    given(...funded, ofCards, spent('80.00'), spent('20.00', 'cash'), reversed(-1, { category: 'card' }))
      .when(spent('20.01'))
      .refused('VelocityLimitExceeded', { used: '80.00' });
  });

  it('on another day gives nothing back to that day, on which nothing of it was used', () => {
    const ledger = lived(...funded, outgoing, spent('80.00'));
    ledger.perform(spent('50.00'), tomorrow);
    ledger.perform(reversed(1), tomorrow);
    expect(refusalOf(() => ledger.perform(spent('50.01'), tomorrow)).facts).toMatchObject({ used: '50.00' });
  });

  it('gives nothing back of what was posted before the limit began to count', () => {
    given(...funded, spent('80.00'), outgoing, spent('50.00'), reversed(1))
      .when(spent('50.01'))
      .refused('VelocityLimitExceeded', { used: '50.00' });
  });

  it('that is reversed in turn is used again: nobody pays without end', () => {
    given(...funded, outgoing, spent('80.00'), reversed(-1), reversed(-1))
      .when(spent('20.01'))
      .refused('VelocityLimitExceeded', { used: '80.00' });
    given(...funded, outgoing, spent('80.00'), reversed(-1), spent('90.00'))
      .when(reversed(2))
      .refused('VelocityLimitExceeded', { used: '90.00', needed: '80.00' });
    given(...funded, outgoing, spent('80.00'), reversed(-1), reversed(-1), reversed(-1))
      .when(spent('100.01'))
      .refused('VelocityLimitExceeded', { used: '0.00' });
  });

  it('leaves counts of postings as they are: those took place', () => {
    const twice: Wish = {
      type: 'SetVelocityLimits',
      path: 'wallet',
      limits: [{ count: '2', name: 'few', per: 'account', side: 'debit', window: today }],
    };
    given(...funded, twice, spent('1.00'), reversed(-1), spent('1.00'))
      .when(spent('1.00'))
      .refused('VelocityLimitExceeded', { used: '2' });
  });
});

describe('a refund of a capture', () => {
  it('gives back what its hold used when it was placed', () => {
    given(...funded, outgoing, hold, captured(), reversed(-1))
      .when(spent('100.01'))
      .refused('VelocityLimitExceeded', { used: '0.00' });
    given(...funded, outgoing, hold, captured({ amount: '30.00' }), reversed(-1))
      .when(spent('50.01'))
      .refused('VelocityLimitExceeded', { used: '50.00' });
  });

  it('gives back to limits that counted the category of the capture, and not of its hold', () => {
    const ofFuel = limit({ side: 'debit', maximum: '100.00', category: 'fuel' });
    given(...funded, ofFuel, hold, captured({ category: 'fuel' }), reversed(-1))
      .when(spent('100.01', 'fuel'))
      .refused('VelocityLimitExceeded', { used: '0.00' });
  });

  it.each<[string, readonly Wish[], string]>([
    ['increments', [hold, incremented({ amount: '10.00' }), captured()], '90.00'],
    [
      'a tolerance',
      [
        { ...held('80.00', 'wallet', 'shop', { tolerance: { percent: '20' } }) },
        captured({ amount: '90.00' }),
      ],
      '90.00',
    ],
  ])('gives nothing back where %s gave some of it', (_what, wishes, used) => {
    given(...funded, outgoing, ...wishes, reversed(-1))
      .when(spent('10.01'))
      .refused('VelocityLimitExceeded', { used });
  });
});

function lived(...wishes: readonly Wish[]): TestLedger {
  const ledger = new TestLedger();
  for (const wish of [openLedger(), ...wishes]) ledger.perform(wish);
  return ledger;
}
