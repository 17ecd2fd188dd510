import { z } from 'zod';
import { rateSource, rateType } from '@commands/exchange/publish-rates';
import { currencyCode } from '@commands/input/fields';
import { currency, listOf, seq, time } from '../answers/read.schemas';
import { queryProblems, underLedger, type Operation } from '../operations/operation';
import { freshnessFields, knownFields, knownOnce, latestFirstFields, timeField } from '../requests/reading';

const figure = z.string().meta({ description: 'Decimal text, as published.' });

const publishedRate = z
  .object({
    base: currency.meta({ description: 'The currency of which one unit is priced.' }),
    counter: currency.meta({ description: 'The currency in which the price is.' }),
    bid: figure.exactOptional(),
    mid: figure,
    ask: figure.exactOptional(),
  })
  .meta({ id: 'PublishedRate' });

export const listRateSets = {
  id: 'listRateSets',
  permission: { to: 'readTerms', of: 'whole' },
  method: 'GET',
  path: `${underLedger}/rate-sets`,
  tag: 'Exchange',
  summary:
    'List the rates that were published, in the sets they came in; the latest first unless asked otherwise',
  description:
    'Every set that was ever published, corrected ones too; all parameters given must hold. Items are in the order ' +
    'of their publication (`seq`). The rate by which a decision is made is read from `/rates`.',
  query: z
    .strictObject({
      source: rateSource.exactOptional(),
      rateType: rateType.exactOptional(),
      base: currencyCode.meta({ description: 'Sets that have a rate with this base.' }).exactOptional(),
      counter: currencyCode
        .meta({ description: 'Sets that have a rate with this counter currency; with `base`, of this pair.' })
        .exactOptional(),
      observedFrom: timeField('Sets that were observed at or after this time.'),
      observedTo: timeField('Sets that were observed before this time.'),
      ...latestFirstFields,
      ...freshnessFields,
      ...knownFields,
    })
    .check(knownOnce),
  answers: [
    {
      status: 200,
      description: 'A page of sets.',
      schema: listOf(
        z.object({
          seq: seq.meta({ description: 'The entry that published the set.' }),
          id: z.string().meta({ format: 'uuid', description: 'Id of that entry.' }),
          source: rateSource,
          type: rateType,
          observedAt: time.meta({ description: 'When the source observed the rates, in UTC.' }),
          recordedAt: time.meta({ description: 'When they were published, in UTC.' }),
          rates: z.array(publishedRate).meta({ description: 'Each pair once.' }),
        }),
      ),
      example: {
        items: [
          {
            seq: '12',
            id: '019aab5e-3a4f-7c11-9d2e-5f0c6b8a7d21',
            source: 'ecb',
            type: 'spot',
            observedAt: '2026-11-22T15:00:00.000Z',
            recordedAt: '2026-11-22T15:00:04.250Z',
            rates: [
              { base: 'USD', counter: 'EUR', bid: '0.8998', mid: '0.9', ask: '0.9002' },
              { base: 'EUR', counter: 'JPY', mid: '163.27' },
            ],
          },
        ],
        next: null,
        seq: '1024',
      },
    },
  ],
  problems: queryProblems,
} as const satisfies Operation;
