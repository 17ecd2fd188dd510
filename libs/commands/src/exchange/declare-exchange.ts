import { z } from 'zod';
import {
  exchangeModes,
  measurements,
  positionsMax,
  secondsPattern,
  sourcesMax,
  type DeclaredPosition,
  type ExchangeDeclaration,
} from '@ledger/exchange/exchange-declaration';
import { declare } from '../declaration';
import { conditional } from '../input/conditions';
import { accountPath, currencyCode } from '../input/fields';
import { withoutZeros } from '../input/rate-text';
import { distinct, formed } from '../input/text';
import { ofWhole } from '../reach';
import { plainReceipt } from '../receipt';
import { rateSource, rateType } from './publish-rates';

const exchangeMode = z.enum(exchangeModes).meta({
  description:
    '`isolated`: one account of the house takes and gives every currency. `functional`: the house has a position in ' +
    'each foreign currency, whose cost is kept in one functional currency, with realised and unrealised gains.',
});

const measurement = z.enum(measurements).meta({
  description:
    '`monetary`: a revaluation posts to `results.unrealised`. `fair-value`: to `results.fairValue`. `historical`: the ' +
    'currency is not revalued.',
});

const position = z
  .strictObject({
    currency: currencyCode.meta({ description: 'The foreign currency.' }),
    position: accountPath.meta({
      description: 'Equity account that is open in the currency. Only conversions post on it.',
    }),
    equivalent: accountPath.meta({
      description:
        'Equity account that has the cost of the position, in the functional currency. Only conversions post on it.',
    }),
    measurement,
  })
  .meta({ id: 'ExchangePositionInput' });

const results = z
  .strictObject({
    spread: accountPath.meta({ description: 'Account of the difference between the price and the mid.' }),
    realised: accountPath
      .meta({ description: 'Account of gains and losses of what was closed; functional mode.' })
      .exactOptional(),
    unrealised: accountPath
      .meta({ description: 'Account of gains and losses of what is open; functional mode.' })
      .exactOptional(),
    fairValue: accountPath
      .meta({ description: 'The same, of currencies measured at fair value; needed where there are some.' })
      .exactOptional(),
  })
  .meta({ id: 'ExchangeResultsInput', description: 'Income or expense accounts of the gains and losses.' });

const maxAge = formed(secondsPattern, 'whole seconds from 1 to 999999999, as text', {
  description: 'Maximum age of a rate in seconds. A conversion without a younger one is refused.',
  examples: ['86400'],
});

const band = formed(
  /^(?!0+(?:\.0+)?$)(?:0|[1-9][0-9]{0,3})(?:\.[0-9]{1,4})?$/,
  'a percentage as text, above 0 and below 10000, with at most 4 decimals',
  {
    description:
      'By how many percent a mid may differ from the last one of its source and type; any if absent. Rates that differ by ' +
      'more are refused unless they are published as `confirmed`.',
    examples: ['10'],
  },
).transform(withoutZeros);

const namedOnce = distinct((each: string) => each);

const input = z
  .strictObject({
    mode: exchangeMode,
    rateType: rateType.meta({ description: 'Type of the rates by which conversions are decided.' }),
    sources: z
      .array(rateSource)
      .min(1)
      .max(sourcesMax)
      .check(namedOnce)
      .meta({ description: `Sources whose rates count, the preferred one first; at most ${sourcesMax}.` }),
    maxAge,
    band: band.exactOptional(),
    functional: currencyCode
      .meta({ description: 'The functional currency; functional mode.' })
      .exactOptional(),
    positions: z
      .array(position)
      .min(1)
      .max(positionsMax)
      .check(distinct(({ currency }) => currency))
      .meta({
        description: `The accounts of each foreign currency, 1 to ${positionsMax}; functional mode.`,
      })
      .transform((list): readonly DeclaredPosition[] => list)
      .exactOptional(),
    liquidity: accountPath
      .meta({
        description:
          'Equity or liability account of the house that takes and gives every currency; isolated mode. A minimum ' +
          'balance of 0 keeps it from selling what it lacks.',
      })
      .exactOptional(),
    pivots: z
      .array(currencyCode)
      .max(sourcesMax)
      .check(namedOnce)
      .meta({
        description:
          `Currencies over which a pair is crossed that nobody publishes, the preferred one first; isolated mode, at ` +
          `most ${sourcesMax}.`,
      })
      .exactOptional(),
    results,
    ...conditional,
  })
  .check(({ value, issues }) => {
    for (const [path, rule] of misfits(value)) {
      const message =
        rule === 'Missing' ? `Give it in ${value.mode} mode.` : `Leave it out in ${value.mode} mode.`;
      issues.push({ code: 'custom', input: value, path: [...path], message, params: { code: rule } });
    }
  });

type Misfit = readonly [path: readonly string[], rule: 'Missing' | 'NotAllowed'];

/** The fields that the mode needs and that are absent, and those that belong to the other one. */
function misfits(given: ExchangeDeclaration): Misfit[] {
  const { fairValue, realised, unrealised } = given.results;
  const ofPositions: readonly (readonly [readonly string[], unknown])[] = [
    [['functional'], given.functional],
    [['positions'], given.positions],
    [['results', 'realised'], realised],
    [['results', 'unrealised'], unrealised],
  ];
  const isAtFairValue = given.positions?.some((each) => each.measurement === 'fair-value');
  const absent = (fields: typeof ofPositions) => fields.filter(([, value]) => value === undefined);
  const present = (fields: typeof ofPositions) => fields.filter(([, value]) => value !== undefined);
  const ofFairValue = [[['results', 'fairValue'], fairValue]] as const;
  const ofLiquidity = [[['liquidity'], given.liquidity]] as const;
  const [missing, excess] =
    given.mode === 'functional'
      ? [
          [...absent(ofPositions), ...(isAtFairValue ? absent(ofFairValue) : [])],
          present([...ofLiquidity, [['pivots'], given.pivots]]),
        ]
      : [absent(ofLiquidity), present([...ofPositions, ...ofFairValue])];
  return [
    ...missing.map(([path]): Misfit => [path, 'Missing']),
    ...excess.map(([path]): Misfit => [path, 'NotAllowed']),
  ];
}

/** The whole declaration of the ledger; it replaces an earlier one. */
export const DeclareExchange = declare({
  type: 'DeclareExchange',
  permission: 'configure',
  reach: ofWhole,
  input,
  answer: 'ExchangeDeclared',
  receipt: plainReceipt,
});
