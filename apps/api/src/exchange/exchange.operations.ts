import { z } from 'zod';
import { DeclareExchange } from '@commands/exchange/declare-exchange';
import { PublishRates, rateSource, rateType } from '@commands/exchange/publish-rates';
import { currencyCode } from '@commands/input/fields';
import { time } from '@commands/input/instant';
import { exchangeModes, measurements } from '@ledger/exchange/exchange-declaration';
import { ratesInSetMax } from '@ledger/exchange/rates/rate';
import { currency, seq, time as shownTime } from '../answers/read.schemas';
import { plainAnswers } from '../answers/receipt.schemas';
import { commandProblems, underLedger, type Operation } from '../operations/operation';
import { submitting } from '../operations/submitting';

const tag = 'Exchange';

const declaredExample = {
  mode: 'functional',
  functional: 'EUR',
  rateType: 'spot',
  sources: ['ecb'],
  maxAge: '86400',
  band: '10',
  positions: [
    {
      currency: 'USD',
      position: 'equity:fx:usd:position',
      equivalent: 'equity:fx:usd:equivalent',
      measurement: 'monetary',
    },
  ],
  results: {
    spread: 'income:fx:spread',
    realised: 'income:fx:realised',
    unrealised: 'income:fx:unrealised',
  },
} as const;

export const declareExchange = submitting(DeclareExchange, {
  id: 'declareExchange',
  method: 'PUT',
  path: `${underLedger}/exchange`,
  tag,
  summary: 'Declare how the ledger exchanges currencies',
  description:
    'Sets the accounts, the sources of rates and the maximum age of a rate, in one of two modes. It replaces an earlier ' +
    'declaration as a whole. Accounts that it names and that do not exist are opened.',
  example: declaredExample,
  answers: plainAnswers,
  problems: [
    ...commandProblems,
    'PositionsContradict',
    'ExchangeInUse',
    'ForeignBalancesExist',
    'AccountIsClosed',
    'AccountTypeContradictsTree',
  ],
});

const declaredPath = z.string().exactOptional();

export const getExchange = {
  id: 'getExchange',
  permission: { to: 'readTerms', of: 'whole' },
  method: 'GET',
  path: `${underLedger}/exchange`,
  tag,
  summary: 'Read how the ledger exchanges currencies',
  description: 'The declaration in force, from the end of the journal.',
  query: z.strictObject({}),
  answers: [
    {
      status: 200,
      description: 'The declaration.',
      schema: z.object({
        mode: z.enum(exchangeModes).meta({ description: '`isolated` or `functional`.' }),
        functional: currency.exactOptional().meta({ description: 'The functional currency.' }),
        rateType,
        sources: z
          .array(z.string())
          .meta({ description: 'Sources whose rates count, the preferred one first.' }),
        maxAge: z.string().meta({ description: 'Maximum age of a rate in seconds.' }),
        band: z.string().exactOptional().meta({
          description: 'By how many percent a mid may differ from the last one of its source and type.',
        }),
        pivots: z
          .array(currency)
          .exactOptional()
          .meta({ description: 'Currencies over which a pair is crossed, the preferred one first.' }),
        liquidity: declaredPath.meta({ description: 'Account that takes and gives every currency.' }),
        positions: z
          .array(
            z
              .object({
                currency,
                position: z.string().meta({ description: 'Account that is open in the currency.' }),
                equivalent: z
                  .string()
                  .meta({ description: 'Account that has its cost, in the functional currency.' }),
                measurement: z.enum(measurements).meta({ description: 'How it is revalued.' }),
              })
              .meta({ id: 'ExchangePosition' }),
          )
          .exactOptional()
          .meta({ description: 'The accounts of each foreign currency.' }),
        results: z
          .object({
            spread: z.string().meta({ description: 'Of the difference between price and mid.' }),
            realised: declaredPath.meta({ description: 'Of what was closed.' }),
            unrealised: declaredPath.meta({ description: 'Of what is open.' }),
            fairValue: declaredPath.meta({ description: 'Of what is measured at fair value.' }),
          })
          .meta({ id: 'ExchangeResults', description: 'Accounts of the gains and losses.' }),
        seq: seq.meta({ description: 'The last entry of the journal that the answer includes.' }),
      }),
      example: { ...declaredExample, seq: '1024' },
    },
  ],
  problems: ['LedgerNotFound', 'LedgerBusy', 'ExchangeNotDeclared'],
} as const satisfies Operation;

export const publishRates = submitting(PublishRates, {
  id: 'publishRates',
  method: 'POST',
  path: `${underLedger}/rates`,
  tag,
  summary: 'Publish the rates that a source observed at one time',
  description:
    `A set of 1 to ${ratesInSetMax} rates. Rates are never changed: a correction is a later set of the same source, ` +
    'type and `observedAt`. The newest 100,000 rates of a ledger can be used; older sets stay in the journal.',
  example: {
    source: 'ecb',
    type: 'spot',
    observedAt: '2026-11-22T15:00:00.000Z',
    rates: [
      { base: 'USD', counter: 'EUR', bid: '0.8998', mid: '0.9', ask: '0.9002' },
      { base: 'EUR', counter: 'JPY', mid: '163.27' },
    ],
  },
  answers: plainAnswers,
  problems: [...commandProblems, 'ObservedInFuture', 'PairOfOneCurrency', 'RatesContradict', 'RateOutOfBand'],
});

const rate = z.string().meta({
  description:
    'Decimal text. Exact for a pair as it was published; of an inverse or crossed pair, to 18 significant digits.',
});

/** Items of a list in one parameter. */
function listOf(item: z.ZodType<string, string>, itemsMax: number) {
  return z
    .string()
    .transform((text) => text.split(','))
    .pipe(z.array(item).max(itemsMax));
}

export const getRate = {
  id: 'getRate',
  permission: { to: 'readTerms', of: 'whole' },
  method: 'GET',
  path: `${underLedger}/rates`,
  tag,
  summary: 'Read the rate of a pair that counts at a time',
  description:
    'The rate that a conversion would take at that time, by the declared sources, type, maximum age and pivots. With ' +
    '`sources`, only what the query says counts: the newest rate of the pair as it was published, else of the inverse ' +
    'pair, else crossed over the first pivot that has both. `legs` shows what was published.',
  query: z.strictObject({
    base: currencyCode.meta({ description: 'The currency of which one unit is priced.' }),
    counter: currencyCode.meta({ description: 'The currency in which the price is.' }),
    rateType: rateType
      .meta({ ...rateType.meta(), description: 'The declared type if absent; with `sources`, `spot`.' })
      .exactOptional(),
    at: time.meta({ description: 'By when it was observed; now if absent.' }).exactOptional(),
    sources: listOf(rateSource, 16)
      .meta({
        description:
          'Which sources count, separated by commas, the preferred one first; the declared ones if absent.',
        examples: ['ecb,desk'],
      })
      .exactOptional(),
    maxAge: z
      .string()
      .regex(/^[1-9][0-9]{0,8}$/)
      .meta({
        description: 'Maximum age of the rate in seconds; the declared one if absent, with `sources` any.',
        examples: ['86400'],
      })
      .exactOptional(),
    pivots: listOf(currencyCode, 8)
      .meta({
        description:
          'Currencies over which a pair may be crossed, separated by commas, the preferred one first.',
        examples: ['EUR,USD'],
      })
      .exactOptional(),
  }),
  answers: [
    {
      status: 200,
      description: 'The rate.',
      schema: z.object({
        base: currency,
        counter: currency,
        rateType,
        at: shownTime.meta({ description: 'The time it counts at, in UTC.' }),
        bid: rate,
        mid: rate,
        ask: rate,
        legs: z
          .array(
            z.object({
              base: currency,
              counter: currency,
              mid: z.string().meta({ description: 'As published.' }),
              set: seq.meta({ description: 'The entry that published it.' }),
            }),
          )
          .meta({ description: 'What was published: one rate, or two where the pair is crossed.' }),
        seq: seq.meta({ description: 'The last entry of the journal that the answer includes.' }),
      }),
      example: {
        base: 'EUR',
        counter: 'USD',
        rateType: 'spot',
        at: '2026-11-22T15:00:00.000Z',
        bid: '1.11086425238835814',
        mid: '1.11111111111111111',
        ask: '1.1113580795732385',
        legs: [{ base: 'USD', counter: 'EUR', mid: '0.9', set: '12' }],
        seq: '1024',
      },
    },
  ],
  problems: [
    'LedgerNotFound',
    'LedgerBusy',
    'ExchangeNotDeclared',
    'CurrencyNotRegistered',
    'RateNotFound',
    'RateTooOld',
    'PairOfOneCurrency',
  ],
} as const satisfies Operation;
