import type { VelocityLimit } from '@ledger/velocity/velocity-state';
import { calendarUnits } from '@ledger/machinery/window';
import { also, always, either, listOf, object, oneOf, optional, text } from '../shape';
import { ofNode } from './acts';
import { amount, count, currency, path, positiveCount, side } from './common-shapes';
import type { DeclaredEvents } from './declared-event';

const window = either(
  'calendar',
  object<{ readonly calendar: (typeof calendarUnits)[number]; readonly timeZone: string }>({
    calendar: oneOf(...calendarUnits),
    timeZone: text,
  }),
  object<{ readonly seconds: string }>({ seconds: positiveCount }),
);

export const velocityLimit = object<VelocityLimit>({
  category: optional(
    text,
    'Only transactions of this category and its subcategories (its name, a point, and more) count. A hold counts by its category when it is placed; a capture counts by its own category if that of the hold did not count.',
  ),
  count: optional(count, 'Maximum number of postings in the window. Either this or `maximum` is present.'),
  currency: optional(currency, 'Only postings in this currency count; always present with `maximum`.'),
  maximum: optional(amount, 'Maximum amount of the currency in the window.'),
  name: always(text, 'Name of the limit, unique at its node.'),
  per: always(
    oneOf('account', 'node'),
    '`account`: each account at or below the node separately; `node`: all of them together.',
  ),
  side: always(side, '`debit` or `credit`: the side on which postings count.'),
  window: always(
    window,
    '`{"seconds": …}`: a posting counts for this many seconds. Or `{"calendar": …, "timeZone": …}`: the `day`, `week`, `month` or `year` of that IANA time zone; weeks start on Monday.',
  ),
});

const wholeLimit = also(
  velocityLimit,
  'be a limit of a count, or of an amount of a currency',
  (limit) =>
    (limit.count === undefined) !== (limit.maximum === undefined) &&
    (limit.maximum === undefined || limit.currency !== undefined),
);

/** Of limits on what moves in a time. */
export const velocityEvents = {
  VelocityLimitsSet: {
    meaning:
      'The velocity limits of a node of the tree, which does not have to be an account: the whole list, which replaces an earlier one. Counting starts with this entry. If only the figure of a limit changes, it keeps its usage.',
    act: ofNode('configure', 'SetVelocityLimits'),
    body: {
      limits: always(
        listOf(wholeLimit),
        'See [Velocity limit](#velocity-limit), ascending by name; an empty list removes them.',
      ),
      path: always(path, 'The node.'),
    },
    example: {
      limits: [
        { count: '100', name: 'bursts', per: 'node', side: 'debit', window: { seconds: '3600' } },
        {
          category: 'card',
          currency: 'EUR',
          maximum: '500.00',
          name: 'card-daily',
          per: 'account',
          side: 'debit',
          window: { calendar: 'day', timeZone: 'Europe/Berlin' },
        },
      ],
      path: 'customers',
    },
  },
} satisfies Partial<DeclaredEvents>;
