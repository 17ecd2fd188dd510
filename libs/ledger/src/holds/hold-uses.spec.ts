import { opened, openLedger, paid, refusalOf, TestLedger, type Wish } from '../../../../test/support/given';
import { captured, expired, held, incremented, voided } from '../../../../test/support/given-holds';
import type { VelocityLimit } from '../velocity/velocity-state';

const hourly: VelocityLimit = {
  currency: 'EUR',
  maximum: '20.00',
  name: 'hourly',
  per: 'account',
  side: 'debit',
  window: { seconds: '3600' },
};
const twice: VelocityLimit = {
  count: '2',
  name: 'twice',
  per: 'account',
  side: 'debit',
  window: hourly.window,
};
const at = (time: string) => `2026-11-23T${time}:00.000Z`;
const limited = (...limits: VelocityLimit[]): Wish => ({ type: 'SetVelocityLimits', path: 'wallet', limits });

/** What happened at which time, on a wallet with 100.00 under these limits. */
function lived(
  limits: readonly VelocityLimit[],
  ...story: readonly (readonly [time: string, wish: Wish])[]
): TestLedger {
  const ledger = new TestLedger();
  const books = [opened('bank'), opened('wallet', 'liability'), opened('visa', 'liability')];
  for (const wish of [openLedger(), ...books, paid('100.00', 'bank', 'wallet'), limited(...limits)])
    ledger.perform(wish, at('11:00'));
  for (const [time, wish] of story) ledger.perform(wish, at(time));
  return ledger;
}

/** How much more may leave the wallet. */
function headroom(ledger: TestLedger, time: string): unknown {
  const refusal = refusalOf(() => ledger.perform(paid('99.00', 'wallet', 'visa'), at(time)));
  expect(refusal.code).toBe('VelocityLimitExceeded');
  return refusal.facts['headroom'];
}

describe('what a hold uses of a velocity limit', () => {
  it('is used when it is placed and when it is incremented, and not again when it is captured', () => {
    const story = [
      ['12:00', held('10.00', 'wallet', 'visa')],
      ['12:10', incremented({ amount: '5.00' })],
    ] as const;
    expect(headroom(lived([hourly], ...story), '12:20')).toBe('5.00');
    expect(headroom(lived([hourly], ...story, ['12:15', captured()]), '12:20')).toBe('5.00');
  });

  it('goes beyond it where more is captured than was held', () => {
    const pump = held('1.00', 'wallet', 'visa', { tolerance: { percent: '10000' } });
    expect(
      headroom(lived([hourly], ['12:00', pump], ['12:10', captured({ amount: '15.00' })]), '12:20'),
    ).toBe('5.00');
    const ledger = lived([hourly], ['12:00', pump]);
    const refusal = refusalOf(() => ledger.perform(captured({ amount: '20.01' }), at('12:10')));
    expect(refusal).toMatchObject({
      code: 'VelocityLimitExceeded',
      facts: { used: '1.00', needed: '19.01', headroom: '19.00' },
    });
  });

  it.each<[string, Wish]>([
    ['voided', voided()],
    ['captured in part and released', captured({ amount: '3.00', final: true })],
  ])('is given back where it was %s, but for what was captured', (_how, end) => {
    const ledger = lived([hourly], ['12:00', held('10.00', 'wallet', 'visa')], ['12:10', end]);
    expect(headroom(ledger, '12:20')).toBe(ledger.balance('visa') === '3.00' ? '17.00' : '20.00');
  });

  it('is given back where its time was up', () => {
    const ledger = lived([hourly], ['12:00', held('10.00', 'wallet', 'visa', { expiresAt: at('12:10') })]);
    expired(ledger, at('12:10'));
    expect(headroom(ledger, '12:20')).toBe('20.00');
  });

  it('is given back of its latest step first: what stays used leaves the window as early as it can', () => {
    const ledger = lived(
      [hourly],
      ['12:00', held('10.00', 'wallet', 'visa')],
      ['12:30', incremented({ amount: '10.00' })],
      ['12:31', captured({ amount: '5.00' })],
      ['12:32', voided()],
    );
    expect(headroom(ledger, '12:59')).toBe('15.00');
    expect(headroom(ledger, '13:00')).toBe('20.00');
  });

  it('counts as one posting, however often it is incremented and captured; as none where nothing was captured', () => {
    const used = (...story: [string, Wish][]) => {
      const ledger = lived([twice], ['12:00', held('10.00', 'wallet', 'visa')], ...story);
      ledger.perform(paid('1.00', 'wallet', 'visa'), at('12:50'));
      try {
        ledger.perform(paid('1.00', 'wallet', 'visa'), at('12:51'));
        return 1;
      } catch {
        return 2;
      }
    };
    expect(used()).toBe(2);
    expect(used(['12:10', incremented({ amount: '1.00' })], ['12:11', captured({ amount: '2.00' })])).toBe(2);
    expect(used(['12:10', captured({ amount: '1.00' })], ['12:11', voided()])).toBe(2);
    expect(used(['12:10', voided()])).toBe(1);
  });

  it('is counted by the category of the hold, whatever that of the capture', () => {
    const fuel = { ...hourly, category: 'card.fuel' };
    const hold = held('10.00', 'wallet', 'visa', { category: 'card.fuel', tolerance: { percent: '200' } });
    const ledger = lived([fuel], ['12:00', hold]);
    const capture = captured({ amount: '21.00', category: 'card.other' });
    expect(refusalOf(() => ledger.perform(capture, at('12:10'))).code).toBe('VelocityLimitExceeded');
  });

  describe('of a category that the hold does not have', () => {
    const fuel = { ...hourly, category: 'card.fuel' };
    const ofFuel = (amount: string) => captured({ amount, category: 'card.fuel' });
    const fuelHeadroom = (ledger: TestLedger, time: string) => {
      const wish = paid('99.00', 'wallet', 'visa', { category: 'card.fuel' });
      return refusalOf(() => ledger.perform(wish, at(time))).facts['headroom'];
    };

    it('is used when it is captured as such, as a transaction uses it, and never given back', () => {
      const story = [
        ['12:00', held('30.00', 'wallet', 'visa')],
        ['12:10', ofFuel('15.00')],
      ] as const;
      const ledger = lived([fuel], ...story);
      expect(refusalOf(() => ledger.perform(ofFuel('5.01'), at('12:11')))).toMatchObject({
        code: 'VelocityLimitExceeded',
        facts: { used: '15.00', needed: '5.01', headroom: '5.00' },
      });
      expect(fuelHeadroom(lived([fuel], ...story, ['12:12', voided()]), '13:09')).toBe('5.00');
      expect(fuelHeadroom(lived([fuel], ...story, ['12:12', voided()]), '13:10')).toBe('20.00');
    });

    it('is not used where its limit counts the category of the hold too, nor where it has none', () => {
      const card = { ...hourly, category: 'card' };
      const story = [
        ['12:00', held('10.00', 'wallet', 'visa', { category: 'card.pos' })],
        ['12:10', ofFuel('10.00')],
      ] as const;
      expect(fuelHeadroom(lived([card], ...story), '12:20')).toBe('10.00');
      expect(headroom(lived([hourly], ...story), '12:20')).toBe('10.00');
    });

    it('is one posting for each capture', () => {
      const ledger = lived(
        [{ ...twice, category: 'card.fuel' }],
        ['12:00', held('30.00', 'wallet', 'visa')],
        ['12:10', ofFuel('1.00')],
        ['12:11', ofFuel('1.00')],
      );
      expect(refusalOf(() => ledger.perform(ofFuel('1.00'), at('12:12'))).code).toBe('VelocityLimitExceeded');
      ledger.perform(captured({ amount: '1.00' }), at('12:12'));
    });
  });

  it('of before a limit began to count is neither counted nor given back', () => {
    const ledger = lived([], ['12:00', held('10.00', 'wallet', 'visa')], ['12:10', limited(hourly)]);
    ledger.perform(paid('5.00', 'wallet', 'visa'), at('12:11'));
    ledger.perform(voided(), at('12:12'));
    expect(headroom(ledger, '12:20')).toBe('15.00');
  });
});
