import { credit, debit } from '../../../../test/support/given';
import { reversedPostings } from './reversed-postings';

const sale = [debit('cash', '12.00'), credit('sales', '8.00'), credit('sales', '4.00')];

describe('what reversals took of the postings of a transaction', () => {
  it('is nothing where there are none', () => {
    expect(reversedPostings(sale, [])).toEqual({ amounts: [], remaining: ['12.00', '8.00', '4.00'] });
  });

  it('comes from the first posting of its kind that has something left', () => {
    const part = (amount: string) => [credit('cash', amount), debit('sales', amount)];
    expect(reversedPostings(sale, [part('7.00'), part('3.00'), part('2.00')])).toEqual({
      amounts: [
        ['7.00', '7.00', '0.00'],
        ['3.00', '1.00', '2.00'],
        ['2.00', '0.00', '2.00'],
      ],
      remaining: ['0.00', '0.00', '0.00'],
    });
  });

  it('has the decimals of the currency', () => {
    const postings = [debit('cash', '1200', 'JPY'), credit('sales', '1200', 'JPY')];
    const taken = [credit('cash', '5', 'JPY'), debit('sales', '5', 'JPY')];
    expect(reversedPostings(postings, [taken])).toEqual({
      amounts: [['5', '5']],
      remaining: ['1195', '1195'],
    });
  });
});
