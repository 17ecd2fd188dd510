import { formatUnits, unitsOf, type Currency } from '@ledger/money/amount';
import type { Deal } from './dealt-amounts';
import { fractionOf } from './fraction';
import {
  functionalConversion,
  valuesAt,
  valuesAtCost,
  type Dealt,
  type House,
  type Situation,
} from './functional-conversion';

const currencies: Record<string, Currency> = Object.fromEntries(
  [
    { code: 'EUR', decimals: 2, name: 'Euro' },
    { code: 'JPY', decimals: 0, name: 'Yen' },
    { code: 'USD', decimals: 2, name: 'US dollar' },
  ].map((each) => [each.code, each]),
);

const house: House = {
  functional: currencies['EUR']!,
  pairOf: (code) => ({
    currency: currencies[code]!,
    equivalent: `${code}:equivalent`,
    position: `${code}:position`,
  }),
  results: { realised: 'income:fx:realised', spread: 'income:fx:spread' },
};

const mids: Record<string, string> = { JPY: '0.0061', USD: '0.9' };

function situation(open: Record<string, [position: string, equivalent: string]> = {}): Situation {
  return {
    midOf: (code) => ({
      legs: [{ base: code, counter: 'EUR', mid: mids[code]!, set: '12' }],
      mid: fractionOf(mids[code]!),
    }),
    openIn: ({ currency: { code } }) => {
      const [position, equivalent] = open[code] ?? ['0', '0'];
      return { position: unitsOf(position), equivalent: unitsOf(equivalent) };
    },
  };
}

/** `100.00 USD` of an account. */
function dealt(account: string, text: string): Dealt {
  const [amount, code] = text.split(' ') as [string, string];
  return { account, currency: currencies[code]!, units: unitsOf(amount) };
}

const deal = (debit: string, credit: string): Deal<Dealt> => ({
  debit: dealt('customers:alice', debit),
  credit: dealt('customers:alice', credit),
});

const written = ({ lines }: ReturnType<typeof functionalConversion>) =>
  lines.map(({ account, amount, currency, side }) => `${side} ${account} ${amount} ${currency}`);

describe('a conversion in functional mode', () => {
  it('credits 100.00 USD for 90.90 EUR: short 100.00 USD, 0.90 EUR of spread', () => {
    const wanted = deal('90.90 EUR', '100.00 USD');
    const found = functionalConversion(house, wanted, valuesAt(house, wanted, situation()), situation());
    expect(formatUnits(found.spread, 2)).toBe('0.90');
    expect(found.moves).toEqual([
      {
        closed: '0.00',
        cost: '0.00',
        currency: 'USD',
        equivalent: '-90.00',
        gain: '0.00',
        legs: [{ base: 'USD', counter: 'EUR', mid: '0.9', set: '12' }],
        position: '-100.00',
        value: '90.00',
      },
    ]);
    expect(written(found)).toEqual([
      'debit customers:alice 90.90 EUR',
      'debit USD:position 100.00 USD',
      'credit USD:equivalent 90.00 EUR',
      'credit income:fx:spread 0.90 EUR',
      'credit customers:alice 100.00 USD',
    ]);
  });

  it('sells 160.00 USD of 110.00 that cost 99.73: 3.67 EUR gained, 50.00 short', () => {
    const wanted = deal('150.40 EUR', '160.00 USD');
    const open = situation({ USD: ['110.00', '99.73'] });
    const found = functionalConversion(house, wanted, valuesAtCost(house, wanted, open), open);
    expect(found.moves).toMatchObject([
      {
        closed: '110.00',
        cost: '99.73',
        equivalent: '-47.00',
        gain: '3.67',
        position: '-50.00',
        value: '150.40',
      },
    ]);
    expect(written(found)).toEqual([
      'debit customers:alice 150.40 EUR',
      'debit USD:position 160.00 USD',
      'credit USD:equivalent 146.73 EUR',
      'credit income:fx:realised 3.67 EUR',
      'credit customers:alice 160.00 USD',
    ]);
  });

  it('moves two positions where neither side is in the functional currency, the debit first', () => {
    const wanted = deal('100.00 USD', '14000 JPY');
    const found = functionalConversion(house, wanted, valuesAt(house, wanted, situation()), situation());
    expect(found.moves.map(({ currency, value }) => [currency, value])).toEqual([
      ['JPY', '85.40'],
      ['USD', '90.00'],
    ]);
    expect(written(found)).toEqual([
      'debit customers:alice 100.00 USD',
      'credit USD:position 100.00 USD',
      'debit USD:equivalent 90.00 EUR',
      'debit JPY:position 14000 JPY',
      'credit JPY:equivalent 85.40 EUR',
      'credit income:fx:spread 4.60 EUR',
      'credit customers:alice 14000 JPY',
    ]);
  });

  it('has no spread at cost: of two foreign sides, the credit is worth what the debit is', () => {
    const wanted = deal('100.00 USD', '14000 JPY');
    expect(valuesAtCost(house, wanted, situation())).toEqual({ debit: 9_000n, credit: 9_000n });
    const bought = deal('100.00 USD', '89.50 EUR');
    expect(valuesAtCost(house, bought, situation())).toEqual({ debit: 8_950n, credit: 8_950n });
  });
});
