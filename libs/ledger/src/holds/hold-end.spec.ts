import {
  changed,
  credit,
  debit,
  frozen,
  given,
  idAt,
  noon,
  opened,
  openLedger,
  paid,
  TestLedger,
  type Wish,
} from '../../../../test/support/given';
import { captured, expired, held, incremented, voided } from '../../../../test/support/given-holds';
import { expireNextHold, nextExpiry } from './hold-end';
import type { RefusalCode } from '../refusal';

const limits = [{ currency: 'EUR', minimum: '0.00' }];
const books = [
  opened('bank'),
  opened('wallet', { accountType: 'liability', limits }),
  opened('visa', 'liability'),
  paid('100.00', 'bank', 'wallet'),
];
const at = (minute: number) => `2026-11-23T13:${String(minute).padStart(2, '0')}:00.000Z`;
const until = (minute: number, amount = '10.00') => held(amount, 'wallet', 'visa', { expiresAt: at(minute) });

function lived(...wishes: readonly Wish[]): TestLedger {
  const ledger = new TestLedger();
  for (const wish of [openLedger(), ...books, ...wishes]) ledger.perform(wish);
  return ledger;
}

describe('voiding a hold', () => {
  it('releases what is left, line by line, with the figures after it and the reason', () => {
    given(...books, until(1, '60.00'), captured({ amount: '20.00' }))
      .when(voided())
      .then({
        type: 'HoldVoided',
        body: {
          hold: { id: idAt(6), seq: '6' },
          postings: [
            { ...debit('wallet', '40.00'), available: '80.00', line: '4', posted: '80.00', version: '2' },
            { ...credit('visa', '40.00'), available: '20.00', line: '3', posted: '20.00', version: '1' },
          ],
          reason: 'not needed',
        },
      });
  });

  it.each<[string, readonly Wish[], RefusalCode, Readonly<Record<string, unknown>>]>([
    ['was captured', [until(1), captured()], 'HoldAlreadyCaptured', { hold: idAt(6), seq: '7' }],
    ['was voided', [until(1), voided()], 'HoldIsVoided', { hold: idAt(6), seq: '7' }],
  ])('that %s is refused', (_what, before, code, facts) => {
    given(...books, ...before)
      .when(voided())
      .refused(code, facts);
  });

  it('is refused from its expiry on, and where there is no such hold', () => {
    given(...books, until(1))
      .when(voided(), at(1))
      .refused('HoldIsExpired', { expiresAt: at(1) });
    given(...books)
      .when({ type: 'VoidHold', hold: idAt(99), reason: 'x' })
      .refused('HoldNotFound', { hold: idAt(99) });
  });

  it('is possible on frozen accounts, and frees an account to be closed', () => {
    given(...books, until(1), frozen('wallet'), frozen('visa'))
      .when(voided())
      .leaves({ 'wallet available': '100.00' });
    given(...books, until(1), voided())
      .when({ type: 'CloseAccount', path: 'visa', reason: 'x' })
      .leaves({ visa: '0.00' });
  });
});

describe('holds that expire', () => {
  it('do so one after the other, the one that is due longest first', () => {
    const ledger = lived(until(3), until(1), until(2));
    const { length } = ledger.events;
    expired(ledger, at(2));
    const ids = ledger.events.slice(length).map((event) => 'hold' in event.body && event.body.hold);
    expect(ids).toEqual([
      { id: idAt(7), seq: '7' },
      { id: idAt(8), seq: '8' },
    ]);
    expect(nextExpiry(ledger.state)).toBe(at(3));
    expect(ledger.available('wallet')).toBe('90.00');
  });

  it.each<[string, readonly Wish[], string | undefined]>([
    ['none is held', [], undefined],
    ['a hold has no expiry', [held('1.00', 'wallet', 'visa')], undefined],
    ['the only one was captured', [until(1), captured()], undefined],
    ['the only one was voided', [until(1), voided()], undefined],
    ['one of two was voided', [until(2), until(1), voided()], at(2)],
    ['one was moved to later', [until(1), incremented({ expiresAt: at(5) })], at(5)],
    ['one was moved to sooner', [until(5), incremented({ expiresAt: at(1) })], at(1)],
    ['one was captured in part', [until(1), captured({ amount: '1.00' })], at(1)],
  ])('are reported when the next one does, where %s', (_where, wishes, expected) => {
    expect(nextExpiry(lived(...wishes).state)).toBe(expected);
  });

  it('do so at the instant, not a millisecond before', () => {
    const { state } = lived(until(1));
    expect(expireNextHold(state, '2026-11-23T13:00:59.999Z')).toBeUndefined();
    expect(expireNextHold(state, at(1))).toMatchObject({
      type: 'HoldExpired',
      body: { hold: { id: idAt(6) } },
    });
  });

  it('refuse later commands by saying so', () => {
    const ledger = lived(until(1));
    expired(ledger, at(1));
    expect(() => ledger.perform(captured(), at(2))).toThrow(
      expect.objectContaining({
        code: 'HoldIsExpired',
        facts: { hold: idAt(6), seq: '7' },
      }) as Error,
    );
  });

  it('are found again after many that came and went', () => {
    const many = Array.from({ length: 1_200 }, (): Wish[] => [until(5, '0.01'), voided()]).flat();
    const ledger = lived(until(9), ...many);
    expect(ledger.state.expiries.size).toBeLessThan(1_100);
    expect(nextExpiry(ledger.state)).toBe(at(9));
  });
});

describe('an increment', () => {
  it.each<[string, Parameters<typeof incremented>[0], RefusalCode, Readonly<Record<string, unknown>>]>([
    ['to a time that has passed', { expiresAt: noon }, 'ExpiryInPast', { expiresAt: noon, now: noon }],
    ['by nothing', { amount: '0.00' }, 'AmountIsZero', {}],
    [
      'of postings that the hold has not',
      { postings: [debit('wallet', '1.00'), credit('bank', '1.00')] },
      'PostingNotOfHold',
      { posting: 1, account: 'bank', side: 'credit', currency: 'EUR' },
    ],
    ['by more than is available', { amount: '90.01' }, 'BalanceBelowMinimum', { headroom: '90.00' }],
  ])('%s is refused', (_what, details, code, facts) => {
    given(...books, until(1))
      .when(incremented(details))
      .refused(code, facts);
  });

  it('may move the expiry alone', () => {
    given(...books, until(1))
      .when(incremented({ expiresAt: at(5) }))
      .then({
        type: 'HoldIncremented',
        body: { expiresAt: at(5), hold: { id: idAt(6), seq: '6' }, postings: [] },
      });
  });

  it('keeps the account accepting the currency that it holds', () => {
    given(...books, until(1))
      .when(changed('visa', { currencies: ['JPY'] }))
      .refused('CurrencyInUse', { account: 'visa', currency: 'EUR' });
  });
});
