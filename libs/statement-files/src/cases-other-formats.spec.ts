import { bankExport, listedCases, only, readAll, sample } from '../../../test/support/statement-records';
import { bai2, mt940, ofx } from '../../../test/support/statement-texts';
import { identityOf } from './values/ids';
import type { Line } from './record';

/** Each case of `CASES.md`: what is right, in words, and how it is seen.; those from 37 on speak of matching. */
const cases: Readonly<Record<number, [rule: string, check: () => Promise<void>]>> = {
  22: [
    'the fields of a record go on behind a continuation',
    async () => {
      const { statements } = await readAll(sample('bai2-continuations.bai'));
      expect(statements[0]).toMatchObject({ closing: '46260.45' });
    },
  ],
  23: [
    'slashes in a text are part of it',
    async () => {
      const read = await readAll(bai2('03,1,,015,100,,/\n16,195,100,Z,R,,PAID 13/05/24/\n49,200,3/'));
      expect(only(read).text).toBe('PAID 13/05/24');
    },
  ],
  24: [
    'empty fields at the end of an account are no further balance',
    async () => {
      const { breaks, statements } = await readAll(
        bai2('03,1,,015,50000,,,100,50000,,,400,0,,,/\n49,100000,2/'),
      );
      expect(statements[0]).toMatchObject({ closing: '500.00', currency: 'USD' });
      expect(breaks.filter(({ of }) => of === 'account')).toEqual([]);
    },
  ],
  25: [
    'the funds type Z has no further field',
    async () => {
      const read = await readAll(bai2('03,1,,015,100,,/\n16,195,100,Z,BANK,CUST,TEXT/\n49,200,3/'));
      expect(only(read)).toMatchObject({ ids: { bank: 'BANK', customer: 'CUST' }, text: 'TEXT' });
    },
  ],
  26: [
    'the currency of the account counts, not that of the group',
    async () => {
      const { statements } = await readAll(bai2('03,1,CAD,015,100,,/\n49,100,2/'));
      expect(statements[0]).toMatchObject({ currency: 'CAD' });
    },
  ],
  27: [
    'one FITID with two amounts is two lines',
    async () => {
      const { lines } = await readAll(sample('ofx1-unclosed.ofx'));
      expect(lines.filter(({ ids }) => ids.bank === '2026-0323-7').map(({ amount }) => amount)).toEqual([
        '100.00',
        '3.00',
      ]);
    },
  ],
  28: [
    'the day is the one that is written, whatever the offset behind it',
    async () => {
      const day = async (text: string) =>
        only(await readAll(ofx(`<STMTTRN><DTPOSTED>${text}<TRNAMT>1.00<FITID>1</STMTTRN>`))).booked;
      expect(await day('20200406000000[-03:EST]')).toBe('2020-04-06');
      expect(await day('20190102')).toBe('2019-01-02');
    },
  ],
  29: [
    'leaf tags that are closed and others that are not read alike',
    async () => {
      const closed = '<STMTTRN><DTPOSTED>20260101</DTPOSTED><TRNAMT>1.00</TRNAMT><NAME>A</NAME></STMTTRN>';
      const open = '<STMTTRN><DTPOSTED>20260101<TRNAMT>1.00<NAME>A</STMTTRN>';
      const [first, second] = (await readAll(ofx(closed + open))).lines;
      expect(first).toEqual(second);
    },
  ],
  30: [
    'without LEDGERBAL the closing is missing, and the lines are kept',
    async () => {
      const read = await readAll(ofx('<STMTTRN><DTPOSTED>20260101<TRNAMT>1.00</STMTTRN>'));
      expect(read.lines).toHaveLength(1);
      expect(read.breaks).toMatchObject([{ kind: 'ClosingMissing' }]);
    },
  ],
  31: [
    'OFX 2 without a header of names and colons is UTF-8',
    async () => {
      const file = `<?xml version="1.0"?><?OFX OFXHEADER="200"?>${ofx('<STMTTRN><DTPOSTED>20260101<TRNAMT>1.00<NAME>Zürich</STMTTRN>').replace(/^[^<]*/, '')}`;
      expect(only(await readAll(file)).party!.name).toBe('Zürich');
    },
  ],
  32: [
    'two equal purchases of a day without an id are two lines',
    async () => {
      const { lines } = await readAll(sample('bank-export.csv'), bankExport);
      expect(lines.filter(({ amount, text }) => amount === '4.50' && text === 'Kaffee')).toHaveLength(2);
    },
  ],
  33: [
    'a line of an earlier day is not left out',
    async () => {
      const { lines } = await readAll(mt940(':61:260112C1,00NMSCX\n:61:251201C2,00NMSCY'));
      expect(lines.map(({ booked }) => booked)).toEqual(['2026-01-12', '2025-12-01']);
    },
  ],
  34: [
    'the lines that two overlapping files share have the same identity, so that each counts once',
    async () => {
      const files = ['bank-export.csv', 'bank-export-overlapping.csv'];
      const counts = new Map<string, { line: Line; count: number }>();
      for (const file of files) {
        const inFile = new Map<string, number>();
        for (const line of (await readAll(sample(file), bankExport)).lines) {
          const key = JSON.stringify([line.booked, line.way, line.amount, identityOf(line)]);
          const count = (inFile.get(key) ?? 0) + 1;
          inFile.set(key, count);
          counts.set(key, { line, count: Math.max(count, counts.get(key)?.count ?? 0) });
        }
      }
      const all = [...counts.values()].flatMap(({ count, line }) => Array<Line>(count).fill(line));
      const sum = (way: string) =>
        all
          .filter((line) => line.way === way)
          .reduce((total, { amount }) => total + Math.round(Number(amount) * 100), 0);
      expect([all.length, sum('in'), sum('out')]).toEqual([5, 953_86, 1248_06]);
    },
  ],
  35: [
    'the amount of a row is the net, its fee a charge, and the balance agrees',
    async () => {
      const file =
        'Date,Type,Currency,Gross,Fee,Net,Transaction ID,Balance\n01/01/2026,General Payment,USD,100.00,-3.00,97.00,T1,97.00\n';
      const read = await readAll(file);
      expect(only(read)).toMatchObject({
        way: 'in',
        amount: '97.00',
        charges: [{ amount: '3.00', way: 'out' }],
      });
      expect(read.statements).toMatchObject([{ closing: '97.00', adds: true }]);
    },
  ],
  36: [
    'an authorization and its void move nothing',
    async () => {
      const { advices } = await readAll(sample('paypal-activity.csv'));
      expect(advices.map(({ ids, why }) => [ids.transaction, why])).toEqual([
        ['TID2', 'moves nothing'],
        ['TID6', 'moves nothing'],
      ]);
    },
  ],
};

it.each(Object.entries(cases).map(([number, [rule, check]]) => [number, rule, check] as const))(
  'case %s: %s',
  (_number, _rule, check) => check(),
);

it('has a test for each of the cases 22 to 36 that are listed', () => {
  expect(Object.keys(cases)).toEqual(listedCases(22, 36));
});
