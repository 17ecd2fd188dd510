import {
  exchangeModes,
  measurements,
  percentPattern,
  positionsMax,
  secondsPattern,
  sourcesMax,
  type DeclaredPosition,
  type ResultAccounts,
} from '@ledger/exchange/exchange-declaration';
import type { AmountOf } from '@ledger/exchange/exchange';
import { isInOrder } from '@ledger/exchange/rates/publish-rates';
import type { QuotedMid, QuotedPrice } from '@ledger/exchange/quotes/quoted-deal';
import { rateTypes, ratesInSetMax, type Rate } from '@ledger/exchange/rates/rate';
import { shortNamePattern } from '@ledger/short-name';
import { also, always, listOf, object, oneOf, optional, text, textLike } from '../shape';
import { ofWhole, type Act } from './acts';
import { amount, currency, path, rateFigure, time } from './common-shapes';
import type { DeclaredEvents } from './declared-event';
import { legs, quotePointer } from './exchange-shapes';

const rate = also(
  object<Rate>({
    ask: optional(
      rateFigure,
      'At what the source sells the base; at least the mid. Absent if it publishes none.',
    ),
    base: always(currency, 'The currency of which one unit is priced.'),
    bid: optional(
      rateFigure,
      'At what the source buys the base; at most the mid. Absent if it publishes none.',
    ),
    counter: always(currency, 'The currency in which the price is.'),
    mid: always(rateFigure, 'Units of the counter currency for one unit of the base.'),
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

const source = textLike(shortNamePattern, 'the name of a source');

const position = object<DeclaredPosition>({
  currency: always(currency, 'The foreign currency.'),
  equivalent: always(path, 'Path of the equity account that has the cost, in the functional currency.'),
  measurement: always(
    oneOf(...measurements),
    '`monetary`: revalued through `results.unrealised`; `fair-value`: revalued through `results.fairValue`; `historical`: not revalued.',
  ),
  position: always(path, 'Path of the equity account that is open in the currency.'),
});

const results = object<ResultAccounts>({
  fairValue: optional(path, 'Of positions that are measured at fair value.'),
  realised: optional(path, 'Of what was closed. In functional mode.'),
  spread: always(path, 'Of the difference between the price and the mid.'),
  unrealised: optional(path, 'Of what is open. In functional mode.'),
});

const distinctSources = also(
  listOf(source, { min: 1, max: sourcesMax }),
  'have each source once',
  (names) => new Set(names).size === names.length,
);

const ascendingPositions = also(
  listOf(position, { min: 1, max: positionsMax }),
  'be in ascending order of currency, each once',
  (list) => list.every(({ currency: code }, i) => i === 0 || list[i - 1]!.currency < code),
);

const quotedAmount = object<AmountOf>({ amount: always(amount, ''), currency: always(currency, '') });

const quotedMid = object<QuotedMid>({ currency: always(currency, ''), legs: always(legs, '') });

const quotedPrice = object<QuotedPrice>({
  base: always(currency, ''),
  counter: always(currency, ''),
  from: optional(oneOf('side'), ''),
  spreadBps: optional(textLike(/^(?:0|[1-9]\d{0,3})$/, 'whole basis points, as text'), ''),
  value: always(rateFigure, ''),
});

/** A quote for an account concerns that, and one for anybody all of the ledger. */
function ofAccount(command: 'GiveQuote' | 'WithdrawQuote', account: string | undefined): Act {
  const reach = account === undefined ? { isWhole: true } : { nodes: [account] };
  return { permission: 'post', command, reach };
}

/** Of what currencies cost in each other, and how they are exchanged. */
export const exchangeEvents = {
  ExchangeDeclared: {
    meaning:
      'How the ledger exchanges currencies from now on; replaces an earlier declaration as a whole. `AccountOpened` events of accounts that it names may precede it.',
    leavesNoRows: true,
    act: ofWhole('configure', 'DeclareExchange'),
    body: {
      band: optional(
        textLike(percentPattern, 'a percentage above 0'),
        'By how many percent a mid may differ from the last one of its source and type. Absent if by any.',
      ),
      functional: optional(currency, 'The currency in which positions cost. In functional mode alone.'),
      liquidity: optional(
        path,
        'Path of the account that takes and gives every currency. In isolated mode alone.',
      ),
      maxAge: always(
        textLike(secondsPattern, 'whole seconds, above 0'),
        'Maximum age of a rate, in seconds.',
      ),
      mode: always(
        oneOf(...exchangeModes),
        '`isolated`: over one account that holds every currency; `functional`: over positions whose cost is known in one currency.',
      ),
      pivots: optional(
        listOf(currency, { max: sourcesMax }),
        'Currencies over which a pair is crossed that nobody publishes, the preferred one first. In isolated mode.',
      ),
      positions: optional(
        ascendingPositions,
        'The accounts of each foreign currency, ascending by currency. In functional mode.',
      ),
      rateType: always(oneOf(...rateTypes), 'Type of the rates by which conversions are decided.'),
      results: always(results, 'Paths of the accounts of gains and losses.'),
      sources: always(distinctSources, 'Names of the sources that count, the preferred one first.'),
    },
    example: {
      functional: 'EUR',
      maxAge: '86400',
      mode: 'functional',
      positions: [
        {
          currency: 'USD',
          equivalent: 'equity:fx:usd:equivalent',
          measurement: 'monetary',
          position: 'equity:fx:usd:position',
        },
      ],
      rateType: 'spot',
      results: {
        realised: 'income:fx:realised',
        spread: 'income:fx:spread',
        unrealised: 'income:fx:unrealised',
      },
      sources: ['ecb'],
    },
  },
  QuoteGiven: {
    meaning:
      'A deal that the house offers: both amounts are firm until `expiresAt`, and one conversion may use them. Nothing is held.',
    leavesNoRows: true,
    act: ({ account }) => ofAccount('GiveQuote', account),
    body: {
      account: optional(
        path,
        'Path of a node: the debit or the credit account of the conversion must be it, or below it.',
      ),
      credit: always(quotedAmount, 'What is credited: `amount` and `currency`.'),
      debit: always(quotedAmount, 'What is debited: `amount` and `currency`.'),
      expiresAt: always(time, 'From when on it cannot be used; at most 24 hours after `recordedAt`.'),
      fixed: always(oneOf('debit', 'credit'), 'The side that was given; `debit` if both were.'),
      mids: always(
        listOf(quotedMid, { min: 1, max: 2 }),
        'The mids by which the conversion is valued: in functional mode of each foreign `currency` in the functional one, ascending; in isolated mode of the debit currency in the credit currency. `legs` as in a [Position move](#position-move).',
      ),
      price: optional(
        quotedPrice,
        'The price: `value` units of `counter` for one `base`. If it was made of a rate: `spreadBps`, by how many basis points it is worse, and `from`, `side` if it began at bid or ask. Absent if both amounts were given.',
      ),
      promotional: optional(oneOf(true), 'true: the spread may be negative.'),
    },
    example: {
      account: 'customers:alice',
      credit: { amount: '100.00', currency: 'USD' },
      debit: { amount: '90.90', currency: 'EUR' },
      expiresAt: '2026-11-23T12:30:00.000Z',
      fixed: 'credit',
      mids: [{ currency: 'USD', legs: [{ base: 'USD', counter: 'EUR', mid: '0.9', set: '10' }] }],
      price: { base: 'USD', counter: 'EUR', spreadBps: '100', value: '0.909' },
    },
  },
  QuoteWithdrawn: {
    meaning: 'A quote can no longer be used.',
    leavesNoRows: true,
    act: ({ account }) => ofAccount('WithdrawQuote', account),
    body: {
      account: optional(path, 'That of the quote.'),
      quote: always(quotePointer, 'The quote, see [Quote pointer](#quote-pointer).'),
      reason: always(text, 'Why.'),
    },
    example: {
      account: 'customers:alice',
      quote: { id: '01a20847-1d40-7c35-a1a5-07536ddfa65b', seq: '16' },
      reason: 'the market moved',
    },
  },
  RatesPublished: {
    meaning:
      'What a source observed at one time. A correction is a later entry of the same source, type and time. Rates are never changed or removed.',
    act: ofWhole('publishRates', 'PublishRates'),
    body: {
      confirmed: optional(
        oneOf(true),
        'Whoever published them has checked rates that differ from the last ones by more than the declared band.',
      ),
      observedAt: always(time, 'When the source observed the rates; not later than `recordedAt`.'),
      rates: always(oncePerPair, `1 to ${ratesInSetMax} rates, each pair once.`),
      source: always(source, 'Name of the source: 1 to 63 of a-z, 0-9, `_` and `-`.'),
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
