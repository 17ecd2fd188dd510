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
  description: 'Whether the process is running. It does not check the event store or Postgres.',
  answers: [
    {
      status: 200,
      description: 'The process is running.',
      schema: z.object({
        alive: z
          .literal(true)
          .meta({ description: 'Always true; a process that is not running does not respond.' }),
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
    'Returns 200 if the process accepts writes, even if queries fail, so that a load balancer keeps sending it writes while Postgres is unavailable. `of=reads` asks about queries instead.',
  query: z.strictObject({
    of: z
      .enum(['writes', 'reads'])
      .meta({ description: 'Whether 200 stands for `writes`, as by default, or for `reads`.' })
      .exactOptional(),
  }),
  answers: [
    {
      status: 200,
      description: 'Ready.',
      schema: z.object({
        ready: z.literal(true).meta({ description: 'Always true; otherwise the status is 503.' }),
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
  summary: 'Metrics for Prometheus',
  description: 'Each metric has a description in the text.',
  answers: [
    {
      status: 200,
      description: 'Text format of Prometheus.',
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
  summary: 'OpenAPI description',
  description: 'OpenAPI 3.1, with every operation, problem and code.',
  answers: [
    {
      status: 200,
      description: 'OpenAPI 3.1.',
      schema: z.looseObject({ openapi: z.string().meta({ description: 'Version of OpenAPI.' }) }),
    },
  ],
} as const satisfies Operation;
