import { z } from 'zod';
import { toUtc } from '@commands/input/instant';
import type { Flaw } from '@commands/input/malformed';
import { formed, judged } from '@commands/input/text';
import type { AsOf } from '@read-models/queries/as-of';
import { pageItemsDefault, pageItemsMax, type Order, type PageRequest } from '@read-models/queries/page';

const wait = formed(
  /^(?:(?:[0-9]|[12][0-9]|30)s|(?:[0-9]{1,4}|[12][0-9]{4}|30000)ms)$/,
  'a time from 0s to 30s, such as 2s or 250ms',
  {
    description:
      'How long to wait for `after`, in seconds (`2s`) or milliseconds (`250ms`). Default `2s`, maximum `30s`.',
    examples: ['2s'],
  },
);

export const seqField = formed(/^(?:0|[1-9][0-9]{0,14})$/, 'a seq: digits without leading zeros', {
  examples: ['1024'],
});

/** Every read can be asked to know an entry already. */
export const freshnessFields = {
  after: seqField
    .meta({
      description: 'The seq of a receipt. The answer includes that entry, and waits for it.',
      examples: ['1024'],
    })
    .exactOptional(),
  wait: wait.exactOptional(),
};

export const pageFields = {
  limit: formed(/^(?:[1-9][0-9]{0,2}|1000)$/, `a whole number from 1 to ${pageItemsMax}`, {
    description: `Number of items per page, 1 to ${pageItemsMax}. Default ${pageItemsDefault}.`,
    examples: ['100'],
  }).exactOptional(),
  cursor: z
    .string()
    .min(1)
    .meta({ description: '`next` of the page before. All pages show the state at the seq of the first.' })
    .exactOptional(),
  order: orderWithout('asc'),
};

/** Parts of a list that begins with the latest item. */
export const latestFirstFields = { ...pageFields, order: orderWithout('desc') };

function orderWithout(byDefault: Order) {
  return z
    .enum(['asc', 'desc'])
    .meta({ description: `Order of the items: \`asc\` or \`desc\`. Default \`${byDefault}\`.` })
    .exactOptional();
}

/** A time as a parameter, in UTC once accepted. */
export function timeField(description: string) {
  return judged((text) => timeFlaw(text), {
    format: 'date-time',
    description: `${description} RFC 3339 with any offset, at most milliseconds.`,
    examples: ['2026-11-22T05:57:37.123Z'],
  })
    .transform((text) => toUtc(text)!)
    .exactOptional();
}

/** Why a parameter is no time; a plus sign that was not escaped arrives as a space. @param orElse what it may be, too */
export function timeFlaw(text: string, orElse = ''): Flaw | undefined {
  if (toUtc(text) !== undefined) return undefined;
  if (toUtc(text.replace(/ (?=\d{2}:\d{2}$)/, '+')) !== undefined) {
    const detail = 'Write the plus sign of the offset as %2B: in a URL a plain plus sign is a space.';
    return { code: 'BadFormat', detail };
  }
  const time =
    'an existing time in RFC 3339 with an offset and at most milliseconds, such as 2026-11-22T05:57:37.123Z';
  return { code: 'BadFormat', detail: `Give ${time}${orElse && `, ${orElse}`}.` };
}

/** A read that can be asked for an earlier state of knowledge; goes with the check {@link knownOnce}. */
export const knownFields = {
  knownAt: timeField(
    'Answer from what was recorded at or before this time, which must be in the past and not before the ledger was opened. `seq` of the answer says which entry that is: for a time after which nothing was recorded yet, the last one applied. A hold that had expired by then counts as expired, even where the entry of its expiry came later.',
  ),
  knownAtSeq: seqField
    .meta({
      description:
        'Answer from what was recorded up to this entry; waited for as `after` is. The answer never changes: a hold counts until the entry of its expiry.',
      examples: ['1024'],
    })
    .exactOptional(),
};

/** What counts by its effective time. */
export const effectiveField = {
  effectiveAt: timeField(
    'Count what is effective at or before this time. A transaction without an effective time of its own is effective when it was recorded.',
  ),
};

interface KnownFields {
  readonly knownAt?: string | undefined;
  readonly knownAtSeq?: string | undefined;
}

/** Refuses two states of knowledge at once. */
export function knownOnce({ value, issues }: z.core.ParsePayload<KnownFields>): void {
  if (value.knownAt === undefined || value.knownAtSeq === undefined) return;
  const message = 'Give knownAt or knownAtSeq, not both.';
  issues.push({ code: 'custom', input: value, path: ['knownAtSeq'], message, params: { code: 'Repeated' } });
}

/** Refuses a question that leaves open what was known. */
export function knownGiven({ value, issues }: z.core.ParsePayload<KnownFields>): void {
  if (value.knownAt !== undefined || value.knownAtSeq !== undefined) return;
  const message = 'Give knownAt or knownAtSeq: what was known before.';
  issues.push({ code: 'custom', input: value, path: ['knownAt'], message, params: { code: 'Missing' } });
}

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

interface AsOfFields extends KnownFields {
  readonly after?: string | undefined;
  readonly wait?: string | undefined;
  readonly effectiveAt?: string | undefined;
}

interface PageFields {
  readonly limit?: string | undefined;
  readonly cursor?: string | undefined;
  readonly order?: Order | undefined;
}

export function asOf({ after, wait: text, effectiveAt, knownAt, knownAtSeq }: AsOfFields): AsOf {
  return {
    ...(after !== undefined && { after: BigInt(after) }),
    ...(text !== undefined && { waitMs: millisecondsOf(text) }),
    ...(effectiveAt !== undefined && { effectiveAt }),
    ...(knownAt !== undefined && { knownAt }),
    ...(knownAtSeq !== undefined && { knownAtSeq: BigInt(knownAtSeq) }),
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
