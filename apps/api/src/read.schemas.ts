import { z } from 'zod';
import { accountStatuses, accountTypes, sides } from '@ledger/state';

/** What answers of reads are made of, as OpenAPI shows it. */
export const seq = z.string().meta({ pattern: '^(0|[1-9][0-9]*)$', examples: ['1024'] });
export const time = z.string().meta({ format: 'date-time', examples: ['2026-11-22T05:57:37.123Z'] });
export const amount = z
  .string()
  .meta({ description: 'Decimal text with exactly the decimals of its currency.', examples: ['149.00'] });
export const metadataSchema = z.record(z.string(), z.string());
export const type = z.enum(accountTypes);
export const status = z.enum(accountStatuses);
export const side = z.enum(sides);

export const limitsSchema = z.array(
  z.object({ currency: z.string(), greatest: amount.optional(), least: amount.optional() }),
);

export const chartSchema = z.array(
  z.object({
    currencies: z.array(z.string()).optional(),
    limits: limitsSchema.optional(),
    pattern: z.string(),
    type,
  }),
);

/** A page of a list. */
export function listOf(item: z.ZodType) {
  return z.object({
    items: z.array(item),
    next: z
      .string()
      .nullable()
      .meta({ description: 'Pass it as `cursor` for the next page; null after the last.' }),
    seq: seq.meta({ description: 'What this page, and every page that follows it, is true at.' }),
  });
}
