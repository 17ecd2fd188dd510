import {
  credit,
  debit,
  given,
  idAt,
  opened,
  paid,
  post,
  reversed,
  type Wish,
} from '../../../../test/support/given';
import type { RefusalCode } from '../refusal';

const books = [opened('cash'), opened('sales', 'income'), opened('tax', 'liability')];
const sale = post(debit('cash', '12.00'), credit('sales', '10.00'), credit('tax', '2.00'));
const original = { id: idAt(5), seq: '5' };

describe('a reversal in part', () => {
  it('of an amount gives every posting its share back, and says what may still be reversed', () => {
    given(...books, sale)
      .when(reversed(0, { amount: '6.00' }))
      .then({
        type: 'TransactionPosted',
        body: {
          postings: [
            { ...credit('cash', '6.00'), available: '6.00', line: '2', posted: '6.00', version: '2' },
            { ...debit('sales', '5.00'), available: '5.00', line: '2', posted: '5.00', version: '2' },
            { ...debit('tax', '1.00'), available: '1.00', line: '2', posted: '1.00', version: '2' },
          ],
          reason: 'mistake',
          reverses: { ...original, remaining: ['6.00', '5.00', '1.00'] },
        },
      });
  });

  it('of postings takes these and no others', () => {
    const postings = [credit('cash', '3.00'), debit('sales', '3.00')];
    given(...books, sale)
      .when(reversed(0, { postings }))
      .leaves({ cash: '9.00', sales: '7.00', tax: '2.00' });
  });

  it('may be followed by others until nothing is left; the last takes the rest, whatever was rounded', () => {
    const parts = ['0.01', '5.55', '3.33'].map((amount): Wish => reversed(0, { amount }));
    given(...books, sale, ...parts)
      .when(reversed(0))
      .leaves({ cash: '0.00', sales: '0.00', tax: '0.00' });
    given(...books, sale, ...parts, reversed(0))
      .when(reversed(0, { amount: '0.01' }))
      .refused('TransactionAlreadyReversed', { transaction: original.id, seq: '9' });
  });

  it.each<[string, Parameters<typeof reversed>[1], RefusalCode, Readonly<Record<string, unknown>>]>([
    [
      'more than there is',
      { amount: '12.01' },
      'ReversalAboveOriginal',
      { remaining: '12.00', account: 'cash' },
    ],
    ['nothing', { amount: '0.00' }, 'AmountIsZero', { amount: '0.00' }],
    ['an amount of other decimals', { amount: '1.0' }, 'AmountHasWrongDecimals', { currency: 'EUR' }],
    [
      'more of one posting than it has',
      { postings: [credit('cash', '3.00'), debit('tax', '3.00')] },
      'ReversalAboveOriginal',
      { account: 'tax', posting: 1, remaining: '2.00' },
    ],
    [
      'the side on which it was posted',
      { postings: [debit('cash', '1.00'), credit('sales', '1.00')] },
      'PostingNotOfTransaction',
      { account: 'cash', side: 'debit', posting: 0, transaction: idAt(5) },
    ],
    [
      'an account that it did not touch',
      { postings: [credit('cash', '1.00'), debit('elsewhere', '1.00')] },
      'PostingNotOfTransaction',
      { account: 'elsewhere', posting: 1 },
    ],
    [
      'what does not balance',
      { postings: [credit('cash', '1.00'), debit('sales', '0.50')] },
      'PostingsDoNotBalance',
      { debits: '0.50', credits: '1.00' },
    ],
  ])('of %s is refused', (_what, part, code, facts) => {
    given(...books, sale)
      .when(reversed(0, part))
      .refused(code, facts);
  });

  it('is measured by what earlier ones left', () => {
    given(...books, sale, reversed(0, { amount: '8.00' }))
      .when(reversed(0, { amount: '4.01' }))
      .refused('ReversalAboveOriginal', { remaining: '4.00' });
  });

  it('names the posting of the right currency where there are several', () => {
    const mixed = post(
      debit('cash', '5.00'),
      credit('sales', '5.00'),
      debit('cash', '500', 'JPY'),
      credit('sales', '500', 'JPY'),
    );
    const postings = [
      credit('cash', '6.00'),
      debit('sales', '6.00'),
      credit('cash', '1', 'JPY'),
      debit('sales', '1', 'JPY'),
    ];
    given(...books, mixed)
      .when(reversed(0, { postings }))
      .refused('ReversalAboveOriginal', { account: 'cash', currency: 'EUR', posting: 0, remaining: '5.00' });
    given(...books, mixed)
      .when(reversed(0, { amount: '1.00' }))
      .refused('AmountIsAmbiguous');
  });

  it('may be reversed itself, which gives the original nothing back', () => {
    given(...books, sale, reversed(0, { amount: '6.00' }), reversed(1))
      .when(reversed(0, { amount: '6.01' }))
      .refused('ReversalAboveOriginal', { remaining: '6.00' });
    given(...books, sale, reversed(0, { amount: '6.00' }), reversed(1, { amount: '2.00' }))
      .when(reversed(1, { amount: '4.01' }))
      .refused('ReversalAboveOriginal', { remaining: '4.00' });
  });

  it('leaves the figures right also where both sides are one account', () => {
    given(...books, paid('4.00', 'cash', 'cash'), reversed(0, { amount: '1.00' }))
      .when(reversed(0))
      .leaves({ cash: '0.00' });
  });
});
