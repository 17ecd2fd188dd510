import { z } from 'zod';
import { postingsMax, postingsMin } from '@ledger/transactions/posting';
import { amount } from './amount-text';
import { accountPath, currencyCode, side } from './fields';

const posting = z
  .strictObject({ account: accountPath, side, amount, currency: currencyCode })
  .meta({ id: 'Posting' });

export const postings = z
  .array(posting)
  .min(postingsMin)
  .max(postingsMax)
  .meta({
    description: `The postings, ${postingsMin} to ${postingsMax}. In each currency the debits equal the credits.`,
  });

/** Which part of a hold or of a transaction; goes with the check {@link partOnce}. */
export const part = {
  amount: amount
    .meta({
      ...amount.meta(),
      description:
        'How much of it, shared out over the postings of each side in proportion. Only where all are in one currency.',
    })
    .exactOptional(),
  postings: postings
    .meta({ description: 'In place of `amount`: how much of it, posting by posting.' })
    .exactOptional(),
};

interface PartFields {
  readonly amount?: string;
  readonly postings?: readonly unknown[];
}

/** Refuses a part that is given both as an amount and as postings. */
export function partOnce({ value, issues }: z.core.ParsePayload<PartFields>): void {
  if (value.amount === undefined || value.postings === undefined) return;
  const message = 'Give amount or postings, not both.';
  issues.push({ code: 'custom', input: value, path: ['postings'], message, params: { code: 'Repeated' } });
}
