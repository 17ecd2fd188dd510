import { z } from 'zod';
import type { Operation } from '../operation';

const checks = z
  .object({
    eventStore: z.boolean().meta({ description: 'Whether the event store answered within 2 seconds.' }),
    tables: z.boolean().meta({ description: 'Whether Postgres answered within 2 seconds.' }),
  })
  .meta({ description: 'What the process depends on.' });

const common = { method: 'GET', tag: 'Service', problems: [] } as const;

export const livez = {
  ...common,
  id: 'livez',
  path: '/livez',
  summary: 'Liveness',
  description: 'Answered by the process alone, without the event store or Postgres.',
  answers: [
    {
      status: 200,
      description: 'It does.',
      schema: z.object({
        alive: z.literal(true).meta({ description: 'Always true: no answer is the other case.' }),
      }),
      example: { alive: true },
    },
  ],
} as const satisfies Operation;

export const readyz = {
  ...common,
  id: 'readyz',
  path: '/readyz',
  summary: 'Readiness',
  description: 'Whether the event store and the tables can be reached; 503 where one cannot.',
  answers: [
    {
      status: 200,
      description: 'Both can.',
      schema: z.object({
        ready: z.literal(true).meta({ description: 'Always true: 503 is the other case.' }),
        checks,
      }),
      example: { ready: true, checks: { eventStore: true, tables: true } },
    },
  ],
  problems: ['NotReady'],
} as const satisfies Operation;

export const metrics = {
  ...common,
  id: 'metrics',
  path: '/metrics',
  summary: 'Counts and times for Prometheus',
  description: 'Every metric is explained in the text itself.',
  answers: [
    {
      status: 200,
      description: 'The text format of Prometheus.',
      contentType: 'text/plain',
      schema: z.string(),
      example: 'ledger_appends_total 42\n',
    },
  ],
} as const satisfies Operation;

export const openapi = {
  ...common,
  id: 'openapi',
  path: '/openapi.json',
  summary: 'This description',
  description: 'OpenAPI 3.1 of everything that is served, with every problem and its code.',
  answers: [
    {
      status: 200,
      description: 'OpenAPI 3.1.',
      schema: z.looseObject({ openapi: z.string().meta({ description: 'Version of OpenAPI.' }) }),
    },
  ],
} as const satisfies Operation;
