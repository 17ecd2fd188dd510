import { z } from 'zod';
import { instant, toUtc } from '@commands/instant';
import { formed } from '@commands/text';
import { pageItemsDefault, pageItemsMax, type Order, type PageRequest } from '@read-models/page';
import type { Freshness } from '@read-models/tables';

const wait = formed(
  /^(?:(?:[0-9]|[12][0-9]|30)s|(?:[0-9]{1,4}|[12][0-9]{4}|30000)ms)$/,
  'a time from 0s to 30s, such as 2s or 250ms',
  {
    description: 'How long to wait for `after`: 2s without it, at most 30s.',
    examples: ['2s'],
  },
);

const seqText = formed(/^(?:0|[1-9][0-9]{0,14})$/, 'a seq: digits without leading zeros', {
  examples: ['1024'],
});

/** Every read can be asked to know an entry already. */
export const freshnessFields = {
  after: seqText
    .meta({ description: 'The seq of a receipt: the answer is at least as fresh.', examples: ['1024'] })
    .exactOptional(),
  wait: wait.exactOptional(),
};

export const pageFields = {
  limit: formed(/^(?:[1-9][0-9]{0,2}|1000)$/, `a whole number from 1 to ${pageItemsMax}`, {
    description: `Items of one page; ${pageItemsDefault} without it.`,
    examples: ['100'],
  }).exactOptional(),
  cursor: z
    .string()
    .min(1)
    .meta({ description: '`next` of the page before. All pages are true at the same seq.' })
    .exactOptional(),
  order: z.enum(['asc', 'desc']).exactOptional(),
};

/** A time as a parameter; a plus sign that was not escaped arrives as a space. */
export const timeField = instant.transform((text) => toUtc(text)!).exactOptional();

/** Refuses a span of time that ends before it begins; one of no length is merely empty. */
export function forwards<From extends string, To extends string>(from: From, to: To) {
  return ({ value, issues }: z.core.ParsePayload<{ readonly [Name in From | To]?: string | undefined }>) => {
    const begin = value[from];
    const end = value[to];
    if (begin === undefined || end === undefined || begin <= end) return;
    const message = `Give a time that is not later than ${to}.`;
    issues.push({ code: 'custom', input: value, path: [from], message, params: { code: 'OutOfRange' } });
  };
}

interface FreshnessFields {
  readonly after?: string | undefined;
  readonly wait?: string | undefined;
}

interface PageFields {
  readonly limit?: string | undefined;
  readonly cursor?: string | undefined;
  readonly order?: Order | undefined;
}

export function freshnessOf({ after, wait: text }: FreshnessFields): Freshness {
  return {
    ...(after !== undefined && { after: BigInt(after) }),
    ...(text !== undefined && { waitMs: millisecondsOf(text) }),
  };
}

export function pageOf({ limit, cursor, order }: PageFields): PageRequest {
  return {
    ...(limit !== undefined && { limit: Number(limit) }),
    ...(cursor !== undefined && { cursor }),
    ...(order && { order }),
  };
}

function millisecondsOf(text: string): number {
  return text.endsWith('ms') ? Number(text.slice(0, -2)) : Number(text.slice(0, -1)) * 1000;
}
