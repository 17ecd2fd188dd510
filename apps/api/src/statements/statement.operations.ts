import { z } from 'zod';
import { queryProblems, underLedger, type Operation } from '../operations/operation';
import { next, path, seqOfAnswer } from '../answers/read.schemas';
import { effectiveField, freshnessFields, knownFields, knownOnce, pageFields } from '../requests/reading';
import { formatField, wholeAsCsv } from './statement-format';
import { dayOrTimeField, spanInPlace, zoneField } from './statement-span';
import { figuresSchema, lineExample, lineSchema } from './statement.schemas';

const csvExample = [
  'seq,posting,transaction,effectiveAt,recordedAt,side,amount,currency,balance,category,reference,description',
  ',,,2026-09-30T22:00:00.000Z,,,,EUR,50.00,,,Opening balance',
  '1024,1,019aab5e-3a4f-7c11-9d2e-5f0c6b8a7d21,2026-11-22T05:57:37.123Z,2026-11-22T05:57:38.001Z,credit,99.00,EUR,149.00,wallet.top_up,psp-20261122-0017,Card top-up',
  '1024,,,2026-11-30T23:00:00.000Z,,,,EUR,149.00,,,Closing balance',
  '',
].join('\r\n');

export const getStatement = {
  id: 'getStatement',
  permission: { to: 'readFigures', of: 'node' },
  method: 'GET',
  path: `${underLedger}/accounts/:path/statement`,
  tag: 'Balances',
  summary: 'Read the statement of an account: opening, lines with running balance, closing',
  description:
    'One line for each posting, with the balance after it. Opening, lines and closing add up in every currency. The span ' +
    'goes from `from` up to but not including `to`: October in Amsterdam is `from=2026-10-01&to=2026-11-01&zone=Europe/Amsterdam`, ' +
    'with 23 or 25 hours on the days on which clocks change. As JSON a page of lines at a time, as CSV (`format=csv`, or ' +
    '`Accept: text/csv`) all of them, however many, in the columns of an issued statement.',
  query: z
    .strictObject({
      from: dayOrTimeField('Only lines at or after this time; the opening is what stood before it.'),
      to: dayOrTimeField('Only lines before this time.'),
      zone: zoneField,
      format: formatField,
      by: z
        .enum(['effective', 'recorded'])
        .meta({ description: 'Which time of a line `from` and `to` compare with. Default `effective`.' })
        .exactOptional(),
      ...pageFields,
      ...freshnessFields,
      ...effectiveField,
      ...knownFields,
    })
    .check(spanInPlace, wholeAsCsv, knownOnce),
  answers: [
    {
      status: 200,
      description: 'A page of the statement; opening and closing are those of the whole span on every page.',
      schema: z.object({
        account: path,
        opening: figuresSchema.meta({ description: 'The balance before the first line, per currency.' }),
        closing: figuresSchema.meta({ description: 'The balance after the last line, per currency.' }),
        lines: z.array(lineSchema).meta({ description: 'The lines of this page.' }),
        next,
        seq: seqOfAnswer,
      }),
      example: {
        account: 'customers:alice:wallet',
        opening: [{ currency: 'EUR', posted: '50.00' }],
        closing: [{ currency: 'EUR', posted: '149.00' }],
        lines: [lineExample],
        next: null,
        seq: '1024',
      },
    },
    {
      status: 200,
      description:
        'The names of the columns, the opening balances, all lines, the closing balances (RFC 4180). Opening and closing ' +
        'balances have no transaction; the end of the span stands in the column of the time that counts, and the `seq` that ' +
        'the statement is true at in the closing ones.',
      contentType: 'text/csv',
      schema: z.string(),
      example: csvExample,
    },
  ],
  problems: [...queryProblems, 'AccountNotFound'],
} as const satisfies Operation;
