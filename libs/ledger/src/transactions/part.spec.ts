import fc from 'fast-check';
import { credit, debit, refusalOf } from '../../../../test/support/given';
import { isoCurrencies } from '../money/iso4217';
import { postingsOf, taken, type Divisible } from './part';
import type { Side } from '../state';

const eur = isoCurrencies.get('EUR')!;
const jpy = isoCurrencies.get('JPY')!;
const line = (account: string, side: Side, currency = eur): Divisible => ({ account, side, currency });

/** 10.00 out of a wallet: 7.00 to a seller, 3.00 as a fee. */
const lines = [line('wallet', 'debit'), line('seller', 'credit'), line('fee', 'credit')];
const all = { remaining: [1_000n, 700n, 300n], beyond: [1_000n, 700n, 300n] };

describe('a part of several postings', () => {
  it('is all that is left where nothing is said, without what has nothing left', () => {
    const remaining = [300n, 300n, 0n];
    expect(postingsOf({}, lines, { remaining, beyond: all.remaining })).toEqual([
      debit('wallet', '3.00'),
      credit('seller', '3.00'),
    ]);
  });

  it('is what is written out, as it is written', () => {
    const postings = [debit('wallet', '0.00'), credit('nobody', '9.00')];
    expect(postingsOf({ postings }, lines, all)).toBe(postings);
  });

  it.each([
    ['1.00', ['1.00', '0.70', '0.30']],
    ['0.01', ['0.01', '0.01', undefined]],
    ['0.02', ['0.02', '0.01', '0.01']],
    ['10.00', ['10.00', '7.00', '3.00']],
    ['20.00', ['20.00', '14.00', '6.00']],
  ])('of %s is shared out on each side in proportion', (amount, expected) => {
    const postings = postingsOf({ amount }, lines, all);
    const amounts = lines.map(({ account }) => postings.find((each) => each.account === account)?.amount);
    expect(amounts).toEqual(expected);
  });

  it('takes what is left first, and goes beyond it by what there was', () => {
    const shares = { remaining: [100n, 0n, 100n], beyond: [1_000n, 700n, 300n] };
    expect(postingsOf({ amount: '11.00' }, lines, shares)).toEqual([
      debit('wallet', '11.00'),
      credit('seller', '7.00'),
      credit('fee', '4.00'),
    ]);
  });

  it('is refused where nobody can know what the amount is of, or where it is nothing', () => {
    const mixed = [...lines, line('wallet', 'debit', jpy)];
    const shares = { remaining: [...all.remaining, 5n], beyond: [...all.beyond, 5n] };
    expect(refusalOf(() => postingsOf({ amount: '1.00' }, mixed, shares))).toMatchObject({
      code: 'AmountIsAmbiguous',
      facts: { amount: '1.00' },
    });
    for (const [amount, code] of [
      ['0.00', 'AmountIsZero'],
      ['1.0', 'AmountHasWrongDecimals'],
      [`${'9'.repeat(37)}.00`, 'AmountTooLarge'],
    ])
      expect(refusalOf(() => postingsOf({ amount: amount! }, lines, all)).code).toBe(code);
  });

  it('of any amount balances, and leaves nothing below zero as long as there is as much', () => {
    const side = fc.array(fc.bigInt({ min: 0n, max: 5_000n }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(side, side, fc.bigInt({ min: 1n, max: 10_000n }), (debits, credits, permyriad) => {
        const total = (units: readonly bigint[]) => units.reduce((sum, each) => sum + each, 0n);
        const room = total(debits) < total(credits) ? total(debits) : total(credits);
        const amount = (room * permyriad) / 10_000n;
        fc.pre(amount > 0n);
        const places = [
          ...debits.map((_, i) => line(`d${i}`, 'debit')),
          ...credits.map((_, i) => line(`c${i}`, 'credit')),
        ];
        const remaining = [...debits, ...credits];
        const text = `${amount / 100n}.${String(amount % 100n).padStart(2, '0')}`;
        const postings = postingsOf({ amount: text }, places, { remaining, beyond: remaining });
        const units = postings.map((posting) => ({
          posting,
          units: BigInt(posting.amount.replace('.', '')),
        }));
        const on = (wanted: Side) =>
          total(units.filter(({ posting }) => posting.side === wanted).map((each) => each.units));
        expect([on('debit'), on('credit')]).toEqual([amount, amount]);
        taken(units, places, remaining).units.forEach((each, i) => expect(each <= remaining[i]!).toBe(true));
      }),
      { seed: 20261123, numRuns: 500 },
    );
  });
});

describe('what postings take', () => {
  const take = (amounts: readonly bigint[], room: readonly bigint[]) => {
    const twins = room.map(() => line('wallet', 'debit'));
    const postings = amounts.map((units) => ({ posting: debit('wallet', '0.00'), units }));
    return taken(postings, twins, room).units;
  };

  it.each([
    ['from the first line that has room', [5n], [10n, 10n], [5n, 0n]],
    ['from the next where that is not enough', [15n], [10n, 10n], [10n, 5n]],
    ['from the last what goes beyond the room of all', [25n], [10n, 10n], [10n, 15n]],
    ['posting by posting', [6n, 6n], [10n, 10n], [10n, 2n]],
    ['nothing from a line that has nothing left', [5n], [0n, 10n], [0n, 5n]],
    ['all from the last where none has room', [5n], [0n, 0n], [0n, 5n]],
  ])('comes %s', (_where, amounts, room, expected) => {
    expect(take(amounts, room)).toEqual(expected);
  });

  it('applies to lines with the same account, side and currency alone; the first that fits none is named', () => {
    const wanted = [
      debit('wallet', '1.00'),
      credit('wallet', '1.00'),
      debit('wallet', '1', 'JPY'),
      debit('elsewhere', '1.00'),
    ].map((posting) => ({ posting, units: 100n }));
    expect(taken(wanted, lines, all.remaining)).toEqual({ units: [100n, 0n, 0n], strange: 1 });
    expect(taken(wanted.slice(0, 1), lines, all.remaining).strange).toBe(-1);
  });
});
