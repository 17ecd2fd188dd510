import { z } from 'zod';
import { queryProblems, underLedger, type Operation } from '../operations/operation';
import { listOf, next, path, seq, time } from '../answers/read.schemas';
import { freshnessFields, latestFirstFields, pageFields } from '../requests/reading';
import { formatField, wholeAsCsv } from './statement-format';
import { figuresSchema, lineExample, lineSchema } from './statement.schemas';

const underAccount = `${underLedger}/accounts/:path/statements`;

const statement = {
  account: path,
  number: z.string().meta({ description: 'Number of the statement, from 1 without gaps for each account.' }),
  id: z.string().meta({ format: 'uuid', description: 'Id of the entry that issued it.' }),
  seq: seq.meta({ description: 'The entry that issued it.' }),
  issuedAt: time.meta({ description: 'When it was issued, in UTC.' }),
  description: z.string().nullable().meta({ description: 'Its name, or null.' }),
  fromSeq: seq.meta({ description: 'The first entry that it covers.' }),
  toSeq: seq.meta({ description: 'The last entry that it covers.' }),
  opening: figuresSchema.meta({
    description:
      'The closing of the statement before, in the currencies of `closing`; zero in one that was not used before.',
  }),
  closing: figuresSchema.meta({ description: 'The balances at the last entry it covers, per currency.' }),
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
  permission: { to: 'readFigures', of: 'node' },
  method: 'GET',
  path: underAccount,
  tag: 'Statements',
  summary: 'List the statements issued of an account; the latest first unless asked otherwise',
  description:
    'Each with its balances and the entries it covers; its lines are read one statement at a time.',
  query: z.strictObject({ ...latestFirstFields, ...freshnessFields }),
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

const csvExample = [
  'seq,posting,transaction,effectiveAt,recordedAt,side,amount,currency,balance,category,reference,description',
  '801,,,,,,,EUR,50.00,,,Opening balance of statement 2',
  '1024,1,019aab5e-3a4f-7c11-9d2e-5f0c6b8a7d21,2026-11-22T05:57:37.123Z,2026-11-22T05:57:38.001Z,credit,99.00,EUR,149.00,wallet.top_up,psp-20261122-0017,Card top-up',
  '1024,,,,,,,EUR,149.00,,,Closing balance of statement 2',
  '',
].join('\r\n');

export const getIssuedStatement = {
  id: 'getIssuedStatement',
  permission: { to: 'readFigures', of: 'node' },
  method: 'GET',
  path: `${underAccount}/:number`,
  tag: 'Statements',
  summary: 'Read an issued statement, which never changes, with its lines',
  description:
    'As JSON a page of lines at a time, as CSV (`format=csv`, or `Accept: text/csv`) all of them. CSV begins with a row for each opening ' +
    'balance and ends with one for each closing balance: they have no transaction, their `seq` is the first and the ' +
    'last entry that the statement covers, and their description names its number. A category, reference or ' +
    'description that begins with `=`, `+`, `-`, `@` or a tab, which a spreadsheet would take for a formula, has a ' +
    "`'` before it in CSV; amounts and balances have none.",
  query: z
    .strictObject({
      format: formatField,
      limit: pageFields.limit,
      cursor: pageFields.cursor,
      ...freshnessFields,
    })
    .check(wholeAsCsv),
  answers: [
    {
      status: 200,
      description: 'The statement.',
      schema: z.object({
        ...statement,
        lines: z.array(lineSchema).meta({ description: 'The lines of this page.' }),
        next,
      }),
      example: { ...example, lines: [lineExample], next: null },
    },
    {
      status: 200,
      description:
        'The names of the columns, the opening balances, all lines, the closing balances (RFC 4180).',
      contentType: 'text/csv',
      schema: z.string(),
      example: csvExample,
    },
  ],
  problems: [...queryProblems, 'AccountNotFound', 'StatementNotFound'],
} as const satisfies Operation;
