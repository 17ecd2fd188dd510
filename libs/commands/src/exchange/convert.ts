import { z } from 'zod';
import type { Reach } from '@access/grants/scope';
import type { WantedAmounts } from '@ledger/exchange/deal';
import type { ConvertSide } from '@ledger/exchange/convert';
import type { Side } from '@ledger/state';
import { declare, type Given } from '../declaration';
import { conditional } from '../input/conditions';
import { accountPath, currencyCode, entryId } from '../input/fields';
import { transactionDetails } from '../input/transaction-details';
import { ofPostings } from '../reach';
import { conversionReceipt } from '../receipt';
import { dealOnce, dealtAmount, priceFields } from './deal-input';

const sideOfDeal = z
  .strictObject({
    account: accountPath,
    amount: dealtAmount,
    currency: currencyCode
      .meta({ ...currencyCode.meta(), description: 'Absent if a quote is used.' })
      .exactOptional(),
  })
  .transform((given): ConvertSide => given);

const input = z
  .strictObject({
    debit: sideOfDeal.meta({ description: 'What is debited: the currency that the customer gives.' }),
    credit: sideOfDeal.meta({ description: 'What is credited: the currency that the customer gets.' }),
    quote: entryId
      .meta({ description: 'Id of a quote, which has both amounts; give only the accounts then.' })
      .exactOptional(),
    ...priceFields,
    cover: z
      .literal(true)
      .meta({ description: 'With a bank: its price is the cost, and nothing is earned by it.' })
      .exactOptional(),
    ...transactionDetails,
    ...conditional,
  })
  .check((payload) => {
    const { value, issues } = payload;
    if (value.quote !== undefined) return byQuoteAlone(payload);
    const missing = (['debit', 'credit'] as const).filter((side) => value[side].currency === undefined);
    for (const side of missing)
      issues.push({
        code: 'custom',
        input: value,
        path: [side, 'currency'],
        message: 'Give the currency, or a quote.',
        params: { code: 'Missing' },
      });
    if (missing.length === 0) dealOnce(payload as z.core.ParsePayload<WantedAmounts>);
  });

type ConvertInput = Pick<
  Given<'Convert'>,
  'debit' | 'credit' | 'quote' | 'price' | 'spreadBps' | 'from' | 'cover' | 'promotional'
>;

/** A quote says all of a deal but its accounts. */
function byQuoteAlone({ value, issues }: z.core.ParsePayload<ConvertInput>): void {
  const { debit, credit, price, spreadBps, from, cover, promotional } = value;
  const said: readonly (readonly [readonly string[], unknown])[] = [
    [['debit', 'amount'], debit.amount],
    [['debit', 'currency'], debit.currency],
    [['credit', 'amount'], credit.amount],
    [['credit', 'currency'], credit.currency],
    ...Object.entries({ price, spreadBps, from, cover, promotional }).map(
      ([name, each]) => [[name], each] as const,
    ),
  ];
  const message = 'Leave it out: the quote says it.';
  for (const [path, each] of said)
    if (each !== undefined)
      issues.push({ code: 'custom', input: value, path: [...path], message, params: { code: 'NotAllowed' } });
}

/**
 * The two postings that its caller names: those of the house follow from the declaration. An amount that comes out of the
 * price, or of a quote, is judged on the finished event.
 */
function ofDeal({ debit, credit, lateReason }: Given<'Convert'>): Reach {
  const late = lateReason !== undefined && { lateReason };
  if (debit.currency === undefined || credit.currency === undefined)
    return { ...ofPostings({ ...late }), nodes: [debit.account, credit.account] };
  const posting = ({ account, amount: given = '0' }: ConvertSide, currency: string, side: Side) => {
    return { account, amount: given, currency, side };
  };
  const postings = [posting(debit, debit.currency, 'debit'), posting(credit, credit.currency, 'credit')];
  return ofPostings({ postings, ...late });
}

export const Convert = declare({
  type: 'Convert',
  permission: 'post',
  reach: ofDeal,
  input,
  answer: 'TransactionPosted',
  receipt: conversionReceipt,
});
