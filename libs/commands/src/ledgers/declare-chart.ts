import { z } from 'zod';
import { declare } from '../declaration';
import { conditional } from '../input/conditions';
import { chartPatterns } from '../input/fields';
import { plainReceipt } from '../receipt';

export const DeclareChart = declare({
  type: 'DeclareChart',
  permission: 'configure',
  input: z.strictObject({ patterns: chartPatterns, ...conditional }),
  answer: 'ChartDeclared',
  receipt: plainReceipt,
});
