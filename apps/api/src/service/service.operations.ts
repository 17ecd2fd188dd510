import { z } from 'zod';
import type { Operation } from '../operation';

const checks = z.object({ eventStore: z.boolean(), tables: z.boolean() });

const common = { method: 'GET', tag: 'Service', problems: [] } as const;

export const livez = {
  ...common,
  id: 'livez',
  path: '/livez',
  summary: 'Whether the process lives',
  answers: [
    {
      status: 200,
      description: 'It does.',
      schema: z.object({ alive: z.literal(true) }),
      example: { alive: true },
    },
  ],
} as const satisfies Operation;

export const readyz = {
  ...common,
  id: 'readyz',
  path: '/readyz',
  summary: 'Whether the event store and the tables can be reached',
  answers: [
    {
      status: 200,
      description: 'Both can.',
      schema: z.object({ ready: z.literal(true), checks }),
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
  answers: [{ status: 200, description: 'OpenAPI 3.1.', schema: z.looseObject({ openapi: z.string() }) }],
} as const satisfies Operation;

export const docs = {
  ...common,
  id: 'docs',
  path: '/docs',
  summary: 'A page to read and try the API',
  answers: [{ status: 200, description: 'HTML.', contentType: 'text/html', schema: z.string() }],
} as const satisfies Operation;

export const docsErrors = {
  ...common,
  id: 'docsErrors',
  path: '/docs/errors',
  summary: 'Every problem: what it means and what to do',
  answers: [{ status: 200, description: 'HTML.', contentType: 'text/html', schema: z.string() }],
} as const satisfies Operation;
