import {
  changed,
  credit,
  debit,
  frozen,
  given,
  idAt,
  noon,
  opened,
  paid,
  reversed,
  type Wish,
} from '../../../../test/support/given';
import { captured, held, incremented, voided } from '../../../../test/support/given-holds';
import type { PlaceHold } from './hold';
import type { RefusalCode } from '../refusal';

const limits = [{ currency: 'EUR', minimum: '0.00' }];
const books = [
  opened('bank'),
  opened('wallet', { accountType: 'liability', limits }),
  opened('visa', 'liability'),
  opened('fees', 'income'),
  paid('100.00', 'bank', 'wallet'),
];
const hold = held('60.00', 'wallet', 'visa', { category: 'card.purchase' });

/** 10.00 out of the wallet, 9.00 to Visa and 1.00 as a fee. */
const shared: PlaceHold = {
  ...held('10.00', 'wallet', 'visa'),
  postings: [debit('wallet', '10.00'), credit('visa', '9.00'), credit('fees', '1.00')],
};

describe('a capture', () => {
  it('is a transaction that points to its hold, says what that still holds, and has its category', () => {
    given(...books, hold)
      .when(captured({ amount: '20.00', reference: 'clearing-1' }))
      .then({
        type: 'TransactionPosted',
        body: {
          captures: { id: idAt(7), remaining: ['40.00', '40.00'], seq: '7' },
          category: 'card.purchase',
          postings: [
            { ...debit('wallet', '20.00'), available: '40.00', line: '3', posted: '80.00', version: '2' },
            { ...credit('visa', '20.00'), available: '20.00', line: '2', posted: '20.00', version: '1' },
          ],
          reference: 'clearing-1',
        },
      });
  });

  it('may have a category of its own', () => {
    given(...books, hold, captured({ category: 'card.fuel' }))
      .when(captured())
      .refused('HoldAlreadyCaptured', { hold: idAt(7), seq: '8' });
  });

  it('in parts leaves nothing over, whatever the parts', () => {
    const parts = ['3.33', '3.33', '3.34'].map((amount) => captured({ amount }));
    given(...books, shared, ...parts.slice(0, 2))
      .when(parts[2]!)
      .leaves({ wallet: '90.00', 'wallet available': '90.00', visa: '9.00', fees: '1.00' });
  });

  it('may be of other proportions than the hold, as long as no line goes beyond it', () => {
    const postings = [debit('wallet', '5.00'), credit('visa', '4.00'), credit('fees', '1.00')];
    given(...books, shared, captured({ postings }))
      .when(captured())
      .leaves({ visa: '9.00', fees: '1.00', 'wallet available': '90.00' });
    given(...books, shared, captured({ postings }))
      .when(captured({ postings: [debit('wallet', '0.01'), credit('fees', '0.01')] }))
      .refused('CaptureAboveHold', { hold: idAt(7), currency: 'EUR', allowed: '0.00', asked: '0.01' });
  });

  it('that is final releases what remains on every line, and ends the hold', () => {
    given(...books, shared, captured({ amount: '1.00', final: true }))
      .when(captured())
      .refused('HoldAlreadyCaptured');
    given(...books, shared)
      .when(captured({ amount: '1.00', final: true }))
      .leaves({ 'wallet available': '99.00', visa: '0.90', fees: '0.10' });
  });

  it('counts what was incremented as held', () => {
    given(...books, hold, incremented({ amount: '10.00' }))
      .when(captured({ amount: '70.00' }))
      .leaves({ wallet: '30.00' });
    given(...books, hold, incremented({ amount: '10.00' }))
      .when(captured({ amount: '70.01' }))
      .refused('CaptureAboveHold', { allowed: '70.00' });
  });

  it('may itself be reversed, which does not bring the hold back', () => {
    given(...books, hold, captured({ amount: '60.00' }), reversed(-1))
      .when(captured())
      .refused('HoldAlreadyCaptured');
  });
});

describe('a tolerance', () => {
  const with20 = held('60.00', 'wallet', 'visa', { tolerance: { percent: '20' } });

  it('is used up by all captures together', () => {
    given(...books, with20, captured({ amount: '50.00' }))
      .when(captured({ amount: '22.00' }))
      .leaves({ wallet: '28.00' });
    given(...books, with20, captured({ amount: '50.00' }))
      .when(captured({ amount: '22.01' }))
      .refused('CaptureAboveHold', { allowed: '22.00', asked: '22.01' });
  });

  it('in percent grows with increments; fractions of a minor unit are not given', () => {
    given(...books, with20, incremented({ amount: '10.00' }))
      .when(captured({ amount: '84.01' }))
      .refused('CaptureAboveHold', { allowed: '84.00' });
    given(...books, held('0.99', 'wallet', 'visa', { tolerance: { percent: '12.5' } }))
      .when(captured({ amount: '1.12' }))
      .refused('CaptureAboveHold', { allowed: '1.11' });
  });

  it('is given to a currency as a whole, not to each of its lines', () => {
    const tolerance = { amounts: [{ amount: '2.00', currency: 'EUR' }] };
    const both = [debit('wallet', '13.00'), credit('visa', '11.00'), credit('fees', '2.00')];
    const one = [debit('wallet', '12.00'), credit('visa', '11.00'), credit('fees', '1.00')];
    given(...books, { ...shared, tolerance })
      .when(captured({ postings: both }))
      .refused('CaptureAboveHold', { allowed: '12.00', asked: '13.00' });
    given(...books, { ...shared, tolerance })
      .when(captured({ postings: one }))
      .leaves({ visa: '11.00', fees: '1.00', 'wallet available': '88.00' });
  });

  it('of an amount has the decimals of its currency, and a currency that there is', () => {
    const amounts = (amount: string, currency: string) =>
      held('1.00', 'wallet', 'visa', { tolerance: { amounts: [{ amount, currency }] } });
    given(...books)
      .when(amounts('1.0', 'EUR'))
      .refused('AmountHasWrongDecimals');
    given(...books)
      .when(amounts('1.00', 'NIL'))
      .refused('CurrencyNotRegistered');
  });
});

describe('all that remains of a hold, after captures that went unevenly beyond its lines', () => {
  const tolerance = { amounts: [{ amount: '2.00', currency: 'EUR' }] };
  const thirds: PlaceHold = {
    ...held('10.00', 'wallet', 'visa', { tolerance }),
    postings: [
      ...['3.00', '3.00', '4.00'].map((amount, i) => debit(`wallet${i}`, amount)),
      ...['3.00', '3.00', '4.00'].map((amount, i) => credit(`visa${i}`, amount)),
    ],
  };
  const places = [0, 1, 2].flatMap((i) => [
    opened(`wallet${i}`, 'liability'),
    opened(`visa${i}`, 'liability'),
  ]);

  it('is what balances; with it the hold ends, and what remained on one side alone is released', () => {
    const uneven = captured({
      postings: [debit('wallet', '4.00'), credit('visa', '1.00'), credit('fees', '3.00')],
    });
    given(...books, { ...shared, tolerance }, uneven)
      .when(captured())
      .then({
        type: 'TransactionPosted',
        body: {
          captures: { id: idAt(7), remaining: ['0.00', '0.00', '0.00'], seq: '7' },
          postings: [
            { ...debit('wallet', '6.00'), available: '90.00', line: '4', posted: '90.00', version: '3' },
            { ...credit('visa', '6.00'), available: '7.00', line: '3', posted: '7.00', version: '2' },
          ],
        },
      });
  });

  it('is nothing where one side is used up: the hold has ended with that capture', () => {
    const uneven = captured({
      postings: [debit('wallet', '11.00'), credit('visa', '8.00'), credit('fees', '3.00')],
    });
    given(...books, { ...shared, tolerance }, uneven)
      .when(captured())
      .refused('HoldAlreadyCaptured', { hold: idAt(7), seq: '8' });
  });

  it('is no more than the tolerance of the currency lets through, shared out over the lines', () => {
    const beyond = ['4.50', '4.50'].flatMap((amount, i) => [
      debit(`wallet${i}`, amount),
      credit(`visa${i}`, amount),
    ]);
    given(...books, ...places, thirds, captured({ postings: beyond }))
      .when(captured())
      .leaves({ visa2: '3.00', wallet2: '-3.00', 'wallet2 available': '-3.00' });
    given(...books, ...places, thirds, captured({ postings: beyond }), captured())
      .when(voided())
      .refused('HoldAlreadyCaptured', { hold: idAt(13), seq: '15' });
  });

  it('stays held in a currency of which one side is used up, until nothing of another can be captured either', () => {
    const dollars = [debit('wallet', '5.00', 'USD'), credit('visa', '5.00', 'USD')];
    const uneven = captured({
      postings: [debit('wallet', '11.00'), credit('visa', '8.00'), credit('fees', '3.00')],
    });
    const both = { ...shared, postings: [...shared.postings, ...dollars], tolerance };
    const end = captured({ postings: dollars });
    for (const all of [captured(), end]) {
      given(...books, opened('dollars'), both, uneven)
        .when(all)
        .then(
          expect.objectContaining({
            body: expect.objectContaining({
              captures: { id: idAt(8), remaining: ['0.00', '0.00', '0.00', '0.00', '0.00'], seq: '8' },
            }),
          }),
        );
    }
  });
});

describe('a capture is refused', () => {
  const later = '2026-11-23T13:00:00.000Z';
  const expiring = held('60.00', 'wallet', 'visa', { expiresAt: later });

  interface Case {
    readonly after: readonly Wish[];
    readonly details?: Parameters<typeof captured>[0];
    readonly code: RefusalCode;
    readonly facts: Readonly<Record<string, unknown>>;
  }

  it.each<[string, Case]>([
    [
      'of nothing',
      { after: [hold], details: { amount: '0.00' }, code: 'AmountIsZero', facts: { amount: '0.00' } },
    ],
    [
      'where the hold was voided',
      { after: [hold, voided()], code: 'HoldIsVoided', facts: { hold: idAt(7), seq: '8' } },
    ],
    [
      'on a frozen side',
      { after: [hold, frozen('visa', 'credit')], code: 'AccountIsFrozen', facts: { account: 'visa' } },
    ],
    [
      'above the maximum balance of where it arrives',
      {
        after: [hold, changed('visa', { limits: [{ currency: 'EUR', maximum: '59.99' }] })],
        code: 'BalanceAboveMaximum',
        facts: { account: 'visa', added: '60.00', headroom: '59.99' },
      },
    ],
    [
      'with a reference that is used',
      {
        after: [hold, paid('1.00', 'bank', 'visa', { reference: 'r1' })],
        details: { reference: 'r1' },
        code: 'ReferenceAlreadyUsed',
        facts: { reference: 'r1', seq: '8' },
      },
    ],
    [
      'where it would be effective before its hold was placed',
      {
        after: [hold],
        details: { effectiveAt: '2026-11-23T11:59:59.999Z' },
        code: 'EffectiveAtBeforeOriginal',
        facts: { effectiveAt: '2026-11-23T11:59:59.999Z', earliest: noon },
      },
    ],
    [
      'where its postings do not balance',
      {
        after: [hold],
        details: { postings: [debit('wallet', '2.00'), credit('visa', '1.00')] },
        code: 'PostingsDoNotBalance',
        facts: { debits: '2.00', credits: '1.00' },
      },
    ],
  ])('%s', (_where, { after, details, code, facts }) => {
    given(...books, ...after)
      .when(captured(details))
      .refused(code, facts);
  });

  it('of a hold that there is not', () => {
    given(...books)
      .when({ type: 'CaptureHold', hold: idAt(99) })
      .refused('HoldNotFound', { hold: idAt(99) });
  });

  it('of what has expired before its other flaws are looked at', () => {
    given(...books, expiring)
      .when(captured({ amount: '0.0' }), later)
      .refused('HoldIsExpired', { hold: idAt(7), expiresAt: later });
    given(...books, expiring)
      .when(captured({ amount: '0.0' }), noon)
      .refused('AmountHasWrongDecimals');
  });
});
