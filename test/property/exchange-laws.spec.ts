import fc from 'fast-check';
import { KeptRates } from '@ledger/exchange/rates/kept-rates';
import { moved } from '@ledger/exchange/position';
import { amountsAt, pricedAt, valueOf } from '@ledger/exchange/price';
import { rateFor } from '@ledger/exchange/rates/rate-lookup';
import { ratioOf, type Ratio } from '@ledger/exchange/ratio';
import { UndoLog } from '@ledger/machinery/undo-log';
import {
  codes,
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
import { amounts, lines, lookUp, move, price, value, type ForeignSide, type Open } from './naive-dealing';
import { fraction, fractionOf, isAbove, over, type Fraction } from './naive-fraction';

/*
 * The rules of exchange beside a naive model that shares no line with them, over seven currencies of 0 to 18 decimals.
 */

const plain = ({ above, below }: Ratio): Fraction => fraction(above, below);

it('the rate that counts is the one that the model finds among all, with its legs, or the same refusal', () => {
  fc.assert(
    fc.property(sets, policy, wanted, (published, terms, query) => {
      const kept = new KeptRates(new UndoLog(), Infinity);
      published.forEach((set) => kept.add(set));
      const expected = lookUp(published, { ...query, ...terms });
      if (typeof expected === 'string')
        return expect(() => rateFor(kept, terms, query)).toThrow(expect.objectContaining({ code: expected }));
      const { ask, bid, legs, mid } = rateFor(kept, terms, query);
      expect({ ask: plain(ask), bid: plain(bid), legs, mid: plain(mid) }).toEqual(expected);
    }),
    { numRuns: 1_000 },
  );
});

const order = fc.record({ pair, mid: rateText, bps: spreadBps, fixed: side, units });

it('price and amounts are those of the model, to the last unit', () => {
  fc.assert(
    fc.property(order, ({ pair: [from, to], mid, bps, fixed, units: given }) => {
      const [debit, credit] = [currency(from), currency(to)];
      for (const onSide of ['debit', 'credit'] as const) {
        const [base, counter] = onSide === 'debit' ? [from, to] : [to, from];
        const text = pricedAt(ratioOf(mid), bps, onSide);
        const expected = price(fractionOf(mid), bps, onSide);
        expect(fractionOf(text)).toEqual(expected);
        const found = amountsAt({ base, counter, value: text }, { debit, credit }, fixed, given);
        expect(found).toEqual(amounts({ debit, credit, base, price: expected, fixed, units: given }));
      }
    }),
    { numRuns: 1_000 },
  );
});

/** A deal of a customer with a house that counts in euro. */
interface Deal {
  readonly debit: Code;
  readonly credit: Code;
  readonly fixed: 'debit' | 'credit';
  readonly units: bigint;
  readonly bps: bigint;
  /** What one unit of each currency is worth in euro. */
  readonly mids: Readonly<Record<Code, string>>;
}

const deal: fc.Arbitrary<Deal> = fc
  .record({ pair, fixed: side, units, bps: spreadBps, mids })
  .map(({ pair: [debit, credit], ...rest }) => ({ debit, credit, ...rest }));

/** Value, position and lines of a history of deals, as the product computes them and as the model does. */
class House {
  private readonly open = new Map<Code, Open>(codes.map((code) => [code, { position: 0n, equivalent: 0n }]));
  /** In cents, all results less what is open at cost, against what customers gave and got. */
  results = 0n;
  cash = 0n;

  /** @returns false where the deal comes to nothing */
  take({ bps, credit, debit, fixed, mids: given, units: fixedUnits }: Deal): boolean {
    const cross = over(fractionOf(given[debit]), fractionOf(given[credit]));
    const exact = price(cross, bps, 'debit');
    const both = { debit: currency(debit), credit: currency(credit) };
    const dealt = amounts({ ...both, base: debit, price: exact, fixed, units: fixedUnits });
    if (dealt.debit === 0n || dealt.credit === 0n) return false;
    const [debitValue, creditValue] = [
      this.value(debit, dealt.debit, given),
      this.value(credit, dealt.credit, given),
    ];
    const spread = debitValue - creditValue;
    expect(spread).toBeGreaterThanOrEqual(0n);
    const foreign = [
      ...this.move(debit, dealt.debit, debitValue),
      ...this.move(credit, -dealt.credit, creditValue),
    ];
    this.expectBalanced({ debit, credit, dealt, foreign, spread });
    this.results += spread + foreign.reduce((sum, { step }) => sum + step.gain, 0n);
    this.cash += (debit === 'EUR' ? dealt.debit : 0n) - (credit === 'EUR' ? dealt.credit : 0n);
    return true;
  }

  /** Closes whatever is open, at no spread. */
  closeAll(mids: Deal['mids']): void {
    for (const code of codes.filter((each) => each !== 'EUR')) {
      const { position } = this.open.get(code)!;
      if (position === 0n) continue;
      const worth = this.value(code, position < 0n ? -position : position, mids);
      const [{ step }] = this.move(code, -position, worth) as [ForeignSide];
      expect(step).toMatchObject({ position: 0n, equivalent: 0n });
      this.results += step.gain;
      this.cash += position > 0n ? worth : -worth;
    }
  }

  private value(code: Code, amount: bigint, given: Deal['mids']): bigint {
    if (code === 'EUR') return amount;
    const expected = value(amount, decimals[code], fractionOf(given[code]), 2);
    expect(valueOf(amount, currency(code), ratioOf(given[code]), currency('EUR'))).toBe(expected);
    return expected;
  }

  private move(code: Code, movement: bigint, worth: bigint): ForeignSide[] {
    if (code === 'EUR') return [];
    const before = this.open.get(code)!;
    const step = move(before, movement, worth);
    expect(moved(before, movement, worth)).toEqual(step);
    this.open.set(code, step);
    return [{ currency: code, movement, step, before }];
  }

  private expectBalanced(of: {
    debit: Code;
    credit: Code;
    dealt: { debit: bigint; credit: bigint };
    foreign: ForeignSide[];
    spread: bigint;
  }): void {
    const sums = new Map<string, bigint>();
    const all = lines({
      functional: 'EUR',
      debit: { account: 'customer', currency: of.debit, units: of.dealt.debit },
      credit: { account: 'customer', currency: of.credit, units: of.dealt.credit },
      foreign: of.foreign,
      spread: of.spread,
    });
    for (const line of all) sums.set(line.currency, (sums.get(line.currency) ?? 0n) + line.debit);
    expect([...sums.values()].filter((sum) => sum !== 0n)).toEqual([]);
  }
}

it('value and position are those of the model over any history; no spread is negative; results are the cash in the end', () => {
  let taken = 0;
  fc.assert(
    fc.property(fc.array(deal, { minLength: 1, maxLength: 30 }), mids, (deals, last) => {
      const house = new House();
      for (const each of deals) if (house.take(each)) taken += 1;
      house.closeAll(last);
      expect(house.results).toBe(house.cash);
    }),
    { numRuns: 200 },
  );
  expect(taken).toBeGreaterThan(1_000);
});

it('a price is never better for the customer than the rate that it was made of', () => {
  fc.assert(
    fc.property(rateText, spreadBps, (mid, bps) => {
      const exact = fractionOf(mid);
      expect(isAbove(price(exact, bps, 'debit'), exact)).toBe(false);
      expect(isAbove(exact, price(exact, bps, 'credit'))).toBe(false);
    }),
  );
});
