import fc from 'fast-check';
import type { RateWanted } from '@ledger/exchange/rates/rate-lookup';
import { chosenRate } from '@verifier/journal/exchange/chosen-rate';
import { dealtAt, isBetter, priceAt, worth } from '@verifier/journal/exchange/dealt-amounts';
import { fractionOf, one, quotient, type Fraction } from '@verifier/journal/exchange/fraction';
import {
  functionalConversion,
  valuesAt,
  valuesAtCost,
  type Dealt,
  type House,
  type Situation,
} from '@verifier/journal/exchange/functional-conversion';
import { movedPosition } from '@verifier/journal/exchange/moved-position';
import { RateBook } from '@verifier/journal/exchange/rate-book';
import {
  currency,
  decimals,
  mids,
  pair,
  policy,
  rateText,
  sets,
  side,
  spreadBps,
  units,
  wanted,
  type Code,
} from './generated-dealing';
import {
  amounts,
  lines,
  lookUp,
  move,
  price,
  value,
  type ForeignSide,
  type Found,
  type Open,
} from './naive-dealing';
import { fraction, fractionOf as naive, isAbove } from './naive-fraction';

/* What the verifier computes of an exchange, beside the naive model. */

const reduced = ({ numerator, denominator }: Fraction) => fraction(numerator, denominator);

const asked = (query: RateWanted) => ({ ...query, at: Date.parse(query.at) });

it('the verifier chooses the rate that the model finds, with its legs, or none', () => {
  fc.assert(
    fc.property(sets, policy, wanted, (published, terms, query) => {
      const book = new RateBook();
      published.forEach((set) => book.take(set));
      const expected = lookUp(published, { ...query, ...terms });
      const found = chosenRate(book, terms, asked(query));
      const plain: Found | undefined = found && {
        ask: reduced(found.ask),
        bid: reduced(found.bid),
        legs: found.legs,
        mid: reduced(found.mid),
      };
      expect(plain).toEqual(typeof expected === 'string' ? undefined : expected);
    }),
    { numRuns: 1_000 },
  );
});

it('beyond the most that are kept, sets that were observed first are forgotten, whole', () => {
  fc.assert(
    fc.property(
      sets,
      policy,
      wanted,
      fc.integer({ min: 6, max: 30 }),
      (published, terms, query, ratesMax) => {
        const book = new RateBook(ratesMax);
        let kept: typeof published = [];
        for (const set of published) {
          book.take(set);
          kept = [...kept, set].sort((a, b) => a.observedAt.localeCompare(b.observedAt));
          while (kept.reduce((sum, { rates }) => sum + rates.length, 0) > ratesMax) kept.shift();
        }
        const expected = lookUp(kept, { ...query, ...terms });
        const legs = chosenRate(book, terms, asked(query))?.legs;
        expect(legs).toEqual(typeof expected === 'string' ? undefined : expected.legs);
      },
    ),
    { numRuns: 500 },
  );
});

const order = fc.record({ pair, mid: rateText, bps: spreadBps, fixed: side, units });

it('price and amounts are those of the model, to the last unit', () => {
  fc.assert(
    fc.property(order, ({ pair: [from, to], mid, bps, fixed, units: given }) => {
      const [debit, credit] = [currency(from), currency(to)];
      for (const onSide of ['debit', 'credit'] as const) {
        const found = priceAt(fractionOf(mid), bps, onSide);
        const expected = price(naive(mid), bps, onSide);
        expect(reduced(found)).toEqual(expected);
        const perDebit = onSide === 'debit' ? found : quotient(one, found);
        const base = onSide === 'debit' ? from : to;
        const dealt = amounts({ debit, credit, base, price: expected, fixed, units: given });
        expect(dealtAt(perDebit, { debit, credit }, fixed, given)).toEqual(dealt);
      }
    }),
    { numRuns: 1_000 },
  );
});

it('a price is better than a rate where the model says so', () => {
  fc.assert(
    fc.property(rateText, rateText, side, (offered, rate, onSide) => {
      const [a, b] = onSide === 'debit' ? [offered, rate] : [rate, offered];
      expect(isBetter(fractionOf(offered), fractionOf(rate), onSide)).toBe(isAbove(naive(a), naive(b)));
    }),
  );
});

it('an amount is worth what the model says, to the nearest even unit', () => {
  fc.assert(
    fc.property(pair, rateText, units, ([of, into], mid, given) => {
      const expected = value(given, decimals[of], naive(mid), decimals[into]);
      expect(worth(given, currency(of), fractionOf(mid), currency(into))).toBe(expected);
    }),
  );
});

const movements = fc.array(
  fc.tuple(
    fc.bigInt({ min: -(10n ** 6n), max: 10n ** 6n }).filter((by) => by !== 0n),
    fc.bigInt({ min: 0n, max: 10n ** 6n }),
  ),
  { minLength: 1, maxLength: 40 },
);

it('a position moves as that of the model does', () => {
  fc.assert(
    fc.property(movements, (all) => {
      let before = { position: 0n, equivalent: 0n };
      for (const [by, worthOf] of all) {
        const expected = move(before, by, worthOf);
        expect(movedPosition(before, by, worthOf)).toEqual(expected);
        before = expected;
      }
    }),
  );
});

const deals = fc.array(fc.record({ pair, sides: fc.tuple(units, units), isCover: fc.boolean() }), {
  minLength: 1,
  maxLength: 20,
});

const euro = currency('EUR');
const house: House = {
  functional: euro,
  pairOf: (code) => ({
    currency: currency(code as Code),
    equivalent: `equivalent ${code}`,
    position: `position ${code}`,
  }),
  results: { realised: 'realised', spread: 'spread' },
};

it('the postings of a conversion are those of the model, over any history', () => {
  fc.assert(
    fc.property(deals, mids, (all, given) => {
      const open = new Map<string, Open>();
      const situation: Situation = {
        midOf: (code) => ({ legs: [], mid: fractionOf(given[code as Code]) }),
        openIn: ({ currency: { code } }) => open.get(code) ?? { position: 0n, equivalent: 0n },
      };
      for (const { pair: codesOf, sides, isCover } of all) {
        const [debit, credit] = codesOf.map((code, at) => ({
          account: at === 0 ? 'payer' : 'payee',
          currency: currency(code),
          units: sides[at]!,
        })) as [Dealt, Dealt];
        const values = (isCover ? valuesAtCost : valuesAt)(house, { debit, credit }, situation);
        const found = functionalConversion(house, { debit, credit }, values, situation);
        const foreign = [debit, credit]
          .map(({ currency: { code }, units: moved }, at): ForeignSide => {
            const [movement, before] = [at === 0 ? moved : -moved, situation.openIn(house.pairOf(code))];
            const step = move(before, movement, at === 0 ? values.debit : values.credit);
            return { currency: code, before, movement, step };
          })
          .filter(({ currency: code }) => code !== 'EUR');
        const expected = lines({
          functional: 'EUR',
          debit: { account: 'payer', currency: debit.currency.code, units: debit.units },
          credit: { account: 'payee', currency: credit.currency.code, units: credit.units },
          foreign,
          spread: found.spread,
        });
        const plain = found.lines.map(({ account, amount, currency: code, side: onSide }) => {
          const amountUnits = BigInt(amount.replace('.', ''));
          return { account, currency: code, debit: onSide === 'debit' ? amountUnits : -amountUnits };
        });
        expect(plain).toEqual(expected);
        foreign.forEach(({ currency: code, step }) => open.set(code, step));
      }
    }),
    { numRuns: 200 },
  );
});
