import { z } from 'zod';
import { ledgerIdPattern } from '@ledger/ledger-id';
import { currencyCodePattern } from '@ledger/money/currency';
import { shortNamePattern } from '@ledger/short-name';
import { metadataKeyPattern } from '@ledger/accounts/account';
import { chartPathPattern, pathPattern, pathRule } from '@ledger/accounts/path';
import { accountTypes, sides, type Limit } from '@ledger/state';
import { signedAmount } from './amount-text';
import { distinct, formed, judged, plainText } from './text';

/** Id of a ledger: chosen by the caller, part of the name of its stream. */
export const ledgerId = formed(ledgerIdPattern, '2 to 63 of a-z, 0-9 and -, beginning with a letter', {
  description: 'Id of the ledger, chosen by you: 2 to 63 characters. It never changes.',
  examples: ['acme'],
});

export const accountPath = formed(pathPattern, pathRule, {
  description:
    'Path of an account: 1 to 12 segments of at most 63 characters, joined by colons. Upper and lower case differ.',
  examples: ['customers:alice:wallet'],
});

export const chartPath = formed(
  chartPathPattern,
  'an account path in which a segment may be *, such as customers:*:wallet',
  {
    description: 'An account path in which `*` stands for any one segment.',
    examples: ['customers:*:wallet'],
  },
);

export const currencyCode = formed(
  currencyCodePattern,
  'a currency code: 2 to 32 of A-Z, 0-9, point, _ and -, beginning with a letter',
  {
    description: 'Code of the currency: one of ISO 4217, or one that was registered in this ledger.',
    examples: ['EUR'],
  },
);

/** A name that is given to one of several things of a ledger: a limit, a rule, a source. */
export function shortName(description: string, example: string) {
  const rule = '1 to 63 of a-z, 0-9, _ and -, beginning with a letter or a digit';
  return formed(shortNamePattern, rule, { description, examples: [example] });
}

/** Id of an entry, in lower case: a UUID of version 7. */
export const entryIdPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

export const entryId = formed(
  entryIdPattern,
  'an id as a receipt has it, a UUID of version 7 in lower case',
  {
    description: 'Id as its receipt has it: a UUID of version 7, in lower case.',
    examples: ['019aab5e-3a4f-7c11-9d2e-5f0c6b8a7d21'],
  },
);

export const periodNamePattern = /^[a-z0-9][a-z0-9._-]{0,62}$/;

export const periodName = formed(
  periodNamePattern,
  'a name of 1 to 63 of a-z, 0-9, point, _ and -, beginning with a letter or a digit',
  { description: 'Your name of the period, 1 to 63 characters.', examples: ['2026-10'] },
);

export const accountType = z.enum(accountTypes).meta({
  description:
    'Type of the account. It decides the normal side, on which a balance is positive: debit for asset and expense, ' +
    'credit for liability, equity and income.',
});
export const side = z.enum(sides).meta({ description: 'Side of the account: `debit` or `credit`.' });

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
  {
    maxLength: 128,
    pattern: '^[a-z][a-z0-9_-]*(?:\\.[a-z0-9][a-z0-9_-]*)*$',
    description:
      'Kind of business event, for reports and limits: words joined by points, at most 128 characters.',
    examples: ['wallet.top_up'],
  },
);

export const reference = plainText(255, {
  description:
    'Your name of one business event, unique in the ledger. A hold, its captures and their reversals may share it; ' +
    'a hold that ended without a capture frees it.',
  examples: ['psp-20261122-0017'],
});
export const reason = plainText(1000, {
  description: 'Why, for readers of the journal: at most 1,000 characters.',
  examples: ['Case 4711'],
});
/** The whole input of what only needs a reason. */
export const whyInput = z.strictObject({ reason }).meta({ id: 'Why' });

export const name = plainText(200, { description: 'Name for people to read, at most 200 characters.' });
export const tag = plainText(64, {
  description: 'Your own label, at most 64 characters.',
  examples: ['card'],
});

/** In ascending order once accepted. */
export const tags = z
  .array(tag)
  .max(32)
  .check(distinct((each) => each))
  .meta({ description: 'Your own labels to find it by: at most 32, each once.' })
  .transform((list) => [...list].sort());

export const currencies = z
  .array(currencyCode)
  .min(1)
  .max(256)
  .check(distinct((each) => each))
  .meta({
    description: 'Codes of the currencies that the account accepts, 1 to 256; without it, every currency.',
  });

const metadataKey = formed(
  metadataKeyPattern,
  'a key of 1 to 64 of A-Z, a-z, 0-9, point, _ and -, beginning with a letter',
);
const metadataValue = plainText(1024, { description: 'A text of at most 1,024 characters.' });
const keysMax = 64;

/** In ascending order of keys once accepted, as the journal keeps it. */
export const metadata = z
  .record(metadataKey, metadataValue)
  .check(atMostKeys)
  .meta({ description: 'Your own data: at most 64 keys, with texts as values. The ledger does not read it.' })
  .transform(sortedByKey);

/** Changes to metadata: null removes a key. */
export const metadataChanges = z
  .record(metadataKey, metadataValue.nullable())
  .check(atMostKeys)
  .meta({
    description: 'Keys to set; null removes a key. Keys that are not given stay. At most 64 keys.',
  })
  .transform(sortedByKey);

const limit = z
  .strictObject({
    currency: currencyCode,
    maximum: signedAmount
      .meta({
        description:
          'Maximum balance on the normal side, in the decimals of the currency. Compared with the posted balance.',
      })
      .exactOptional(),
    minimum: signedAmount
      .meta({
        description:
          'Minimum balance on the normal side, in the decimals of the currency: 0 allows no overdraft, a negative ' +
          'amount is a credit line. Compared with the available balance.',
      })
      .exactOptional(),
  })
  .check((context) => {
    const { minimum, maximum } = context.value;
    if (minimum !== undefined || maximum !== undefined) return;
    const message = 'Give minimum, maximum or both.';
    context.issues.push({ code: 'custom', input: context.value, message, params: { code: 'Missing' } });
  })
  .meta({ id: 'BalanceLimitInput' });

/** Minimum and maximum balances, at most one each per currency. */
export const limits = z
  .array(limit)
  .max(64)
  .check(distinct(({ currency }) => currency))
  .meta({
    description:
      'Minimum and maximum balances, at most one of each per currency, at most 64 in all. A posting that would ' +
      'break one is refused. They are checked against the balance at the time of posting, with everything recorded ' +
      'so far: a posting with an earlier `effectiveAt` may leave the balance of a past moment outside them.',
  })
  .transform((list): readonly Limit[] => list);

export const chartPatterns = z
  .array(
    z
      .strictObject({
        currencies: currencies.exactOptional(),
        limits: limits.exactOptional(),
        pattern: chartPath,
        type: accountType,
      })
      .meta({ id: 'ChartPatternInput' }),
  )
  .max(512)
  .meta({
    description:
      'Patterns of account paths, at most 512. The first posting to an account that matches one opens it, with the ' +
      'type, currencies and limits of the pattern. Where several match, a written-out segment wins over `*`, from left to right.',
  });

function atMostKeys(context: z.core.ParsePayload<Record<string, unknown>>): void {
  if (Object.keys(context.value).length <= keysMax) return;
  const message = `Give at most ${keysMax} keys.`;
  context.issues.push({ code: 'custom', input: context.value, message, params: { code: 'TooLong' } });
}

function sortedByKey<Value>(record: Record<string, Value>): Record<string, Value> {
  const entries = Object.entries(record);
  return entries.length < 2 ? record : Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
