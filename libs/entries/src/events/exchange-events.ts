import { isInOrder } from '@ledger/exchange/publish-rates';
import { ratePattern, rateTypes, ratesInSetMax, type Rate } from '@ledger/exchange/rate';
import { shortNamePattern } from '@ledger/short-name';
import { also, always, listOf, object, oneOf, optional, textLike } from '../shape';
import { ofWhole } from './acts';
import { currency, time } from './common-shapes';
import type { DeclaredEvents } from './declared-event';

const figure = textLike(ratePattern, 'a rate above 0, as decimal text without zeros at its end');

const rate = also(
  object<Rate>({
    ask: optional(
      figure,
      'At what the source sells the base; at least the mid. Absent if it publishes none.',
    ),
    base: always(currency, 'The currency of which one unit is priced.'),
    bid: optional(figure, 'At what the source buys the base; at most the mid. Absent if it publishes none.'),
    counter: always(currency, 'The currency in which the price is.'),
    mid: always(figure, 'Units of the counter currency for one unit of the base.'),
  }),
  'be of two currencies, with a bid that is at most the mid and an ask that is at least the mid',
  ({ ask, base, bid, counter, mid }) =>
    base !== counter && isInOrder(bid ?? mid, mid) && isInOrder(mid, ask ?? mid),
);

const oncePerPair = also(
  listOf(rate, { min: 1, max: ratesInSetMax }),
  'have each pair once',
  (rates) => new Set(rates.map(({ base, counter }) => `${base}/${counter}`)).size === rates.length,
);

/** Of what currencies cost in each other. */
export const exchangeEvents = {
  RatesPublished: {
    meaning:
      'What a source observed at one time. A correction is a later entry of the same source, type and time. Rates are never changed or removed.',
    act: ofWhole('publishRates', 'PublishRates'),
    body: {
      observedAt: always(time, 'When the source observed the rates; not later than `recordedAt`.'),
      rates: always(oncePerPair, `1 to ${ratesInSetMax} rates, each pair once.`),
      source: always(
        textLike(shortNamePattern, 'the name of a source'),
        'Name of the source: 1 to 63 of a-z, 0-9, `_` and `-`.',
      ),
      type: always(
        oneOf(...rateTypes),
        `What the rates are for: ${rateTypes.map((type) => `\`${type}\``).join(', ')}.`,
      ),
    },
    example: {
      observedAt: '2026-11-01T00:00:00.000Z',
      rates: [
        { ask: '0.9002', base: 'USD', bid: '0.8998', counter: 'EUR', mid: '0.9' },
        { base: 'EUR', counter: 'JPY', mid: '163.27' },
      ],
      source: 'ecb',
      type: 'spot',
    },
  },
} satisfies Partial<DeclaredEvents>;
