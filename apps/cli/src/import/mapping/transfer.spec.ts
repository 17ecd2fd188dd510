import type { Fields } from '@files/fields';
import { Unreadable } from '@files/unreadable';
import { dateReader } from '@files/date-format';
import { columnsOf, type Mapping } from './mapping';
import { plainReading } from './reading';
import { parseTemplate } from './template';
import { contentOf, type Content } from './transfer';

const mapping: Mapping = {
  debit: parseTemplate('customers:{from}'),
  credit: parseTemplate('customers:{to}'),
  amount: { kind: 'one', amount: parseTemplate('{value}') },
  currency: parseTemplate('USD'),
  metadata: {},
  reading: plainReading,
};
const row = { from: '1', to: '2', value: '3' };

/** What the row becomes, or why it becomes nothing. */
function madeOf(fields: Fields, changes: Partial<Mapping> = {}): Content | string {
  const decimals: Readonly<Record<string, number>> = { USD: 2, 'T-AB': 18 };
  try {
    return contentOf(fields, { ...mapping, ...changes }, (code) => decimals[code]);
  } catch (error) {
    if (error instanceof Unreadable) return error.message;
    throw error;
  }
}

function usd(amount: string, debit = 'customers:1', credit = 'customers:2') {
  return {
    postings: [
      { account: debit, side: 'debit', amount, currency: 'USD' },
      { account: credit, side: 'credit', amount, currency: 'USD' },
    ],
  };
}

it('makes a transaction of two postings of a row', () => {
  expect(madeOf({ ...row, value: '147.8' })).toEqual(usd('147.80'));
});

it('makes currency codes out of parts of a column', () => {
  const changes = {
    currency: parseTemplate('T-{token|slice:2:4|upper}'),
    reading: { ...plainReading, isInSmallestUnit: true },
  };
  expect(madeOf({ ...row, token: '0xabcd', value: '7056176614974947328' }, changes)).toMatchObject({
    postings: [{ amount: '7.056176614974947328', currency: 'T-AB' }, {}],
  });
});

const details = {
  category: parseTemplate('bank.transfer'),
  description: parseTemplate('{name} {memo}'),
  reference: parseTemplate('r-{ref}'),
  metadata: { step: parseTemplate('{step}'), kind: parseTemplate('plain') },
};

it('adds details and metadata where they are mapped', () => {
  expect(madeOf({ ...row, name: 'Ann', memo: 'rent', ref: '7', step: '9' }, details)).toEqual({
    ...usd('3.00'),
    category: 'bank.transfer',
    description: 'Ann rent',
    reference: 'r-7',
    metadata: { step: '9', kind: 'plain' },
  });
});

it('leaves out what may be left out where its columns are empty', () => {
  expect(madeOf({ ...row, name: '', memo: 'rent', ref: ' ', step: '' }, details)).toEqual({
    ...usd('3.00'),
    category: 'bank.transfer',
    description: 'rent',
    metadata: { kind: 'plain' },
  });
});

it.each<[string, Fields, string]>([
  ['an empty amount', { ...row, value: '' }, 'The column value is empty.'],
  ['an account of blanks', { ...row, to: '  ' }, 'The column to is empty.'],
  ['no such field', { from: '1', value: '1' }, 'There is no column to; there are from, value.'],
  ['no field at all', {}, 'there are none'],
])('says why no transaction can be made of a row with %s', (_, fields, why) => {
  expect(madeOf(fields)).toEqual(expect.stringContaining(why));
});

it('swaps the accounts where an amount is money out', () => {
  const reading = { ...plainReading, isSigned: true };
  expect(madeOf({ ...row, value: '-7.25' }, { reading })).toEqual(usd('7.25', 'customers:2', 'customers:1'));
  expect(madeOf({ ...row, value: '+7.25' }, { reading })).toEqual(usd('7.25'));
});

it('reads dates as the file writes them, and takes times of RFC 3339 alone unless that is said', () => {
  const effectiveAt = parseTemplate('{day}');
  const reading = { ...plainReading, dates: dateReader('dd.MM.yyyy', 'Europe/Berlin') };
  expect(madeOf({ ...row, day: '29.03.2026' }, { effectiveAt, reading })).toMatchObject({
    effectiveAt: '2026-03-28T23:00:00.000Z',
  });
  expect(madeOf({ ...row, day: '' }, { effectiveAt, reading })).toEqual(usd('3.00'));
  expect(madeOf({ ...row, day: '2026-03-29' }, { effectiveAt })).toContain('--date-format');
  expect(madeOf({ ...row, day: '2026-03-29T10:00:00Z' }, { effectiveAt })).toMatchObject({
    effectiveAt: '2026-03-29T10:00:00Z',
  });
});

it('names every column of a mapping once', () => {
  expect(columnsOf({ ...mapping, ...details, key: parseTemplate('{from}-{id|upper}') })).toEqual(
    expect.arrayContaining(['from', 'to', 'value', 'id', 'name', 'memo', 'ref', 'step']),
  );
  expect(columnsOf(mapping)).toHaveLength(3);
});

it('does not take names of the language itself for columns or filters', () => {
  expect(madeOf(row, { debit: parseTemplate('{toString}') })).toContain('There is no column toString');
  expect(() => parseTemplate('{from|constructor}')).toThrow('names no filter');
  expect(() => parseTemplate('{from')).toThrow('brace');
});

describe('personal text', () => {
  const personal = {
    subject: parseTemplate('{id}'),
    fields: { name: parseTemplate('{name}'), iban: parseTemplate('{iban}') },
  };

  it('has the fields whose columns are not empty, and whom it is about', () => {
    expect(madeOf({ ...row, id: 'c-1', name: 'Ann', iban: '' }, { personal })).toEqual({
      ...usd('3.00'),
      personal: [{ subject: 'c-1', fields: { name: 'Ann' } }],
    });
    expect(columnsOf({ ...mapping, personal })).toEqual(['from', 'to', 'value', 'id', 'name', 'iban']);
  });

  it('is left out where there is none, and unparseable where nobody is named', () => {
    expect(madeOf({ ...row, id: '', name: '', iban: '' }, { personal })).toEqual(usd('3.00'));
    expect(madeOf({ ...row, id: '', name: 'Ann', iban: '' }, { personal })).toMatch(/id/);
  });
});
