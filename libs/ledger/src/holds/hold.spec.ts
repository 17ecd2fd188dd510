import {
  credit,
  debit,
  given,
  noon,
  opened,
  paid,
  TestLedger,
  openLedger,
  refusalOf,
  type Wish,
} from '../../../../test/support/given';
import { captured, expired, held, incremented, voided } from '../../../../test/support/given-holds';
import { expireNextHold } from './hold-end';

const wallet = opened('wallet', { accountType: 'liability', limits: [{ currency: 'EUR', minimum: '0.00' }] });
const books = [
  opened('bank'),
  wallet,
  opened('visa', 'liability'),
  opened('fees', 'income'),
  paid('100.00', 'bank', 'wallet'),
];
const performed = (...wishes: readonly Wish[]) => {
  const ledger = new TestLedger();
  for (const wish of [openLedger(), ...wishes]) ledger.perform(wish);
};
const later = '2026-11-23T13:00:00.000Z';

describe('placing a hold', () => {
  it('lowers what is available where it would leave, and raises nothing where it would arrive', () => {
    given(...books, held('60.00', 'wallet', 'visa'))
      .when(held('40.00', 'wallet', 'visa'))
      .leaves({
        wallet: '100.00',
        'wallet available': '0.00',
        'visa available': '0.00',
      });
  });

  it('is refused where less is available than it would keep back', () => {
    given(...books, held('60.00', 'wallet', 'visa'))
      .when(held('40.01', 'wallet', 'visa'))
      .refused('BalanceBelowMinimum', { available: '40.00', needed: '40.01', headroom: '40.00' });
  });

  it('is refused where nothing would be held, or where it would expire at once', () => {
    given(...books)
      .when(held('0.00', 'wallet', 'visa'))
      .refused('AmountIsZero');
    given(...books)
      .when(held('1.00', 'wallet', 'visa', { expiresAt: noon }))
      .refused('ExpiryInPast');
  });

  it('says at which posting all of them begin to be nothing', () => {
    const { facts, message } = refusalOf(() => performed(...books, held('0.00', 'wallet', 'visa')));
    expect({ facts, message }).toEqual({
      facts: { posting: 0 },
      message: 'All 2 postings are zero: hold an amount above zero.',
    });
  });

  it.each<[string, { amount: string; currency: string }, string, object]>([
    ['a currency in which nothing is held', { amount: '1.00', currency: 'USD' }, 'PostingNotOfHold', {}],
    ['a currency that there is not', { amount: '1.00', currency: 'NIL' }, 'CurrencyNotRegistered', {}],
    [
      'decimals that the currency has not',
      { amount: '1.0', currency: 'EUR' },
      'AmountHasWrongDecimals',
      { amount: '1.0' },
    ],
  ])('is refused where its tolerance is in %s, and names it', (_what, wrong, code, facts) => {
    const tolerance = { amounts: [{ amount: '5.00', currency: 'EUR' }, wrong] };
    const refusal = refusalOf(() => performed(...books, held('1.00', 'wallet', 'visa', { tolerance })));
    expect({ code: refusal.code, facts: refusal.facts }).toMatchObject({
      code,
      facts: { ...facts, tolerance: 1, currency: wrong.currency },
    });
    expect(refusal.message).toMatch(/tolerance/);
  });

  it('does not touch the version, which counts postings', () => {
    const ledger = new TestLedger();
    for (const wish of [openLedger(), ...books]) ledger.perform(wish);
    const [placed] = ledger.perform(held('10.00', 'wallet', 'visa'));
    expect(placed).toMatchObject({
      body: { postings: [{ version: '1', available: '90.00' }, { version: '0' }] },
    });
  });
});

describe('capturing a hold', () => {
  const hold = held('60.00', 'wallet', 'visa');

  it('takes all that is left, and ends the hold', () => {
    given(...books, hold)
      .when(captured())
      .leaves({ wallet: '40.00', 'wallet available': '40.00', visa: '60.00' });
    given(...books, hold, captured())
      .when(captured())
      .refused('HoldAlreadyCaptured');
  });

  it('takes parts until nothing is left', () => {
    given(...books, hold, captured({ amount: '20.00' }))
      .when(captured())
      .leaves({ visa: '60.00', 'wallet available': '40.00' });
  });

  it('releases the rest where it is final', () => {
    given(...books, hold)
      .when(captured({ amount: '20.00', final: true }))
      .leaves({ wallet: '80.00', 'wallet available': '80.00' });
  });

  it('never takes more than was held', () => {
    given(...books, hold, captured({ amount: '20.00' }))
      .when(captured({ amount: '40.01' }))
      .refused('CaptureAboveHold', { allowed: '40.00', asked: '40.01' });
  });

  it('takes more where a tolerance was given, in percent or as an amount', () => {
    const tip = held('60.00', 'wallet', 'visa', { tolerance: { percent: '20' } });
    given(...books, tip)
      .when(captured({ amount: '72.00' }))
      .leaves({ visa: '72.00', 'wallet available': '28.00' });
    given(...books, tip)
      .when(captured({ amount: '72.01' }))
      .refused('CaptureAboveHold', { allowed: '72.00' });
    const pump = held('1.00', 'wallet', 'visa', {
      tolerance: { amounts: [{ amount: '99.00', currency: 'EUR' }] },
    });
    given(...books, pump)
      .when(captured({ amount: '100.00' }))
      .leaves({ visa: '100.00' });
  });

  it('beyond the hold is refused where not so much is available', () => {
    const pump = held('1.00', 'wallet', 'visa', { tolerance: { percent: '20000' } });
    given(...books, pump)
      .when(captured({ amount: '100.01' }))
      .refused('BalanceBelowMinimum');
  });

  it('shares an amount out over the postings so that the last capture always fits', () => {
    const split = {
      ...held('10.00', 'wallet', 'visa'),
      postings: [debit('wallet', '0.10'), credit('visa', '0.03'), credit('fees', '0.07')],
    };
    given(...books, split, captured({ amount: '0.05' }))
      .when(captured({ amount: '0.05' }))
      .leaves({ visa: '0.03', fees: '0.07', 'wallet available': '99.90' });
  });

  it('takes only postings that the hold has', () => {
    given(...books, hold)
      .when(captured({ postings: [debit('wallet', '1.00'), credit('fees', '1.00')] }))
      .refused('PostingNotOfHold', { posting: 1, account: 'fees' });
  });
});

describe('a hold that ends', () => {
  it('gives back what is left when it is voided', () => {
    given(...books, held('60.00', 'wallet', 'visa'))
      .when(voided())
      .leaves({ 'wallet available': '100.00' });
    given(...books, held('60.00', 'wallet', 'visa'), voided())
      .when(captured())
      .refused('HoldIsVoided');
  });

  it('cannot be captured from the instant of its expiry on, before the entry that says so', () => {
    const hold = held('60.00', 'wallet', 'visa', { expiresAt: later });
    given(...books, hold)
      .when(captured(), later)
      .refused('HoldIsExpired', { expiresAt: later });
    given(...books, hold)
      .when(captured(), '2026-11-23T12:59:59.999Z')
      .leaves({ visa: '60.00' });
  });

  it('expires with an entry that releases what is left, once', () => {
    const ledger = new TestLedger();
    for (const wish of [
      openLedger(),
      ...books,
      held('60.00', 'wallet', 'visa', { expiresAt: later }),
      captured({ amount: '10.00' }),
    ])
      ledger.perform(wish);
    expect(expireNextHold(ledger.state, '2026-11-23T12:59:59.999Z')).toBeUndefined();
    const entry = expireNextHold(ledger.state, later)!;
    expect(entry.body.postings.map(({ account, amount, available }) => [account, amount, available])).toEqual(
      [
        ['wallet', '50.00', '90.00'],
        ['visa', '50.00', '10.00'],
      ],
    );
    expired(ledger, later);
    expect(expireNextHold(ledger.state, later)).toBeUndefined();
    expect(ledger.available('wallet')).toBe('90.00');
  });
});

it('an increment raises the hold, and may give it more time', () => {
  given(
    ...books,
    held('60.00', 'wallet', 'visa', { expiresAt: later }),
    incremented({ amount: '10.00', expiresAt: '2026-11-24T00:00:00.000Z' }),
  )
    .when(captured(), later)
    .leaves({ visa: '70.00' });
  given(...books, held('60.00', 'wallet', 'visa'))
    .when(incremented({ amount: '40.01' }))
    .refused('BalanceBelowMinimum');
});

it('an account with open holds is not closed', () => {
  given(...books, held('60.00', 'wallet', 'visa'))
    .when({ type: 'CloseAccount', path: 'visa', reason: 'x' })
    .refused('AccountHasHolds');
});
