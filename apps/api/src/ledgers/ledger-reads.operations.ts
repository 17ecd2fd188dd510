import { z } from 'zod';
import { queryProblems, underLedger, type Operation } from '../operation';
import { freshnessFields, pageFields } from '../reading';
import { chartSchema, metadataSchema, seq, time } from '../read.schemas';

const ledger = z.object({
  id: z.string(),
  name: z.string(),
  openedAt: time,
  currencies: z.array(z.object({ code: z.string(), decimals: z.int(), name: z.string() })),
  chart: chartSchema,
  importing: z.boolean().meta({ description: 'Whether history is still being moved in.' }),
  metadata: metadataSchema,
  seq,
  takesFuture: z
    .boolean()
    .meta({ description: 'Whether transactions may be effective after they are recorded.' }),
});

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
      schema: z.object({ items: z.array(ledger), next: z.string().nullable() }),
      example: { items: [example], next: null },
    },
  ],
  problems: ['RequestMalformed', 'NotReady'],
} as const satisfies Operation;

export const getLedger = {
  id: 'getLedger',
  method: 'GET',
  path: underLedger,
  tag: 'Ledgers',
  summary: 'Read a ledger: its currencies and its chart',
  query: z.strictObject(freshnessFields),
  answers: [{ status: 200, description: 'The ledger.', schema: ledger, example }],
  problems: queryProblems,
} as const satisfies Operation;
