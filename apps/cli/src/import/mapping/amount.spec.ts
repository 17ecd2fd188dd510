import type { Fields } from '@files/fields';
import { Unreadable } from '@files/unreadable';
import { amountIn, type AmountSource, type RowAmount } from './amount';
import { plainReading, type Reading } from './reading';
import { parseTemplate } from './template';

const one: AmountSource = { kind: 'one', amount: parseTemplate('{amount}') };
const marked: AmountSource = {
  kind: 'marked',
  amount: parseTemplate('{amount}'),
  side: parseTemplate('{S/H}'),
  marks: { in: ['h', 'cr'], out: ['s', 'dr'] },
};
const split: AmountSource = {
  kind: 'split',
  moneyIn: parseTemplate('{Paid in}'),
  moneyOut: parseTemplate('{Paid out}'),
};
const signed = { isSigned: true };

/** The amount of the row in a currency of two decimals, or why it has none. */
function read(source: AmountSource, fields: Fields, reading: Partial<Reading> = {}): RowAmount | string {
  try {
    return amountIn(fields, source, 2, { ...plainReading, ...reading });
  } catch (error) {
    if (error instanceof Unreadable) return error.message;
    throw error;
  }
}

const moneyIn = (amount: string): RowAmount => ({ amount, isMoneyOut: false });
const moneyOut = (amount: string): RowAmount => ({ amount, isMoneyOut: true });

describe('one column', () => {
  it('has money in; with signs a negative amount is money out', () => {
    expect(read(one, { amount: '7.25' })).toEqual(moneyIn('7.25'));
    expect(read(one, { amount: '-7.25' }, signed)).toEqual(moneyOut('7.25'));
    expect(read(one, { amount: '+7.25' }, signed)).toEqual(moneyIn('7.25'));
  });

  it('is read as the file writes numbers', () => {
    const reading = { numbers: { decimal: ',', thousands: '.' } } as const;
    expect(read(one, { amount: '1.000' }, reading)).toEqual(moneyIn('1000.00'));
    expect(read(one, { amount: '2.500,000' }, reading)).toEqual(moneyIn('2500.00'));
  });

  it('says of an amount that it does not read what would help', () => {
    expect(read(one, { amount: '1.000' })).toContain('--thousands-mark');
    expect(read(one, { amount: '20,00' })).toContain('--decimal-mark');
    expect(read(one, { amount: '-7.25' })).toContain('--signed');
  });
});

describe('an amount with a mark beside it', () => {
  it.each([
    ['H', moneyIn('7.25')],
    ['S', moneyOut('7.25')],
    ['cr', moneyIn('7.25')],
    [' Dr. ', moneyOut('7.25')],
  ])('is money in or money out by the mark %p, whatever its capitals', (mark, amount) => {
    expect(read(marked, { amount: '7.25', 'S/H': mark })).toEqual(amount);
  });

  it('is not read where the mark is neither, or missing, or the amount has a sign as well', () => {
    expect(read(marked, { amount: '7.25', 'S/H': 'X' })).toBe(
      'The side "X" is neither h or cr (--in) nor s or dr (--out).',
    );
    expect(read(marked, { amount: '7.25', 'S/H': '' })).toBe('The column S/H is empty.');
    expect(read(marked, { amount: '-7.25', 'S/H': 'S' })).toBe(
      'The amount -7.25 has a sign. The side of a row is that of its mark.',
    );
  });
});

describe('two columns', () => {
  it.each([
    ['7.25', '', moneyIn('7.25')],
    ['', '7.25', moneyOut('7.25')],
    ['7.25', '0.00', moneyIn('7.25')],
    ['0', '7.25', moneyOut('7.25')],
    ['0.00', '', moneyIn('0.00')],
  ])('have money in %p and money out %p', (paidIn, paidOut, amount) => {
    expect(read(split, { 'Paid in': paidIn, 'Paid out': paidOut })).toEqual(amount);
  });

  it('are not read where both have an amount, or neither', () => {
    expect(read(split, { 'Paid in': '7.25', 'Paid out': '1.00' })).toBe(
      'Both of {Paid in} and {Paid out} have an amount: 7.25 and 1.00.',
    );
    expect(read(split, { 'Paid in': ' ', 'Paid out': '' })).toBe(
      'Neither of {Paid in} and {Paid out} has an amount.',
    );
  });

  it('have no signs, unless it was said: then money out has a minus, and money in has none', () => {
    expect(read(split, { 'Paid in': '', 'Paid out': '-7.25' })).toBe(
      'The amount -7.25 has a sign. With --signed money out has a minus.',
    );
    expect(read(split, { 'Paid in': '', 'Paid out': '-7.25' }, signed)).toEqual(moneyOut('7.25'));
    expect(read(split, { 'Paid in': '7.25', 'Paid out': '' }, signed)).toEqual(moneyIn('7.25'));
    expect(read(split, { 'Paid in': '-7.25', 'Paid out': '' }, signed)).toContain('in, and has a minus');
    expect(read(split, { 'Paid in': '', 'Paid out': '7.25' }, signed)).toContain('out, and has no minus');
  });
});
