import type { StatementLine } from '@read-models/statements/statements.queries';
import { csvOf } from './statement-csv';

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
  opening: [{ currency: 'EUR', posted: '3.00' }],
  closing: [
    { currency: 'EUR', posted: '-2.00' },
    { currency: 'JPY', posted: '7' },
  ],
};
const marks = {
  opening: { seq: '9', description: 'Opening balance of statement 2' },
  closing: { seq: '14', description: 'Closing balance of statement 2' },
};

/** The rows of a statement of so many pages of lines, each with its number as `next`. */
async function rowsOf(...pages: (readonly StatementLine[])[]): Promise<string[]> {
  const page = (number: number) => ({
    lines: pages[number] ?? [],
    next: number + 1 < pages.length ? String(number + 1) : null,
  });
  let text = '';
  for await (const rows of csvOf({ ...statement, ...page(0) }, async (next) => page(Number(next)), marks))
    text += rows;
  return text.split('\r\n');
}

describe('a statement as CSV', () => {
  it('has its columns, opening balances, the lines of all pages and closing balances', async () => {
    const cells = '019aab5e-3a4f-7c11-9d2e-5f0c6b8a7d21,2026-11-22T05:57:37.123Z,2026-11-22T05:57:38.001Z';

    expect(await rowsOf([{ ...line, category: 'sale' }], [{ ...line, seq: '13' }])).toEqual([
      'seq,posting,transaction,effectiveAt,recordedAt,side,amount,currency,balance,category,reference,description',
      '9,,,,,,,EUR,3.00,,,Opening balance of statement 2',
      `12,1,${cells},debit,5.00,EUR,-2.00,sale,,`,
      `13,1,${cells},debit,5.00,EUR,-2.00,,,`,
      '14,,,,,,,EUR,-2.00,,,Closing balance of statement 2',
      '14,,,,,,,JPY,7,,,Closing balance of statement 2',
      '',
    ]);
  });

  it.each(['=1+1', '+49 170', '-2+3+cmd|calc', '@sum', '\tx'])(
    'keeps %j from being taken for a formula, and no amount',
    async (text) => {
      const rows = await rowsOf([{ ...line, reference: text, description: text }]);
      const cells = rows[2]!.split(',');
      expect([cells[8], cells[10], cells[11]]).toEqual(['-2.00', `'${text}`, `'${text}`]);
    },
  );

  it('quotes what has a comma, a quote mark or a new line', async () => {
    const rows = await rowsOf([{ ...line, description: '-say "a, b"' }]);

    expect(rows[2]).toMatch(/,"'-say ""a, b"""$/);
  });
});
