import { z } from 'zod';
import type { Operation } from '../operations/operation';
import { readinessFields } from './readiness';

const common = { method: 'GET', tag: 'Service', problems: [] } as const;

export const home = {
  ...common,
  id: 'home',
  permission: 'public',
  path: '/',
  summary: 'Where everything is',
  description: 'Where to read on. A browser, which asks for text/html, is sent to the documentation.',
  answers: [
    {
      status: 200,
      description: 'The addresses of the documentation and of the ledgers.',
      schema: z.object({
        name: z.string().meta({ description: 'What answers here.' }),
        docs: z.string().meta({ description: 'Guides and reference, for people.' }),
        openapi: z.string().meta({ description: 'Description of every operation (OpenAPI 3.1).' }),
        ledgers: z.string().meta({ description: 'The list of ledgers.' }),
      }),
      example: { name: 'Ledger', docs: '/docs', openapi: '/openapi.json', ledgers: '/v1/ledgers' },
    },
    { status: 302, description: 'To /docs, where Accept names text/html.' },
  ],
} as const satisfies Operation;

export const livez = {
  ...common,
  id: 'livez',
  permission: 'public',
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
  permission: 'public',
  path: '/readyz',
  summary: 'Readiness',
  description:
    'What the process can do. 200 where it takes writes, although queries may fail: those who post must not lose a process that Postgres has left. `of=reads` asks for queries instead.',
  query: z.strictObject({
    of: z
      .enum(['writes', 'reads'])
      .meta({ description: 'Whether 200 stands for `writes`, as by default, or for `reads`.' })
      .exactOptional(),
  }),
  answers: [
    {
      status: 200,
      description: 'It can do what was asked for.',
      schema: z.object({
        ready: z.literal(true).meta({ description: 'Always true: 503 is the other case.' }),
        ...readinessFields,
      }),
      example: {
        ready: true,
        writes: true,
        reads: true,
        reasons: [],
        stoppedLedgers: [],
        checks: { eventStore: true, tables: true, clocks: true },
        clocks: [
          { clock: 'the event store', aheadSeconds: '0.0' },
          { clock: 'Postgres', aheadSeconds: '0.0' },
        ],
        ledgerAhead: null,
      },
    },
  ],
  problems: ['RequestMalformed', 'NotReady'],
} as const satisfies Operation;

export const metrics = {
  ...common,
  id: 'metrics',
  permission: { to: 'operate', of: 'every' },
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
  permission: 'public',
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
