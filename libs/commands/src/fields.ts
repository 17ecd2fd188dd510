import { z } from 'zod';
import { currencyCodePattern } from '@ledger/money/currency';
import { chartPathPattern, pathPattern } from '@ledger/accounts/path';
import { accountTypes, sides, type Limit } from '@ledger/state';
import { signedAmount } from './amount-text';
import { distinct, formed, judged, plainText } from './text';

/** Id of a ledger: chosen by the caller, part of the name of its stream. */
export const ledgerIdPattern = /^[a-z][a-z0-9-]{1,62}$/;

export const ledgerId = formed(ledgerIdPattern, '2 to 63 of a-z, 0-9 and -, beginning with a letter', {
  examples: ['acme'],
});

export const accountPath = formed(pathPattern, '1 to 12 segments of a-z, 0-9, _ and -, joined by colons', {
  examples: ['customers:alice:wallet'],
});

const chartPath = formed(
  chartPathPattern,
  'an account path in which a segment may be *, such as customers:*:wallet',
  {
    examples: ['customers:*:wallet'],
  },
);

export const currencyCode = formed(
  currencyCodePattern,
  'a currency code: 2 to 32 of A-Z, 0-9, point, _ and -, beginning with a letter',
  {
    examples: ['EUR'],
  },
);

/** Id of an entry, in lower case: a UUID of version 7. */
export const entryIdPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

export const entryId = formed(
  entryIdPattern,
  'an id as a receipt has it, a UUID of version 7 in lower case',
  {
    examples: ['019aab5e-3a4f-7c11-9d2e-5f0c6b8a7d21'],
  },
);

export const periodNamePattern = /^[a-z0-9][a-z0-9._-]{0,62}$/;

export const periodName = formed(
  periodNamePattern,
  'a name of 1 to 63 of a-z, 0-9, point, _ and -, beginning with a letter or a digit',
  { examples: ['2026-10'] },
);

export const accountType = z.enum(accountTypes);
export const side = z.enum(sides);

/** What kind of business event a transaction is: words joined by points. */
export const category = judged(
  (value) =>
    value.length <= 128 && /^[a-z][a-z0-9_-]*(?:\.[a-z0-9][a-z0-9_-]*)*$/.test(value)
      ? undefined
      : {
          code: 'BadFormat',
          detail:
            'Give words of a-z, 0-9, _ and - joined by points, such as wallet.top_up, at most 128 characters.',
        },
  { maxLength: 128, pattern: '^[a-z][a-z0-9_-]*(?:\\.[a-z0-9][a-z0-9_-]*)*$', examples: ['wallet.top_up'] },
);

export const reference = plainText(255, {
  description: "The caller's own id, unique in the ledger.",
  examples: ['psp-20261122-0017'],
});
export const reason = plainText(1000, { description: 'Why, for whoever reads the journal.' });
export const name = plainText(200);
export const tag = plainText(64, { examples: ['card'] });

/** In ascending order once accepted. */
export const tags = z
  .array(tag)
  .max(32)
  .check(distinct((each) => each))
  .transform((list) => [...list].sort());

export const currencies = z
  .array(currencyCode)
  .min(1)
  .max(256)
  .check(distinct((each) => each));

const metadataKey = formed(
  /^(?!__proto__$)[a-z_][a-z0-9_.-]{0,63}$/,
  'a key of 1 to 64 of a-z, 0-9, point, _ and -, beginning with a letter or _',
);
const metadataValue = plainText(1024);
const keysMax = 64;

/** In ascending order of keys once accepted, as the journal keeps it. */
export const metadata = z.record(metadataKey, metadataValue).check(atMostKeys).transform(sortedByKey);

/** Changes to metadata: null removes a key. */
export const metadataChanges = z
  .record(metadataKey, metadataValue.nullable())
  .check(atMostKeys)
  .transform(sortedByKey);

const limit = z
  .strictObject({
    currency: currencyCode,
    greatest: signedAmount.exactOptional(),
    least: signedAmount.exactOptional(),
  })
  .check((context) => {
    const { least, greatest } = context.value;
    if (least !== undefined || greatest !== undefined) return;
    const message = 'Give least, greatest or both.';
    context.issues.push({ code: 'custom', input: context.value, message, params: { code: 'Missing' } });
  });

/** Least and greatest balances, at most one each per currency. */
export const limits = z
  .array(limit)
  .max(64)
  .check(distinct(({ currency }) => currency))
  .transform((list): readonly Limit[] => list);

export const chartPatterns = z
  .array(
    z.strictObject({
      currencies: currencies.exactOptional(),
      limits: limits.exactOptional(),
      pattern: chartPath,
      type: accountType,
    }),
  )
  .max(512);

function atMostKeys(context: z.core.ParsePayload<Record<string, unknown>>): void {
  if (Object.keys(context.value).length <= keysMax) return;
  const message = `Give at most ${keysMax} keys.`;
  context.issues.push({ code: 'custom', input: context.value, message, params: { code: 'TooLong' } });
}

function sortedByKey<Value>(record: Record<string, Value>): Record<string, Value> {
  const entries = Object.entries(record);
  return entries.length < 2 ? record : Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
