import { exchangeKinds, type AmountOf, type Exchange, type PositionMove } from '@ledger/exchange/exchange';
import type { BodyOf } from '@ledger/ledger';
import type { Captures, Reverses } from '@ledger/transactions/transaction';
import type { Counted } from '@ledger/velocity/uses';
import { always, listOf, object, oneOf, optional, text } from '../shape';
import type { Act } from './acts';
import {
  amount,
  count,
  currency,
  figure,
  id,
  metadata,
  personal,
  postings,
  remaining,
  texts,
  time,
} from './common-shapes';
import type { DeclaredEvents } from './declared-event';
import { legs, quotePointer } from './exchange-shapes';
import { debit, credit } from './example-posting';

export const captures = object<Captures>({
  counted: optional(
    object<Omit<Counted, 'seq'>>({ at: time, category: optional(text) }),
    'When velocity limits counted the whole captured amount: `at`, the time at which the hold was placed, and the `category` of the hold. Absent if the ledger has no velocity limits, or if part of the amount comes from increments or the tolerance.',
  ),
  id: always(id, 'Id of the hold.'),
  remaining: always(
    remaining,
    'What the hold still holds after this capture, one amount per line of the hold in its order. If all are zero, the hold ends, and what was not captured is released.',
  ),
  seq: always(count, 'Seq of the entry that placed the hold.'),
});

const counted = listOf(object<Counted>({ at: time, category: optional(text), seq: count }), {
  min: 1,
  max: 2,
});

export const reverses = object<Reverses>({
  counted: optional(
    counted,
    'When velocity limits counted the amounts it takes back, which they no longer do: a list of `at`, `category` (optional) and `seq` of the original, or of the hold that it captured; then of the capture, if that has another category. Absent if no limit counted them.',
  ),
  id: always(id, 'Id of the original.'),
  remaining: optional(
    remaining,
    'What can still be reversed after this reversal, one amount per posting of the original in its order; absent if nothing can.',
  ),
  restores: optional(
    oneOf(true),
    'true: the original is a reversal that velocity limits did not count; this transaction counts like any other.',
  ),
  seq: always(count, "Seq of the original's entry."),
});

const amountOf = object<AmountOf>({ amount: always(amount, ''), currency: always(currency, '') });

export const positionMove = object<PositionMove>({
  closed: always(amount, 'How much of the movement closed what was open, in the currency.'),
  cost: always(amount, 'What that had cost, at average cost, in the functional currency.'),
  currency: always(currency, 'The foreign currency.'),
  equivalent: always(
    figure,
    'What the position costs after it, in the functional currency; negative of a short position.',
  ),
  gain: always(
    figure,
    'Value less cost of what was closed, of a short position cost less value, in the functional currency.',
  ),
  legs: always(
    legs,
    'The published rates that its value comes from: `base`, `counter`, `mid`, and `set`, the seq of their entry.',
  ),
  position: always(figure, 'The position after it, in the currency; positive if the house has some.'),
  value: always(amount, 'Value of the movement in the functional currency.'),
});

export const exchange = object<Exchange>({
  credit: always(amountOf, 'What is credited: `amount` and `currency`. Its posting is the last.'),
  debit: always(amountOf, 'What is debited: `amount` and `currency`. Its posting is the first.'),
  kind: always(
    oneOf(...exchangeKinds),
    '`conversion`: at a price that may earn a spread; `cover`: with a bank, at cost.',
  ),
  legs: optional(
    legs,
    'In isolated mode: the published rates whose mid it is compared with, see [Position move](#position-move). Absent of a cover.',
  ),
  moves: optional(
    listOf(positionMove, { min: 1, max: 2 }),
    'In functional mode: what it did to positions, ascending by currency, see [Position move](#position-move).',
  ),
  promotional: optional(oneOf(true), 'true: the spread may be negative.'),
  quote: optional(quotePointer, 'The quote that it used, see [Quote pointer](#quote-pointer).'),
  spread: always(
    figure,
    'What the house earns by the difference between price and mid, in the functional currency, or in `spreadIn`; 0 of a cover.',
  ),
  spreadIn: optional(
    currency,
    'In isolated mode: currency of the spread, which is that of the side that was not fixed.',
  ),
});

/**
 * Captures and reversals are judged by the postings that they make, an exchange by the two that its caller names; those of
 * the house follow from the declaration.
 */
function ofTransaction({
  captures: of,
  exchange: exchanged,
  lateReason,
  postings: lines,
  reverses: original,
}: BodyOf<'TransactionPosted'>): Act {
  const isLate = lateReason !== undefined;
  if (exchanged) {
    const named = [lines[0]!, lines.at(-1)!];
    return {
      permission: 'post',
      command: 'Convert',
      reach: { postings: named, implied: lines.slice(1, -1), isLate },
    };
  }
  const command = of ? 'CaptureHold' : original ? 'ReverseTransaction' : 'PostTransaction';
  return { permission: 'post', command, reach: { postings: lines, isLate } };
}

/** Of transactions. */
export const transactionEvents = {
  TransactionPosted: {
    meaning:
      'Postings whose debits and credits are equal in every currency, accepted as a whole. A reversal has `reverses` and `reason`; a capture has `captures`.',
    act: ofTransaction,
    body: {
      captures: optional(captures, 'The hold that it captures, see [Captures](#captures).'),
      category: optional(text, 'The kind of business event, such as `wallet.top_up`.'),
      description: optional(text, 'Free text.'),
      effectiveAt: optional(
        time,
        'The time at which it counts for accounting: RFC 3339, UTC, milliseconds. It is not after `recordedAt`, unless the ledger accepts the future. For a reversal, it is not before its original; for a capture, not before its hold was placed. If absent, `recordedAt` applies.',
      ),
      exchange: optional(exchange, 'What it exchanges, see [Exchange](#exchange).'),
      imported: optional(
        oneOf(true),
        'true: imported from another system before the ledger went live. `effectiveAt` is then present, and not before that of the previous imported transaction.',
      ),
      lateReason: optional(text, 'The reason for posting it after its period was soft-closed.'),
      metadata: optional(metadata, "The caller's own keys and values."),
      personal: optional(
        personal,
        'Personal text about at most 8 subjects, encrypted, see [Personal text](#personal-text).',
      ),
      postings: always(postings, '2 to 256 lines, see [Posting](#posting), in the order given.'),
      reason: optional(text, 'The reason for the reversal; present with `reverses`.'),
      reference: optional(
        text,
        "The caller's own name for one business event. It is unique among transactions and holds, with two exceptions: captures have the reference of their hold unless they give another, and reversals may have that of their original.",
      ),
      reverses: optional(
        reverses,
        'The transaction of which it mirrors all or part of the postings, see [Reverses](#reverses).',
      ),
      tags: optional(texts, 'Search terms, ascending.'),
    },
    example: {
      captures: {
        counted: { at: '2026-11-23T12:00:07.000Z', category: 'card.purchase' },
        id: '01a20847-1958-78dc-a2ab-3c624e3443ee',
        remaining: ['40.00', '40.00'],
        seq: '13',
      },
      category: 'card.purchase',
      postings: [
        debit('customers:alice:wallet', '30.00', ['164.00', '270.00', '2', '9']),
        credit('visa', '30.00', ['30.00', '30.00', '1', '9']),
      ],
      reference: 'clr-1',
    },
  },
} satisfies Partial<DeclaredEvents>;
