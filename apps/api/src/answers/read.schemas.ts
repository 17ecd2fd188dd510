import { z } from 'zod';
import { accountStatuses, accountTypes, sides } from '@ledger/state';

/** What answers of reads are made of, as OpenAPI shows it. */
export const seq = z.string().meta({
  pattern: '^(0|[1-9][0-9]*)$',
  description: 'Number of the entry in the journal of its ledger, from 0.',
  examples: ['1024'],
});
export const seqOfAnswer = seq.meta({
  description:
    'The number of the last entry that the answer includes. Pass it as `knownAtSeq` to get the answer of these entries again at any time.',
});
export const time = z.string().meta({
  format: 'date-time',
  description: 'In UTC, with milliseconds.',
  examples: ['2026-11-22T05:57:37.123Z'],
});
export const recordedAt = time.meta({ description: 'When the journal recorded it, in UTC.' });
export const effectiveAt = time.meta({ description: 'When it counts for accounting, in UTC.' });
export const amount = z.string().meta({
  description: 'An amount: decimal text with exactly the decimals of its currency.',
  examples: ['149.00'],
});
export const currency = z.string().meta({ description: 'Code of the currency.', examples: ['EUR'] });
export const posted = amount.meta({
  description:
    'The balance of all postings, on the normal side of the account; negative where it is overdrawn. In the decimals of its currency.',
});
export const available = amount.meta({
  description: 'The posted balance, less what holds set aside, on the normal side.',
});
export const version = z.string().meta({
  description: 'How many postings the account has in this currency. Conditions can require it.',
  examples: ['13'],
});
export const path = z
  .string()
  .meta({ description: 'Path of the account.', examples: ['customers:alice:wallet'] });
export const ledgerId = z.string().meta({ description: 'Id of the ledger.', examples: ['acme'] });
export const transactionId = z.string().meta({ format: 'uuid', description: 'Id of the transaction.' });
export const holdId = z.string().meta({ format: 'uuid', description: 'Id of the hold.' });
export const type = z
  .enum(accountTypes)
  .meta({ description: 'Type of the account; decides on which side its balance is positive.' });
export const status = z.enum(accountStatuses).meta({
  description: 'Whether the account takes postings: on both sides, on one, on none, or never again.',
});
export const side = z.enum(sides).meta({ description: 'Side of the account that the posting stands on.' });

/** So much of a currency. */
export const amountOfCurrency = z.object({ amount, currency }).meta({ id: 'Amount' });

/** A balance without what is held. */
export const balanceSchema = z.object({ currency, posted }).meta({ id: 'Balance' });

/** What the caller said beside the postings; null where nothing was given. */
export const category = z.string().nullable().meta({ description: 'Kind of business event, or null.' });
export const reference = z
  .string()
  .nullable()
  .meta({ description: "The caller's own name of the business event, or null." });
export const description = z.string().nullable().meta({ description: 'Description for people, or null.' });
export const tags = z.array(z.string()).meta({ description: 'Your own labels, in ascending order.' });
export const metadataSchema = z
  .record(z.string(), z.string())
  .meta({ description: 'Your own data, as it was given.' });

const shownText = z
  .object({
    key: z
      .string()
      .meta({ description: 'Id of the key of the text: 16 hex digits.', examples: ['9f2c1a7be0d34c55'] }),
    erased: z
      .literal(true)
      .meta({ description: 'Present if the key is destroyed, so nobody can read the text.' })
      .exactOptional(),
    unreadable: z
      .literal(true)
      .meta({
        description:
          'Present if the text was asked for and its key is damaged; the log says how. A backup of the key database brings it back.',
      })
      .exactOptional(),
    subject: z
      .string()
      .meta({ description: 'Your id of the person; only with `personal=true`.' })
      .exactOptional(),
    fields: z
      .record(z.string(), z.string())
      .meta({ description: 'The text; only with `personal=true`.' })
      .exactOptional(),
  })
  .meta({ id: 'PersonalText' });

export const personalKeysSchema = z.array(shownText).meta({
  description:
    'Where it has personal text, the keys by which that is encrypted; with `personal=true` the text.',
});

export const currenciesSchema = z.array(z.string()).meta({
  description: 'Codes of the currencies that the account accepts; absent where it accepts every one.',
});
export const limitsSchema = z
  .array(
    z
      .object({
        currency,
        maximum: amount
          .exactOptional()
          .meta({ description: 'Maximum balance, of what is posted, on the normal side.' }),
        minimum: amount
          .exactOptional()
          .meta({ description: 'Minimum balance, of what is available, on the normal side.' }),
      })
      .meta({ id: 'BalanceLimit' }),
  )
  .meta({ description: 'Minimum and maximum balances, one item per currency.' });

export const chartSchema = z
  .array(
    z
      .object({
        currencies: currenciesSchema.exactOptional(),
        limits: limitsSchema.exactOptional(),
        pattern: z.string().meta({ description: 'An account path in which `*` stands for any one segment.' }),
        type,
      })
      .meta({ id: 'ChartPattern' }),
  )
  .meta({ description: 'The chart: the first posting to an account that matches a pattern opens it.' });

export const next = z
  .string()
  .nullable()
  .meta({ description: 'Pass it as `cursor` for the next page; null after the last.' });

/** A page of a list. */
export function listOf<Item extends z.ZodType>(item: Item) {
  return z.object({
    items: z.array(item).meta({ description: 'The items of this page.' }),
    next,
    seq: seq.meta({ description: 'The last entry that this page, and every page after it, includes.' }),
  });
}
