import fc from 'fast-check';
import type { PlaceHold } from '@ledger/holds/hold';
import type { LedgerCommand } from '@ledger/ledger';
import type { Tolerance } from '@ledger/state';
import {
  amount,
  bound,
  figure,
  code,
  limits,
  mostly,
  off,
  optional,
  postings,
  someAccount,
  type,
} from './generated-postings';
import { accounts, freezing } from './generated-accounts';
import { approving } from './generated-approvals';
import { holding, repeating, reversing, type Plan } from './generated-plans';
import { quoting } from './generated-quotes';
import { converting, declaring, publishing, usualRates } from './generated-rates';
import { details, expiresIn, periods } from './generated-times';
import { simpleVelocity, velocity } from './generated-velocity';

/** One thing a caller asks, so many milliseconds after the one before. Clocks step back now and then. */
export interface Step {
  readonly wait: number;
  readonly plan: Plan;
}

const endImport: LedgerCommand = { type: 'EndImport', reason: 'history is complete' };

const time: fc.WeightedArbitrary<LedgerCommand>[] = [
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom(...periods), fc.constantFrom('soft' as const, 'hard' as const))
      .map(([period, kind]) => ({ type: 'ClosePeriod' as const, ...period, kind })),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom(...periods)
      .map(({ period }) => ({ type: 'ReopenPeriod' as const, period, reason: 'an invoice' })),
  },
  { weight: 1, arbitrary: publishing },
  { weight: 1, arbitrary: fc.constant(endImport) },
];

const tolerance: fc.Arbitrary<Tolerance> = fc.oneof(
  fc.constantFrom('10', '12.5', '300').map((percent) => ({ percent })),
  fc.tuple(code, figure, off).map(([currency, most, wrong]) => ({
    amounts: [{ amount: amount(currency, most, wrong), currency }],
  })),
);

const transaction: fc.Arbitrary<LedgerCommand> = fc
  .tuple(postings, details)
  .map(([lines, more]) => ({ ...more, type: 'PostTransaction', postings: lines }));

/** Of an account that may not be there, or in a currency that it has not; the others are near what there is. */
const condition = fc.tuple(someAccount, code, bound).map(([account, currency, minimum]) => ({
  account,
  currency,
  availableAtLeast: amount(currency, minimum),
}));

const conditional: fc.Arbitrary<Plan> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('where' as const),
      command: transaction,
      of: fc.constantFrom('available' as const, 'available' as const, 'version' as const),
      back: fc.nat(5),
      plus: fc.constantFrom(0n, 0n, 1n, -1n),
    }),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(transaction, fc.array(condition, { minLength: 1, maxLength: 2 }))
      .map(([wish, conditions]): Plan => ({
        kind: 'command',
        command: { ...wish, conditions } as LedgerCommand,
      })),
  },
);

const placingWith = (more: fc.Arbitrary<Pick<PlaceHold, 'tolerance'>>): fc.Arbitrary<Plan> =>
  fc
    .tuple(postings, details, more, optional({ expiresIn }, []))
    .map(([lines, { category, reference }, tolerant, expiry]) => ({
      kind: 'place',
      command: {
        ...(category !== undefined && { category }),
        ...(reference !== undefined && { reference }),
        ...tolerant,
        type: 'PlaceHold',
        postings: lines,
      },
      ...expiry,
    }));

const command = fc.oneof(
  { weight: 14, arbitrary: fc.oneof(...accounts) },
  { weight: 4, arbitrary: velocity },
  { weight: 4, arbitrary: fc.oneof(...time) },
  { weight: 24, arbitrary: transaction },
);

const asked = (wish: fc.Arbitrary<LedgerCommand>): fc.Arbitrary<Plan> =>
  wish.map((each) => ({ kind: 'command', command: each }));

const steps = (plan: fc.Arbitrary<Plan>, wait: fc.Arbitrary<number>) =>
  fc.array(fc.record({ wait, plan }), { minLength: 1, maxLength: 40, size: 'max' });

const wait = mostly(fc.constantFrom(0, 0, 1, 500), 4, fc.constantFrom(-2_000, 1_000, 3_600_000, 86_400_000));

const placing = placingWith(optional({ tolerance }, []));

const approved = approving(
  fc.oneof(
    { weight: 8, arbitrary: asked(transaction) },
    { weight: 3, arbitrary: asked(command) },
    { weight: 3, arbitrary: placing },
    { weight: 4, arbitrary: holding },
    { weight: 2, arbitrary: reversing },
  ),
);

const step = (command: LedgerCommand): Step => ({ wait: 0, plan: { kind: 'command', command } });

/** How currencies are exchanged and at which rates, then conversions and what gets in their way. */
const exchanging = fc
  .tuple(
    declaring,
    usualRates,
    steps(
      fc.oneof(
        { weight: 1, arbitrary: asked(declaring) },
        { weight: 2, arbitrary: asked(publishing) },
        { weight: 1, arbitrary: asked(usualRates) },
        { weight: 9, arbitrary: asked(converting) },
        { weight: 12, arbitrary: quoting },
        { weight: 3, arbitrary: asked(transaction) },
        { weight: 1, arbitrary: reversing },
      ),
      mostly(fc.constant(1_000), 6, fc.constant(86_400_000)),
    ),
    fc.constantFrom('rated', 'rated', 'rated', 'unrated'),
  )
  .map(([declared, rates, list, how]) => {
    return [step(declared), ...(how === 'rated' ? [step(rates)] : []), ...list];
  });

/** History in yen that is moved in before anybody declares that the euro is the functional currency. */
const historical = fc
  .tuple(fc.array(fc.tuple(someAccount, someAccount), { minLength: 1, maxLength: 3 }), declaring)
  .map(([pairs, declared]) => {
    const yen = { amount: '100', currency: 'JPY' };
    const posted = pairs.map(([from, to]): LedgerCommand => ({
      type: 'PostTransaction',
      effectiveAt: '2025-01-01T00:00:00.000Z',
      postings: [
        { ...yen, account: from, side: 'debit' },
        { ...yen, account: to, side: 'credit' },
      ],
    }));
    return [...posted, declared, endImport].map(step);
  });

/** Everything; or again and again the same kind of thing, which comes to places that everything rarely comes to. */
const anything = fc.oneof(
  {
    weight: 4,
    arbitrary: steps(
      fc.oneof(
        { weight: 8, arbitrary: asked(command) },
        { weight: 4, arbitrary: placing },
        { weight: 2, arbitrary: conditional },
        { weight: 4, arbitrary: holding },
        { weight: 2, arbitrary: reversing },
        { weight: 1, arbitrary: repeating },
      ),
      wait,
    ),
  },
  {
    weight: 3,
    arbitrary: steps(
      fc.oneof(
        { weight: 6, arbitrary: placingWith(fc.constant({ tolerance: { percent: '300' } })) },
        { weight: 1, arbitrary: asked(fc.oneof(...accounts)) },
        { weight: 9, arbitrary: holding },
        { weight: 2, arbitrary: asked(simpleVelocity) },
        { weight: 3, arbitrary: reversing },
        { weight: 1, arbitrary: asked(transaction) },
      ),
      fc.constantFrom(0, 0, 500, 1_000),
    ),
  },
  {
    weight: 1,
    arbitrary: steps(
      fc.oneof(
        { weight: 4, arbitrary: asked(transaction) },
        { weight: 10, arbitrary: reversing },
        { weight: 1, arbitrary: asked(simpleVelocity) },
      ),
      fc.constant(1),
    ),
  },
  { weight: 3, arbitrary: approved },
  {
    weight: 1,
    arbitrary: steps(fc.oneof(asked(transaction), asked(freezing), asked(fc.oneof(...time))), fc.constant(1)),
  },
  { weight: 4, arbitrary: exchanging },
  { weight: 3, arbitrary: historical },
);

/** So that much of what follows can succeed, or meets a limit: three accounts, and a chart for those below them. */
const beginning = fc
  .record({
    types: fc.tuple(type, type, type),
    bounds: fc.array(fc.option(limits, { freq: 2 }), { minLength: 3 }),
    window: fc.option(fc.oneof(velocity, simpleVelocity), { freq: 2 }),
    which: fc.nat(9),
  })
  .map(({ types, bounds, window: within, which }) => {
    const opened = types.map((accountType, i): LedgerCommand => ({
      type: 'OpenAccount',
      path: 'abc'[i]!,
      accountType,
      ...(bounds[i] && { limits: bounds[i] }),
    }));
    const patterns = types.map((below, i) => ({ pattern: `${'abc'[i]!}:*`, type: below }));
    const all = which === 0 ? [] : [...opened, { type: 'DeclareChart' as const, patterns }];
    return [...all, ...(within ? [within] : [])].map((wish): Step => ({
      wait: 0,
      plan: { kind: 'command', command: wish },
    }));
  });

const opening = optional(
  {
    importing: mostly(fc.constant(false), 4, fc.constant(true)),
    takesFuture: mostly(fc.constant(false), 2, fc.constant(true)),
  },
  [],
);

const after = (then: fc.Arbitrary<Step[]>) =>
  fc.tuple(beginning, then).map(([first, rest]) => [...first, ...rest]);

/** How a ledger is opened, and what callers might ask of it, one after the other, sense or nonsense. */
export const sequences = fc.record({ opening, steps: after(anything) });

/** Those in which others have to approve. */
export const approvedSequences = fc.record({ opening, steps: after(approved) });

export type Sequence = { opening: { importing?: boolean; takesFuture?: boolean }; steps: Step[] };
