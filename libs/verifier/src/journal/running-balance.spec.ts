import fc from 'fast-check';
import { amountPattern, formatUnits, signedAmountPattern, unitsOf } from '@ledger/money/amount';
import { RunningBalance, smallAmount, smallFigure } from './running-balance';

const euro = { code: 'EUR', decimals: 2, name: 'Euro' };
const decimals = fc.integer({ min: 0, max: 18 });
const nearlyAmount = fc.stringMatching(/^-?[0-9]{0,17}\.?[0-9]{0,4}$/);

/** The exact reading: minor units where the text is the one spelling with so many decimals. */
function exactly(text: string, places: number, pattern: RegExp): bigint | undefined {
  const [, fraction = ''] = text.split('.');
  return pattern.test(text) && fraction.length === places ? unitsOf(text) : undefined;
}

describe('the quick reading of an amount', () => {
  it('says what the exact one says, or nothing', () => {
    let read = 0;
    const property = fc.property(nearlyAmount, fc.integer({ min: 0, max: 4 }), (text, places) => {
      const amount = smallAmount(text, places);
      if (!Number.isNaN(amount)) expect(BigInt(amount)).toBe(exactly(text, places, amountPattern));
      const figure = smallFigure(text, places);
      if (!Number.isNaN(figure)) expect(BigInt(figure)).toBe(exactly(text, places, signedAmountPattern));
      if (!Number.isNaN(amount) || !Number.isNaN(figure)) read += 1;
    });
    fc.assert(property, { seed: 1, numRuns: 5_000 });
    expect(read).toBeGreaterThan(300);
  });

  it('reads every figure of few digits as it is written', () => {
    const units = fc.bigInt({ min: -(10n ** 15n) + 1n, max: 10n ** 15n - 1n });
    const property = fc.property(units, decimals, (any, places) => {
      if (places > 14) return;
      expect(smallFigure(formatUnits(any, places), places)).toBe(Number(any));
    });
    fc.assert(property, { seed: 2, numRuns: 2_000 });
  });

  it.each([
    '',
    '.',
    '-',
    '1.',
    '.50',
    '00.50',
    '01.00',
    '-0.00',
    '+1.00',
    '1,00',
    '1.0',
    '1.000',
    '1e2',
    ' 1.00',
    '1.00 ',
    '１.00',
    '1234567890123456.00',
  ])('says nothing of %j', (text) => {
    expect([smallAmount(text, 2), smallFigure(text, 2)]).toEqual([NaN, NaN]);
  });
});

describe('a running balance', () => {
  it('stays exact where a number would not', () => {
    const balance = new RunningBalance(euro, false);
    const units = 10 ** 13 - 1;
    let posted = 0n;
    for (let i = 0; i < 2_000; i += 1) {
      const side = i % 3 === 0 ? 'debit' : 'credit';
      const said = balance.addSmall(side, units);
      posted += side === 'credit' ? BigInt(units) : -BigInt(units);
      if (!Number.isNaN(said)) expect(BigInt(said)).toBe(posted);
    }
    expect([balance.posted, balance.version]).toEqual([posted, 2_000]);
    expect(posted > 2n ** 52n).toBe(true);
  });

  it('takes small and large postings in any order', () => {
    const posting = fc.record({
      side: fc.constantFrom('debit' as const, 'credit' as const),
      units: fc.oneof(fc.integer({ min: 0, max: 1e13 - 1 }), fc.bigInt({ min: 0n, max: 10n ** 38n })),
    });
    const property = fc.property(fc.array(posting), fc.boolean(), (postings, isDebitNormal) => {
      const balance = new RunningBalance(euro, isDebitNormal);
      let net = 0n;
      for (const { side, units } of postings) {
        net += (side === 'debit') === isDebitNormal ? BigInt(units) : -BigInt(units);
        const said = typeof units === 'number' ? balance.addSmall(side, units) : NaN;
        if (typeof units !== 'number') balance.add(side, units);
        if (!Number.isNaN(said)) expect(BigInt(said)).toBe(net);
      }
      expect(balance.posted).toBe(net);
    });
    fc.assert(property, { seed: 3, numRuns: 500 });
  });
});
