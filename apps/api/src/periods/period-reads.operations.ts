import { z } from 'zod';
import { queryProblems, underLedger, type Operation } from '../operation';
import { seq, time } from '../read.schemas';
import { freshnessFields, knownFields, knownOnce } from '../reading';

const period = z.object({
  period: z.string(),
  kind: z.enum(['soft', 'hard']),
  from: time,
  to: time.meta({ description: 'Not part of the period.' }),
  reason: z.string().nullable(),
  closedAt: time,
  seq: seq.meta({ description: 'Of the entry that closed it.' }),
});

export const listPeriods = {
  id: 'listPeriods',
  method: 'GET',
  path: `${underLedger}/periods`,
  tag: 'Periods',
  summary: 'List the periods that are closed, in order of time',
  query: z.strictObject({ ...freshnessFields, ...knownFields }).check(knownOnce),
  answers: [
    {
      status: 200,
      description: 'Those closed now, or as known at an earlier time.',
      schema: z.object({ items: z.array(period), seq }),
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
