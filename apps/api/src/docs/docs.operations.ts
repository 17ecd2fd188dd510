import { z } from 'zod';
import type { Operation } from '../operations/operation';

const common = {
  method: 'GET',
  tag: 'Service',
  problems: [],
  answers: [{ status: 200, description: 'HTML.', contentType: 'text/html', schema: z.string() }],
} as const;

export const docs = {
  ...common,
  id: 'docs',
  permission: 'public',
  path: '/docs',
  summary: 'The documentation',
  description: 'For people, in a browser; everything its pages load comes from this process.',
} as const satisfies Operation;

export const docsApi = {
  ...common,
  id: 'docsApi',
  permission: 'public',
  path: '/docs/api',
  summary: 'API reference with a form to try it',
  description: 'For people, in a browser. Made from `/openapi.json`.',
} as const satisfies Operation;

export const docsPage = {
  ...common,
  id: 'docsPage',
  permission: 'public',
  path: '/docs/:page',
  summary: 'A page of the documentation',
  description:
    'For people, in a browser: `errors`, which the `type` of every problem points into, `events`, `glossary`, ' +
    '`operations` and others.',
  problems: ['RouteNotFound'],
} as const satisfies Operation;

export const docsGuide = {
  ...common,
  id: 'docsGuide',
  permission: 'public',
  path: '/docs/guides/:guide',
  summary: 'A guide',
  description:
    'For people, in a browser: the accounts and flows of a product, `wallet`, `marketplace`, `card-programme` or ' +
    '`crypto-custody`.',
  problems: ['RouteNotFound'],
} as const satisfies Operation;
