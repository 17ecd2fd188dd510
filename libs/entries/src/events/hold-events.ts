import type { HoldPointer } from '@ledger/holds/open-hold';
import { postingsMax } from '@ledger/transactions/posting';
import { always, either, listOf, object, optional, text, textLike } from '../shape';
import { ofPostings } from './acts';
import {
  amount,
  count,
  currency,
  id,
  metadata,
  personal,
  posting,
  postings,
  texts,
  time,
} from './common-shapes';
import type { DeclaredEvents } from './declared-event';
import { debit, credit } from './example-posting';

export const holdPointer = object<HoldPointer>({
  id: always(id, 'Id of the hold.'),
  seq: always(count, 'Seq of the entry that placed it.'),
});

/** What a hold sets aside or releases, which may be nothing. */
const heldPostings = listOf(posting, { max: postingsMax });

export const tolerance = either(
  'percent',
  object<{ readonly percent: string }>({
    percent: textLike(/^(?:0|[1-9]\d{0,5})(?:\.\d{1,4})?$/, 'a percentage, as text'),
  }),
  object<{ readonly amounts: readonly { readonly amount: string; readonly currency: string }[] }>({
    amounts: listOf(object({ amount, currency }), { min: 1 }),
  }),
);

/** Of holds; their captures are transactions. */
export const holdEvents = {
  HoldPlaced: {
    meaning:
      'Amounts are set aside for a later transaction, until they are captured, voided or expired. The id of the entry is the id of the hold.',
    act: ofPostings('PlaceHold'),
    body: {
      category: optional(
        text,
        'The kind of the later business event; a capture without a category inherits it.',
      ),
      description: optional(text, 'Free text.'),
      expiresAt: optional(
        time,
        'From this time on nothing is held, even if no entry records it yet; if absent, the hold lasts until it is captured or voided.',
      ),
      metadata: optional(metadata, "The caller's own keys and values."),
      personal: optional(
        personal,
        'Personal text about at most 8 subjects, encrypted, see [Personal text](#personal-text).',
      ),
      postings: always(
        postings,
        '2 to 256 lines that balance, see [Posting](#posting): the amounts that are set aside.',
      ),
      reference: optional(
        text,
        "The caller's own name for one business event; captures without a reference inherit it. It can be used again once the hold was voided or has expired without a capture.",
      ),
      tags: optional(texts, 'Search terms, ascending.'),
      tolerance: optional(
        tolerance,
        'By how much its captures together may exceed it: `{"percent": …}` of what was held, increments included, rounded down to the minor unit; or `{"amounts": [{"amount": …, "currency": …}]}`, ascending by currency. If absent, they may not exceed it.',
      ),
    },
    example: {
      category: 'card.purchase',
      description: 'Fuel',
      expiresAt: '2026-11-30T00:00:00.000Z',
      metadata: { terminal: 'pump-4' },
      postings: [
        debit('customers:alice:wallet', '60.00', ['240.00', '300.00', '1', '3']),
        credit('visa', '60.00', ['0.00', '0.00', '0', '1']),
      ],
      reference: 'auth-1',
      tags: ['card', 'fuel'],
      tolerance: { percent: '20' },
    },
  },
  HoldIncremented: {
    meaning: 'More is set aside under the same hold, its expiry changes, or both.',
    act: ofPostings('IncrementHold'),
    body: {
      expiresAt: optional(time, 'The expiry from now on, replacing the earlier one.'),
      hold: always(holdPointer, 'The hold, see [Hold pointer](#hold-pointer).'),
      postings: always(
        heldPostings,
        'What is set aside in addition; empty if only the expiry changes. Each posting belongs to the lines of the hold with its account, side and currency. If there are several, it goes to the first up to what remains of it, then to the next, and the rest to the last.',
      ),
    },
    example: {
      expiresAt: '2026-12-01T00:00:00.000Z',
      hold: { id: '01a20847-1958-78dc-a2ab-3c624e3443ee', seq: '13' },
      postings: [
        debit('customers:alice:wallet', '10.00', ['165.00', '300.00', '1', '7']),
        credit('visa', '10.00', ['0.00', '0.00', '0', '7']),
      ],
    },
  },
  HoldVoided: {
    meaning: 'What remains of the hold is released, and the hold ends.',
    act: ofPostings('VoidHold'),
    body: {
      hold: always(holdPointer, 'The hold, see [Hold pointer](#hold-pointer).'),
      postings: always(
        heldPostings,
        'What is released, per line of the hold; lines of which nothing remained are absent.',
      ),
      reason: always(text, 'The reason.'),
    },
    example: {
      hold: { id: '01a20847-1958-7ee4-866d-af583e89c3cb', seq: '15' },
      postings: [
        debit('customers:bob:wallet', '5.00', ['5.00', '15.00', '2', '5']),
        credit('visa', '5.00', ['90.00', '90.00', '3', '13']),
      ],
      reason: 'The order was cancelled',
    },
  },
  HoldExpired: {
    meaning:
      'The expiry time of the hold has passed: what remains of it is released, and the hold ends. No command causes this event, so it has no idempotency key. It precedes everything else that is decided from `expiresAt` on.',
    act: undefined,
    body: {
      hold: always(holdPointer, 'The hold, see [Hold pointer](#hold-pointer).'),
      postings: always(
        heldPostings,
        'What is released, per line of the hold; lines of which nothing remained are absent.',
      ),
    },
    example: {
      hold: { id: '01a20847-1958-7728-9413-09c8633e25d2', seq: '14' },
      postings: [
        debit('customers:bob:wallet', '10.00', ['15.00', '15.00', '2', '6']),
        credit('visa', '10.00', ['90.00', '90.00', '3', '14']),
      ],
    },
  },
} satisfies Partial<DeclaredEvents>;
