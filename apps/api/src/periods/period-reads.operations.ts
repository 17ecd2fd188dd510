import { z } from 'zod';
import { queryProblems, underLedger, type Operation } from '../operations/operation';
import { seq, seqOfAnswer, time } from '../answers/read.schemas';
import { freshnessFields, knownFields, knownOnce } from '../requests/reading';

const period = z.object({
  period: z.string().meta({ description: 'Name of the period.' }),
  kind: z.enum(['soft', 'hard']).meta({
    description: '`soft`: transactions with a `lateReason` are still taken; `hard`: none are.',
  }),
  from: time.meta({ description: 'The first moment of the period, in UTC.' }),
  to: time.meta({ description: 'The first moment after the period, in UTC.' }),
  reason: z.string().nullable().meta({ description: 'Why it was closed, or null.' }),
  closedAt: time.meta({ description: 'When it was closed, in UTC.' }),
  seq: seq.meta({ description: 'The entry that closed it.' }),
});

export const listPeriods = {
  id: 'listPeriods',
  permission: { to: 'readTerms', of: 'ledger' },
  method: 'GET',
  path: `${underLedger}/periods`,
  tag: 'Periods',
  summary: 'List the periods that are closed, in order of time',
  description: 'Transactions effective in one of them are refused, or need a `lateReason`.',
  query: z.strictObject({ ...freshnessFields, ...knownFields }).check(knownOnce),
  answers: [
    {
      status: 200,
      description: 'Those closed now, or as known at an earlier time.',
      schema: z.object({
        items: z.array(period).meta({ description: 'The closed periods.' }),
        seq: seqOfAnswer,
      }),
      example: {
        items: [
          {
            period: '2026-10',
            kind: 'soft',
            from: '2026-10-01T00:00:00.000Z',
            to: '2026-11-01T00:00:00.000Z',
            reason: 'October is reported',
            closedAt: '2026-11-05T09:00:00.000Z',
            seq: '998',
          },
        ],
        seq: '1024',
      },
    },
  ],
  problems: queryProblems,
} as const satisfies Operation;
