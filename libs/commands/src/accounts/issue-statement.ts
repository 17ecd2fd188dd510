import { z } from 'zod';
import { declare } from '../declaration';
import { ofPath } from '../reach';
import { conditional } from '../input/conditions';
import { plainText } from '../input/text';
import { statementReceipt } from '../receipt';

export const IssueStatement = declare({
  type: 'IssueStatement',
  permission: 'maintain',
  reach: ofPath,
  target: 'path',
  input: z.strictObject({
    description: plainText(1000, {
      description: 'Name of the statement, at most 1,000 characters.',
      examples: ['November 2026'],
    }).exactOptional(),
    ...conditional,
  }),
  answer: 'StatementIssued',
  receipt: statementReceipt,
});
