import type { RefusalCode } from '@ledger/refusal';
import type { ProblemKind } from './problem-kind';

/** Refusals about exchange rates, quotes and conversions. */
export const exchangeRefusals = {
  ExchangeNotDeclared: {
    status: 409,
    when: 'The ledger has not declared how it exchanges currencies, or has no position in `currency`.',
    remedy: 'Declare it with `PUT …/exchange`.',
  },
  PositionsContradict: {
    status: 422,
    when: 'A currency or an account is named twice, the functional currency has a position, or an account that exists does not fit: wrong type, a currency that it does not accept, or postings on an account of a position.',
    remedy: 'Correct the declaration, or name other accounts.',
  },
  ExchangeInUse: {
    status: 409,
    when: 'Currencies were already exchanged, and the new declaration has another mode or functional currency, or lacks a position or its accounts.',
    remedy: 'Keep mode, functional currency and positions. Positions may be added.',
  },
  ForeignBalancesExist: {
    status: 409,
    when: 'Functional mode is declared while an account has a balance in another currency, whose cost is not known.',
    remedy: 'Declare it before the first foreign balance, or while history is being imported.',
  },
  ObservedInFuture: {
    status: 422,
    when: '`observedAt` is later than now.',
    remedy: 'Send the time at which the source observed them, and check the clock of the sender.',
  },
  PairOfOneCurrency: {
    status: 422,
    when: 'Base and counter currency are the same.',
    remedy: 'Name two different currencies.',
  },
  RatesContradict: {
    status: 422,
    when: 'A bid is above the mid, an ask is below it, or a pair is in the set twice; `rate` is its index in the list.',
    remedy:
      'Correct the rates. Publish a correction of an earlier set as another set with the same `observedAt`.',
  },
  RateOutOfBand: {
    status: 422,
    when: 'A mid differs from the last one of its source and type by more than the declared `band`, in percent.',
    remedy: 'Check the rates. If they are right, publish them with `confirmed`.',
  },
  RateNotFound: {
    status: 422,
    when: 'None of the sources has published a rate of this type for the pair, the inverse pair, or both legs over a pivot by that time.',
    remedy: 'Publish a rate for the pair.',
  },
  RateTooOld: {
    status: 422,
    when: 'The newest rate is older than is allowed; `age` and `maxAge` are in seconds.',
    remedy: 'Publish a newer rate.',
  },
  SpreadIsNegative: {
    status: 422,
    when: 'By the price the customer would get more than at mid, and the house lose `spread`.',
    remedy: 'Correct the price or the amounts, or say that the deal is `promotional`.',
  },
  QuoteNotFound: {
    status: 404,
    when: 'The ledger has given no quote with this id.',
    remedy: 'Use the `id` from the receipt of the quote.',
  },
  QuoteIsUsed: {
    status: 409,
    when: 'A conversion has used the quote; `seq` is its entry.',
    remedy: 'No action is needed if that was your conversion; else ask for a new quote.',
  },
  QuoteIsWithdrawn: {
    status: 409,
    when: 'The quote was withdrawn; `seq` is the entry that says so.',
    remedy: 'Ask for a new quote.',
  },
  QuoteIsExpired: {
    status: 409,
    when: '`expiresAt` of the quote has come.',
    remedy: 'Ask for a new quote.',
  },
  QuoteNotForAccount: {
    status: 422,
    when: 'The quote was given for `account`, and neither the debit nor the credit account is that or below it.',
    remedy: 'Convert on an account of that customer, or ask for another quote.',
  },
  ExpiryTooLate: {
    status: 422,
    when: '`expiresAt` of a quote is more than 24 hours from now.',
    remedy: 'Give a time until `latest`.',
  },
  AccountIsReserved: {
    status: 422,
    when: 'A posting is on an account of a position, on which only conversions post.',
    remedy: 'Convert instead, or post on another account.',
  },
  CurrencyNotFunctional: {
    status: 422,
    when: 'A posting is on an equity account in another currency than `functional`, while the ledger has positions.',
    remedy: 'Post equity in the functional currency, and convert what is in another one.',
  },
  PositionDiffers: {
    status: 409,
    when: 'The import cannot end: an equity account that is no position has a balance in a foreign currency, or a position and what it cost do not have the same sign.',
    remedy: 'Post what is missing with the other imported transactions, then end the import.',
  },
  ConversionNotReversible: {
    status: 409,
    when: 'The transaction exchanged currencies. Its mirror would leave a position at a wrong cost.',
    remedy: 'Convert back.',
  },
} as const satisfies Partial<Record<RefusalCode, ProblemKind>>;
