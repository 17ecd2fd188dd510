import { z } from 'zod';
import { queryProblems, underLedger, type Operation } from '../operations/operation';
import { freshnessFields, pageFields } from '../requests/reading';
import { chartSchema, ledgerId, metadataSchema, next, seqOfAnswer, time } from '../answers/read.schemas';

const ledger = z
  .object({
    id: ledgerId,
    name: z.string().meta({ description: 'Name of the ledger, for people.' }),
    openedAt: time.meta({ description: 'When it was opened, in UTC.' }),
    currencies: z
      .array(
        z
          .object({
            code: z.string().meta({ description: 'Code of the currency.' }),
            decimals: z.int().meta({ description: 'Number of decimals, 0 to 18.' }),
            name: z.string().meta({ description: 'Name of the currency, for people.' }),
          })
          .meta({ id: 'Currency' }),
      )
      .meta({ description: 'The currencies registered beside those of ISO 4217, in order of code.' }),
    chart: chartSchema,
    importing: z.boolean().meta({ description: 'Whether history is still being moved in.' }),
    metadata: metadataSchema,
    seq: seqOfAnswer,
    takesFuture: z
      .boolean()
      .meta({ description: 'Whether transactions may be effective after they are recorded.' }),
  })
  .meta({ id: 'Ledger' });

const example = {
  id: 'acme',
  name: 'Acme Payments',
  openedAt: '2026-11-22T05:57:37.123Z',
  currencies: [{ code: 'PTS', decimals: 0, name: 'Loyalty points' }],
  chart: [{ pattern: 'customers:*:wallet', type: 'liability' }],
  importing: false,
  metadata: {},
  seq: '1024',
  takesFuture: false,
};

export const listLedgers = {
  id: 'listLedgers',
  permission: { to: 'readTerms', of: 'each' },
  method: 'GET',
  path: '/v1/ledgers',
  tag: 'Ledgers',
  summary: 'List the ledgers, in order of id',
  description: 'Each item is true at its own seq.',
  query: z.strictObject(pageFields),
  answers: [
    {
      status: 200,
      description: 'A page of ledgers.',
      schema: z.object({ items: z.array(ledger).meta({ description: 'The items of this page.' }), next }),
      example: { items: [example], next: null },
    },
  ],
  problems: ['RequestMalformed', 'NotReady'],
} as const satisfies Operation;

export const getLedger = {
  id: 'getLedger',
  permission: { to: 'readTerms', of: 'ledger' },
  method: 'GET',
  path: underLedger,
  tag: 'Ledgers',
  summary: 'Read a ledger: its currencies and its chart',
  description: 'The settings that it was opened with, and the current chart.',
  query: z.strictObject(freshnessFields),
  answers: [{ status: 200, description: 'The ledger.', schema: ledger, example }],
  problems: queryProblems,
} as const satisfies Operation;

export const listCurrencies = {
  id: 'listCurrencies',
  permission: { to: 'readTerms', of: 'ledger' },
  method: 'GET',
  path: `${underLedger}/currencies`,
  tag: 'Ledgers',
  summary: 'List the currencies that a ledger accepts, with their decimals',
  description: 'Those of ISO 4217 and those registered in the ledger, all at once, in order of code.',
  query: z.strictObject(freshnessFields),
  answers: [
    {
      status: 200,
      description: 'All currencies.',
      schema: z.object({
        items: z
          .array(
            z.object({
              code: z.string().meta({ description: 'Code of the currency.' }),
              decimals: z.int().meta({ description: 'Number of decimals, 0 to 18.' }),
              name: z.string().meta({ description: 'Name of the currency, for people.' }),
              registered: z.boolean().meta({
                description: 'Whether it was registered in this ledger; `false`: it is of ISO 4217.',
              }),
            }),
          )
          .meta({ description: 'The currencies, in order of code.' }),
        seq: seqOfAnswer,
      }),
      example: {
        items: [
          { code: 'EUR', decimals: 2, name: 'Euro', registered: false },
          { code: 'PTS', decimals: 0, name: 'Loyalty points', registered: true },
        ],
        seq: '1024',
      },
    },
  ],
  problems: queryProblems,
} as const satisfies Operation;
