import { z } from 'zod';
import { lineExample, lineSchema, figuresSchema } from '../accounts/account-reads.operations';
import { queryProblems, underLedger, type Operation } from '../operation';
import { listOf, seq, time } from '../read.schemas';
import { freshnessFields, pageFields } from '../reading';

const underAccount = `${underLedger}/accounts/:path/statements`;

const statement = {
  account: z.string(),
  number: z.string().meta({ description: 'From 1, without gaps, per account.' }),
  id: z.string().meta({ format: 'uuid' }),
  seq: seq.meta({ description: 'Of the entry that issued it.' }),
  issuedAt: time,
  description: z.string().nullable(),
  fromSeq: seq,
  toSeq: seq.meta({ description: 'The last entry that it covers.' }),
  opening: figuresSchema,
  closing: figuresSchema,
};

const example = {
  account: 'customers:alice:wallet',
  number: '2',
  id: '019aab5e-3a4f-7c11-9d2e-5f0c6b8a7d21',
  seq: '1025',
  issuedAt: '2026-11-22T06:00:00.000Z',
  description: 'November 2026',
  fromSeq: '801',
  toSeq: '1024',
  opening: [{ currency: 'EUR', posted: '50.00' }],
  closing: [{ currency: 'EUR', posted: '149.00' }],
};

export const listIssuedStatements = {
  id: 'listIssuedStatements',
  method: 'GET',
  path: underAccount,
  tag: 'Statements',
  summary: 'List the statements issued of an account; the latest first unless asked otherwise',
  query: z.strictObject({ ...pageFields, ...freshnessFields }),
  answers: [
    {
      status: 200,
      description: 'A page of statements, without their lines.',
      schema: listOf(z.object(statement)),
      example: { items: [example], next: null, seq: '1030' },
    },
  ],
  problems: [...queryProblems, 'AccountNotFound'],
} as const satisfies Operation;

export const getIssuedStatement = {
  id: 'getIssuedStatement',
  method: 'GET',
  path: `${underAccount}/:number`,
  tag: 'Statements',
  summary: 'Read an issued statement, which never changes, with its lines',
  description: 'As JSON a page of lines at a time, as CSV (`format=csv`) all of them.',
  query: z.strictObject({
    format: z.enum(['json', 'csv']).exactOptional(),
    limit: pageFields.limit,
    cursor: pageFields.cursor,
    ...freshnessFields,
  }),
  answers: [
    {
      status: 200,
      description: 'The statement.',
      schema: z.object({ ...statement, lines: z.array(lineSchema), next: z.string().nullable() }),
      example: { ...example, lines: [lineExample], next: null },
    },
    {
      status: 200,
      description: 'All lines, the first of them names the columns (RFC 4180).',
      contentType: 'text/csv',
      schema: z.string(),
    },
  ],
  problems: [...queryProblems, 'AccountNotFound', 'StatementNotFound'],
} as const satisfies Operation;
