/**
 * Every reason for which the product declines a command, each with the sentence that stands as its title.
 * The list is closed: callers branch on the code, docs/ERRORS.md explains each, the API maps each to one status.
 */
export const refusalTitles = {
  LedgerNotFound: 'The ledger does not exist',
  LedgerAlreadyExists: 'The ledger exists already',
  IdempotencyKeyReused: 'The idempotency key was used for another command',
  CurrencyAlreadyRegistered: 'The currency is registered already',
  CurrencyNotRegistered: 'The currency is neither in ISO 4217 nor registered in the ledger',
  ChartPatternsContradict: 'Two patterns of the chart contradict each other',
  AccountNotFound: 'The account does not exist',
  AccountAlreadyOpen: 'The account is open already',
  AccountTypeMissing: 'The account has no type and no opened ancestor to inherit one from',
  AccountTypeContradictsTree: 'The account type contradicts the types above or below it in the tree',
  AccountNotOpen: 'No account is open at this path and no pattern of the chart opens it',
  AccountIsClosed: 'The account is closed',
  AccountIsFrozen: 'The account is frozen on this side',
  AccountIsNotFrozen: 'The account is not frozen on this side',
  AccountHasBalance: 'The account has a balance that is not zero',
  CurrencyNotAccepted: 'The account does not accept the currency',
  CurrencyInUse: 'The account holds a balance in a currency it would no longer accept',
  LimitsContradict: 'The least balance is above the greatest',
  AmountHasWrongDecimals: 'The amount does not have exactly the decimals of its currency',
  AmountTooLarge: 'The amount or a total has more than 38 digits',
  PostingsDoNotBalance: 'The postings do not balance',
  BalanceBelowLeast: 'The account would fall below its least balance',
  BalanceAboveGreatest: 'The account would rise above its greatest balance',
  ReferenceAlreadyUsed: 'The reference is used by another transaction',
  EffectiveAtInFuture: 'The effective time lies in the future',
  TransactionNotFound: 'The transaction does not exist',
  TransactionAlreadyReversed: 'The transaction is reversed already',
  EntryTooLarge: 'The entry would be larger than 65,535 bytes',
  BulkTooLarge: 'The atomic bulk is larger than one append can be',
  LedgerBusy: 'The ledger has too many commands waiting',
  OutcomeUnknown: 'The outcome is not known yet',
} as const;

export type RefusalCode = keyof typeof refusalTitles;

/** What a refusal is about: the posting, the account, the limit and the figures, as text. */
export type RefusalFacts = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;

/**
 * An expected "no", with its code, a sentence that says what to do, and the facts.
 * Thrown by the rules before anything has changed, so a refused command leaves no trace.
 */
export class Refusal extends Error {
  constructor(
    readonly code: RefusalCode,
    detail: string,
    readonly facts: RefusalFacts = {},
  ) {
    super(detail);
    this.name = 'Refusal';
  }

  get title(): string {
    return refusalTitles[this.code];
  }
}

/** Stops the program where our own reasoning was wrong; never used for what a caller can cause. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`invariant broken: ${message}`);
}
