import fc from 'fast-check';
import type { Convert } from '@ledger/exchange/convert';
import type { DeclareExchange } from '@ledger/exchange/declare-exchange';
import type { PublishRates } from '@ledger/exchange/rates/publish-rates';
import type { AccountType } from '@ledger/state';
import { opened } from '../support/given';
import type { Sequence, Step } from './generated';
import { rateText } from './generated-dealing';
import { reversing, type Plan } from './generated-plans';
import { amountOf, mostly, optional, someAccount } from './generated-postings';
import { publishing } from './generated-rates';
import { details } from './generated-times';

/** Currencies that are exchanged, with the decimals of one sequence. */
type Decimals = Readonly<Record<string, number>>;

const party = mostly(someAccount, 12, fc.constantFrom('fx:JPY:position', 'liquidity', 'nobody'));
const side = fc.constantFrom('debit' as const, 'credit' as const);
const bps = fc.constantFrom('0', '1', '100', '9999');

/** Small amounts, round ones and long ones: positions are opened, closed to the unit and crossed. */
const figure = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(100n, 1_000n, 10_000n, 250_000n) },
  { weight: 6, arbitrary: fc.bigInt({ min: 0n, max: 100_000n }) },
  { weight: 1, arbitrary: fc.bigInt({ min: 0n, max: 10n ** 30n }) },
);

/** What a caller asks of currencies with these decimals, most of it possible. */
function converting(decimals: Decimals): fc.Arbitrary<Convert> {
  const code = fc.constantFrom(...Object.keys(decimals));
  return fc
    .record({
      accounts: fc.tuple(party, party),
      codes: mostly(
        fc.tuple(code, code).filter(([a, b]) => a !== b),
        20,
        fc.tuple(code, fc.constantFrom('EUR', 'NIL')),
      ),
      figures: fc.tuple(figure, figure),
      fixed: fc.oneof({ weight: 6, arbitrary: side }, { weight: 1, arbitrary: fc.constant('both' as const) }),
      price: mostly(fc.constant(undefined), 3, rateText),
      making: optional({ spreadBps: bps, from: fc.constantFrom('mid' as const, 'side' as const) }, []),
      isCover: mostly(fc.constant(false), 3, fc.constant(true)),
      isPromotional: mostly(fc.constant(false), 5, fc.constant(true)),
      text: mostly(fc.constant({}), 6, details),
    })
    .map(({ accounts, codes, figures, fixed, price, making, isCover, isPromotional, text }): Convert => {
      const sideOf = (at: 0 | 1, name: 'debit' | 'credit') => ({
        account: accounts[at],
        currency: codes[at],
        ...(fixed !== (name === 'debit' ? 'credit' : 'debit') && {
          amount: amountOf(figures[at], decimals[codes[at]] ?? 2),
        }),
      });
      const priced =
        price === undefined ? making : { price: { base: codes[0], counter: codes[1], value: price } };
      return {
        ...text,
        type: 'Convert',
        debit: sideOf(0, 'debit'),
        credit: sideOf(1, 'credit'),
        ...(fixed === 'both' ? {} : priced),
        ...(isPromotional && { promotional: true }),
        // A bank says what it takes.
        ...(isCover && (fixed === 'both' || price !== undefined) && { cover: true }),
      };
    });
}

/** So that amounts come to something. */
const plausible = fc.oneof(
  fc.constantFrom('0.9', '163.27', '1'),
  fc.integer({ min: 1, max: 3_000_000 }).map((thousandths) => String(thousandths / 1_000)),
);

const rates = (codes: readonly string[]): fc.Arbitrary<PublishRates> =>
  fc
    .record({
      mids: fc.tuple(...codes.map(() => mostly(plausible, 6, rateText))),
      isInverse: fc.boolean(),
      source: fc.constantFrom('ecb', 'desk'),
    })
    .map(({ mids, isInverse, source }) => ({
      type: 'PublishRates',
      source,
      rateType: 'spot',
      observedAt: '2026-01-01T00:00:00.000Z',
      rates: codes.map((code, at) => {
        const [base, counter] = isInverse ? ['EUR', code] : [code, 'EUR'];
        return { base, counter, mid: mids[at]! };
      }),
    }));

const positionOf = (currency: string) => ({
  currency,
  position: `fx:${currency}:position`,
  equivalent: `fx:${currency}:equivalent`,
  measurement: 'monetary' as const,
});

const terms = {
  type: 'DeclareExchange' as const,
  rateType: 'spot' as const,
  sources: ['desk', 'ecb'],
  maxAge: '99999999',
};

/** Over positions that cost euro, and over one account. */
const declarations: readonly DeclareExchange[] = [
  {
    ...terms,
    mode: 'functional',
    functional: 'EUR',
    positions: ['JPY', 'PTS', 'USD'].map(positionOf),
    results: { realised: 'gains:realised', spread: 'gains:spread', unrealised: 'gains:unrealised' },
  },
  {
    ...terms,
    mode: 'isolated',
    liquidity: 'liquidity',
    pivots: ['EUR'],
    results: { spread: 'gains:spread' },
  },
];

const accountTypes = fc.constantFrom<AccountType[]>(
  ['asset', 'liability', 'liability'],
  ['liability', 'asset', 'equity'],
);

function stepsFrom(decimals: Decimals): fc.Arbitrary<Step[]> {
  const foreign = Object.keys(decimals).filter((code) => code !== 'EUR');
  const asked = (wish: fc.Arbitrary<Convert | PublishRates | DeclareExchange>): fc.Arbitrary<Plan> =>
    wish.map((command) => ({ kind: 'command', command }));
  const plan = fc.oneof(
    { weight: 12, arbitrary: asked(converting(decimals)) },
    { weight: 3, arbitrary: asked(rates(foreign)) },
    { weight: 1, arbitrary: asked(publishing) },
    { weight: 1, arbitrary: asked(fc.constantFrom(...declarations)) },
    { weight: 1, arbitrary: reversing },
  );
  const begun = fc.record({
    types: accountTypes,
    declared: fc.constantFrom(...declarations),
    first: rates(foreign),
  });
  return fc
    .tuple(begun, fc.array(plan, { minLength: 1, maxLength: 40, size: 'max' }))
    .map(([{ types, declared, first }, plans]) =>
      [
        { type: 'RegisterCurrency' as const, code: 'PTS', decimals: decimals['PTS']!, name: 'Points' },
        ...['a', 'b', 'c', 'a:b'].map((path, at) => opened(path, types[at % types.length])),
        declared,
        first,
      ]
        .map((command): Plan => ({ kind: 'command', command }))
        .concat(plans)
        .map((each): Step => ({ wait: 1_000, plan: each })),
    );
}

/** Ledgers in which currencies of 0 to 18 decimals are exchanged, over positions or over one account. */
export const exchangeSequences: fc.Arbitrary<Sequence> = fc
  .nat(18)
  .chain((pts) => stepsFrom({ EUR: 2, JPY: 0, PTS: pts, USD: 2 }))
  .map((steps) => ({ opening: {}, steps }));
