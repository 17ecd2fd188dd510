import fc from 'fast-check';
import type { Entry } from '@entries/entry';
import type { Convert } from '@ledger/exchange/convert';
import type { GiveQuote } from '@ledger/exchange/quotes/give-quote';
import type { LedgerCommand } from '@ledger/ledger';
import { nobodys, nothing, nthLast } from './counted-back';
import { mostly, optional, someAccount } from './generated-postings';
import { converting } from './generated-rates';
import { details, expiresIn } from './generated-times';

/** What is asked about quotes: one, or something about the one that was given so many before. */
export type QuotePlan =
  | {
      readonly kind: 'quote';
      readonly command: Omit<GiveQuote, 'expiresAt'>;
      readonly expiresIn: number;
    }
  | { readonly kind: 'quoted'; readonly back: number; readonly use: Convert | undefined };

/** Of the usual currencies at the usual rates. */
const usual: fc.Arbitrary<Convert> = fc.constantFrom(['EUR', 'JPY'], ['JPY', 'EUR']).map((codes) => ({
  type: 'Convert',
  debit: { account: 'a', amount: codes[0] === 'EUR' ? '5.00' : '500', currency: codes[0] },
  credit: { account: 'a', currency: codes[1] },
  spreadBps: '100',
}));

const wanted = mostly(
  usual,
  1,
  converting.filter(({ cover }) => !cover),
);

const giving = fc
  .record({ deal: wanted, account: mostly(someAccount, 2, fc.constant(undefined)), expiresIn })
  .map(
    ({
      deal: { debit, credit, from, price, promotional, spreadBps },
      account,
      expiresIn: after,
    }): QuotePlan => {
      const side = ({ amount, currency }: Convert['debit']) => ({
        ...(amount !== undefined && { amount }),
        currency: currency!,
      });
      const command: Omit<GiveQuote, 'expiresAt'> = {
        type: 'GiveQuote',
        ...(account !== undefined && { account }),
        debit: side(debit),
        credit: side(credit),
        ...(from && { from }),
        ...(price && { price }),
        ...(promotional && { promotional }),
        ...(spreadBps !== undefined && { spreadBps }),
      };
      return { kind: 'quote', command, expiresIn: after };
    },
  );

const back = mostly(fc.constantFrom(0, 0, 0, 1, -1), 12, fc.constant(nothing));

const using = fc
  .record({ debit: someAccount, credit: someAccount, more: optional({ details }, []), back })
  .map(({ debit, credit, more, back: before }): QuotePlan => {
    const sides = { debit: { account: debit }, credit: { account: credit } };
    return { kind: 'quoted', back: before, use: { ...more.details, type: 'Convert', ...sides } };
  });

/** Quotes, their use and their withdrawal. */
export const quoting: fc.Arbitrary<QuotePlan> = fc.oneof(
  { weight: 5, arbitrary: giving },
  { weight: 5, arbitrary: using },
  { weight: 3, arbitrary: back.map((before) => ({ kind: 'quoted' as const, back: before, use: undefined })) },
);

/** The command of a plan, at a time, in a ledger in which these entries were made. */
export function quoteCommandOf(plan: QuotePlan, entries: readonly Entry[], now: number): LedgerCommand {
  if (plan.kind === 'quote')
    return { ...plan.command, expiresAt: new Date(now + plan.expiresIn).toISOString() };
  const given = entries.filter(({ type }) => type === 'QuoteGiven');
  const quote = nthLast(given, plan.back)?.id ?? nobodys;
  return plan.use ? { ...plan.use, quote } : { type: 'WithdrawQuote', quote, reason: 'the market moved' };
}
