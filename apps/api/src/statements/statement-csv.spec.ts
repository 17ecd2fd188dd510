import type { StatementLine } from '@read-models/statements/statements.queries';
import { csvEnd, csvHead, csvLines } from './statement-csv';

const line: StatementLine = {
  seq: '12',
  posting: 1,
  transaction: '019aab5e-3a4f-7c11-9d2e-5f0c6b8a7d21',
  effectiveAt: '2026-11-22T05:57:37.123Z',
  recordedAt: '2026-11-22T05:57:38.001Z',
  side: 'debit',
  amount: '5.00',
  currency: 'EUR',
  balance: '-2.00',
  category: null,
  reference: null,
  description: null,
};
const statement = {
  number: '2',
  fromSeq: '9',
  toSeq: '14',
  opening: [{ currency: 'EUR', posted: '3.00' }],
  closing: [
    { currency: 'EUR', posted: '-2.00' },
    { currency: 'JPY', posted: '7' },
  ],
};

describe('a statement as CSV', () => {
  it('begins with its columns and opening balances, at the first entry it covers', () => {
    expect(csvHead(statement).split('\r\n')).toEqual([
      'seq,posting,transaction,effectiveAt,recordedAt,side,amount,currency,balance,category,reference,description',
      '9,,,,,,,EUR,3.00,,,Opening balance of statement 2',
      '',
    ]);
  });

  it('has a row for each line', () => {
    expect(csvLines([{ ...line, category: 'sale' }])).toBe(
      '12,1,019aab5e-3a4f-7c11-9d2e-5f0c6b8a7d21,2026-11-22T05:57:37.123Z,2026-11-22T05:57:38.001Z,debit,5.00,EUR,-2.00,sale,,\r\n',
    );
  });

  it('ends with its closing balances, at the last entry it covers', () => {
    expect(csvEnd(statement).split('\r\n')).toEqual([
      '14,,,,,,,EUR,-2.00,,,Closing balance of statement 2',
      '14,,,,,,,JPY,7,,,Closing balance of statement 2',
      '',
    ]);
  });

  it.each(['=1+1', '+49 170', '-2+3+cmd|calc', '@sum', '\tx'])(
    'keeps %j from being taken for a formula, and no amount',
    (text) => {
      const cells = csvLines([{ ...line, reference: text, description: text }])
        .replace('\r\n', '')
        .split(',');
      expect([cells[8], cells[10], cells[11]]).toEqual(['-2.00', `'${text}`, `'${text}`]);
    },
  );

  it('quotes what has a comma, a quote mark or a new line', () => {
    expect(csvLines([{ ...line, description: '-say "a, b"' }])).toMatch(/,"'-say ""a, b"""\r\n$/);
  });
});
