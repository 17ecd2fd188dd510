import { z } from 'zod';
import { declare } from '../declaration';
import { ofWhole } from '../reach';
import { conditional } from '../input/conditions';
import { chartPatterns } from '../input/fields';
import { plainReceipt } from '../receipt';

export const DeclareChart = declare({
  type: 'DeclareChart',
  permission: 'configure',
  reach: ofWhole,
  input: z.strictObject({ patterns: chartPatterns, ...conditional }),
  answer: 'ChartDeclared',
  receipt: plainReceipt,
});
