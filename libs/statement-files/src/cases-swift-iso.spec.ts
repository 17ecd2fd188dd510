import { listedCases, only, readAll, sample } from '../../../test/support/statement-records';
import { balance, camt, entry, mt940 } from '../../../test/support/statement-texts';
import { itemsOf } from './record';

/** Each case of `CASES.md`: what is right, in words, and how it is seen. */
const cases: Readonly<Record<number, [rule: string, check: () => Promise<void>]>> = {
  1: [
    'a reversed credit, RC, goes out',
    async () => {
      const read = await readAll(mt940(':61:2601020102RC204,88NRTINONREF'));
      expect(only(read)).toMatchObject({ way: 'out', amount: '204.88', reverses: true });
    },
  ],
  2: [
    'a reversed debit, RD, comes in; without entry date it is booked on its value date',
    async () => {
      const read = await readAll(mt940(':61:180518RD5,00NMSC1'));
      expect(only(read)).toMatchObject({ way: 'in', amount: '5.00', reverses: true, booked: '2018-05-18' });
    },
  ],
  3: [
    'RDR is a reversed debit with the funds code R',
    async () => {
      const read = await readAll(mt940(':61:1812171217RDR800,00N068NONREF'));
      expect(only(read)).toMatchObject({ way: 'in', amount: '800.00', reverses: true });
    },
  ],
  4: [
    'CR is a credit with the funds code R, no reversal',
    async () => {
      const line = only(await readAll(mt940(':61:1812171217CR300,NTRFNONREF')));
      expect(line).toMatchObject({ way: 'in', amount: '300.00' });
      expect(line.reverses).toBeUndefined();
    },
  ],
  5: [
    'D-104,12 is money in where the balances say so, else its side is unknown',
    async () => {
      const line = ':61:2601120112D-104,12NMSCNONREF';
      const adds = await readAll(mt940(line, ['C260112EUR100,00', 'C260112EUR204,12']));
      expect(only(adds)).toMatchObject({ way: 'in', amount: '104.12' });
      const repeats = await readAll(mt940(line, ['C260112EUR204,12', 'C260112EUR100,00']));
      expect(only(repeats)).toMatchObject({ way: 'out', amount: '104.12' });
      const unknown = await readAll(mt940(line, ['C260112EUR100,00', 'C260112EUR100,00']));
      expect(only(unknown).way).toBeUndefined();
      expect(unknown.breaks).toMatchObject([{ kind: 'SideUnknown', amount: '104.12' }]);
      expect(unknown.statements[0]!.adds).toBeUndefined();
    },
  ],
  6: [
    'an entry date is that nearest to the value date, over the turn of a year',
    async () => {
      const read = await readAll(mt940(':61:2601011230C27,98NMSCX\n:61:1412310105C1,00NMSCY'));
      expect(read.lines.map(({ booked }) => booked)).toEqual(['2025-12-30', '2015-01-05']);
    },
  ],
  7: [
    'an entry date is that nearest to the value date, over the turn of a month',
    async () => {
      const read = await readAll(mt940(':61:1901310201D1,00NMSCX\n:61:1906290701D1,00NMSCY'));
      expect(read.lines.map(({ booked }) => booked)).toEqual(['2019-02-01', '2019-07-01']);
    },
  ],
  8: [
    'digits and colons at the beginning of a line of text are text',
    async () => {
      const read = await readAll(mt940(':61:2601120112C1,00NMSCX\n:86:paid at\n20:44:45\n:99:99'));
      expect(only(read).text).toBe('paid at\n20:44:45\n:99:99');
    },
  ],
  9: [
    'a line of text that begins with a dash, or is one, is text; a dash before a message or the end is the end',
    async () => {
      const read = await readAll(mt940(':61:2601120112C1,00NMSCX\n:86:one\n-two\n-\nthree'));
      expect(only(read).text).toBe('one\n-two\n-\nthree');
      expect(read.statements).toHaveLength(1);
    },
  ],
  10: [
    'a message that closes with 62M and one that opens with 60M are one statement',
    async () => {
      const pages =
        ':20:A\n:25:1\n:28C:7/1\n:60F:C250101EUR1,00\n:61:250101C1,00NMSCX\n:62M:C250101EUR2,00\n-\n' +
        ':20:B\n:25:1\n:28C:7/2\n:60M:C250101EUR2,00\n:61:250101C3,00NMSCY\n:62F:C250101EUR5,00\n-\n';
      const { statements } = await readAll(pages);
      expect(statements).toMatchObject([
        { id: '7', pages: '2', opening: '1.00', closing: '5.00', lines: '2', adds: true },
      ]);
    },
  ],
  11: [
    'EC and ED are expected, not booked',
    async () => {
      const { advices, lines } = await readAll(sample('mt942-interim.sta'));
      expect(lines).toEqual([]);
      expect(advices.filter(({ why }) => why === 'expected').map(({ amount }) => amount)).toEqual([
        '140.00',
        '500.00',
      ]);
    },
  ],
  12: [
    'a statement without lines has its balances',
    async () => {
      const { statements } = await readAll(mt940('', ['C250101EUR9,00', 'C250102EUR9,00']));
      expect(statements).toMatchObject([{ lines: '0', opening: '9.00', closing: '9.00', adds: true }]);
    },
  ],
  13: [
    'a batch is one line with an item for each detail',
    async () => {
      const { lines } = await readAll(sample('camt053-v02-batch.xml'));
      expect(itemsOf(lines[0]!).map(({ amount }) => amount)).toEqual(['329.56', '100.00']);
    },
  ],
  14: [
    'a charge that is included in an entry is an item beside the payment',
    async () => {
      const { lines } = await readAll(sample('camt053-v08-foreign.xml'));
      expect(lines[1]!.items).toMatchObject([{ amount: '1500.00' }, { amount: '26.00', kind: 'charge' }]);
    },
  ],
  15: [
    'the amount is in the currency of the account, what was instructed stands beside it',
    async () => {
      const details =
        '<NtryDtls><TxDtls><Amt Ccy="CHF">10935.5</Amt><AmtDtls><InstdAmt><Amt Ccy="EUR">10000</Amt><CcyXchg><XchgRate>1.09355</XchgRate></CcyXchg></InstdAmt></AmtDtls></TxDtls></NtryDtls>';
      expect(only(await readAll(camt(entry('10935.5', 'CRDT', details))))).toMatchObject({
        amount: '10935.50',
        instructed: { amount: '10000.00', currency: 'EUR', rate: '1.09355' },
      });
    },
  ],
  16: [
    'a reversal goes the way the file says; where that does not add up, the break names the setting',
    async () => {
      const { breaks, lines } = await readAll(sample('camt053-v02-flipped.xml'));
      expect(lines[1]).toMatchObject({ way: 'out', reverses: true });
      expect(breaks).toMatchObject([{ kind: 'StatementDoesNotAddUp', hint: 'reversals: flipped' }]);
    },
  ],
  17: [
    'a booking time with fractions and an offset is its day',
    async () => {
      const time = '<BookgDt><DtTm>2025-12-01T13:47:43.673741+01:00</DtTm></BookgDt>';
      const file = camt(entry('1', 'CRDT', '').replace(/<BookgDt>.*<\/BookgDt>/, time));
      expect(only(await readAll(file)).booked).toBe('2025-12-01');
      expect(only(await readAll(file, { timeZone: 'Pacific/Auckland' })).booked).toBe('2025-12-02');
    },
  ],
  18: [
    'an interim or available balance is never the closing one',
    async () => {
      const { breaks, statements } = await readAll(
        camt(balance('OPBD', '1') + balance('ITBD', '2') + balance('CLAV', '3')),
      );
      expect(breaks).toMatchObject([{ kind: 'ClosingMissing' }]);
      expect(statements[0]!.closing).toBeUndefined();
    },
  ],
  19: [
    'where there is no opening balance, the previous closing one is it',
    async () => {
      const { statements } = await readAll(camt(balance('PRCD', '1') + balance('CLBD', '1')));
      expect(statements).toMatchObject([{ opening: '1.00', closing: '1.00', adds: true }]);
    },
  ],
  20: [
    'a pending entry is an advice',
    async () => {
      const file = camt(entry('1', 'CRDT', '').replace('BOOK', 'PDNG'));
      const { advices, lines } = await readAll(file);
      expect(lines).toEqual([]);
      expect(advices).toMatchObject([{ why: 'pending', amount: '1.00' }]);
    },
  ],
  21: [
    'details that share a reference are all kept',
    async () => {
      const detail = (amount: string) =>
        `<TxDtls><Refs><AcctSvcrRef>R</AcctSvcrRef></Refs><Amt Ccy="CHF">${amount}</Amt></TxDtls>`;
      const read = await readAll(
        camt(entry('3', 'CRDT', `<NtryDtls>${detail('1')}${detail('1')}${detail('1')}</NtryDtls>`)),
      );
      expect(only(read).items!.map(({ amount }) => amount)).toEqual(['1.00', '1.00', '1.00']);
    },
  ],
};

it.each(Object.entries(cases).map(([number, [rule, check]]) => [number, rule, check] as const))(
  'case %s: %s',
  (_number, _rule, check) => check(),
);

it('has a test for each of the cases 1 to 21 that are listed', () => {
  expect(Object.keys(cases)).toEqual(listedCases(1, 21));
});
