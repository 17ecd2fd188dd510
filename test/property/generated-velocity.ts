import fc from 'fast-check';
import type { LedgerCommand } from '@ledger/ledger';
import { sides } from '@ledger/state';
import type { VelocityLimit } from '@ledger/velocity/velocity-state';
import { amount, code, figure, mostly, off, someAccount } from './generated-postings';

const window: fc.Arbitrary<VelocityLimit['window']> = fc.oneof(
  fc.constantFrom('1', '3600', '86400').map((seconds) => ({ seconds })),
  fc.record({
    calendar: fc.constantFrom('day' as const, 'month' as const, 'year' as const),
    timeZone: mostly(fc.constantFrom('Europe/Berlin', 'America/New_York'), 12, fc.constant('Mars/Olympus')),
  }),
);

const categoryOf = fc.constantFrom('sale', 'sale.pos');

const velocityLimit: fc.Arbitrary<VelocityLimit> = fc
  .record({
    category: fc.option(categoryOf, { freq: 3, nil: undefined }),
    isCount: fc.boolean(),
    currency: code,
    figure,
    off,
    name: fc.constantFrom('daily', 'hourly', 'few'),
    per: fc.constantFrom('account' as const, 'node' as const),
    side: fc.constantFrom(...sides),
    window,
  })
  .map(({ category, isCount, currency, figure: most, off: wrong, ...rest }) => ({
    ...(category !== undefined && { category }),
    ...(isCount ? { count: String(most % 5n) } : { currency, maximum: amount(currency, most, wrong) }),
    ...rest,
  }));

export const velocity: fc.Arbitrary<LedgerCommand> = fc.record({
  type: fc.constant('SetVelocityLimits' as const),
  path: mostly(someAccount, 4, fc.constant('d')),
  limits: mostly(
    fc.uniqueArray(velocityLimit, { maxLength: 2, selector: ({ name }) => name }),
    6,
    fc.array(velocityLimit, { maxLength: 3 }),
  ),
});

/** What holds and captures soon reach, or never. */
export const simpleVelocity: fc.Arbitrary<LedgerCommand> = fc
  .tuple(
    someAccount,
    mostly(fc.constant(10n ** 30n), 1, figure),
    fc.constantFrom(...sides),
    fc.constantFrom('1', '3600'),
    fc.option(categoryOf, { freq: 2, nil: undefined }),
  )
  .map(([node, most, side, seconds, category]) => ({
    type: 'SetVelocityLimits',
    path: node,
    limits: [
      {
        ...(category !== undefined && { category }),
        currency: 'EUR',
        maximum: amount('EUR', most),
        name: 'daily',
        per: 'node',
        side,
        window: { seconds },
      },
    ],
  }));
