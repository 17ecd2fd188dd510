/** Refusals of whatever book has proposals. */
export const proposalRefusalTitles = {
  ApprovalRequired: 'Another person has to approve the command',
  ProposalNotFound: 'The proposal does not exist',
  ProposalNotOpen: 'The proposal is no longer open',
  ProposalHashDiffers: 'The proposal is another than the one approved',
  ApproverIsMaker: 'The maker of a proposal cannot approve it',
  MakerNotPermitted: 'The maker of the proposal is no longer permitted to do this',
} as const;

/**
 * Every reason for which the product declines a command, each with the sentence that stands as its title.
 * The list is closed: callers branch on the code, docs/ERRORS.md explains each, the API maps each to one status.
 */
export const refusalTitles = {
  LedgerNotFound: 'The ledger does not exist',
  LedgerAlreadyExists: 'The ledger already exists',
  IdempotencyKeyReused: 'The idempotency key was used for another command',
  IdempotencyKeyReserved: 'The idempotency key is reserved for workers',
  CurrencyAlreadyRegistered: 'The currency is already registered',
  CurrencyIsFixed: 'The decimals and the name of the currency are fixed',
  CurrencyNotRegistered: 'The currency is neither in ISO 4217 nor registered in the ledger',
  ChartPatternsContradict: 'Two patterns of the chart contradict each other',
  AccountNotFound: 'The account does not exist',
  AccountAlreadyOpen: 'The account is already open',
  AccountTypeMissing: 'The account has no type and no open ancestor to inherit one from',
  AccountTypeContradictsTree: 'The account type contradicts the types above or below it in the tree',
  AccountNotOpen: 'No account is open at this path and no pattern of the chart opens it',
  AccountIsClosed: 'The account is closed',
  AccountIsFrozen: 'The account is frozen on this side',
  AccountIsNotFrozen: 'The account is not frozen on this side',
  AccountHasBalance: 'The account has a balance that is not zero',
  AccountHasHolds: 'The account has open holds',
  CurrencyNotAccepted: 'The account does not accept the currency',
  CurrencyInUse: 'The account holds a balance in a currency it would no longer accept',
  LimitsContradict: 'The minimum balance is above the maximum',
  VelocityLimitsContradict: 'Two velocity limits of a node have the same name',
  TimeZoneUnknown: 'The time zone does not exist',
  AmountHasWrongDecimals: 'The amount does not have exactly the decimals of its currency',
  AmountTooLarge: 'The amount or a total has more than 38 digits',
  PostingsDoNotBalance: 'The postings do not balance',
  BalanceBelowMinimum: 'The account would fall below its minimum balance',
  BalanceAboveMaximum: 'The account would rise above its maximum balance',
  VelocityLimitExceeded: 'The velocity limit would be exceeded',
  ReferenceAlreadyUsed: 'The reference is used by another business event',
  EffectiveAtInFuture: 'The effective time is in the future',
  EffectiveAtBeforeOriginal: 'The effective time is before that of the original transaction or hold',
  EffectiveAtMissing: 'The effective time is required while history is being imported',
  ImportOutOfOrder: 'The imported transaction is earlier than the previous one',
  LedgerIsImporting: 'The ledger is not live yet: history is being imported',
  LedgerIsLive: 'The ledger is live: no history is being imported',
  PeriodIsClosed: 'The effective time is in a closed period',
  PeriodAlreadyClosed: 'The period is already closed',
  PeriodNotClosed: 'No period with this name is closed',
  PeriodNotOver: 'The period is not over yet',
  PeriodsOverlap: 'The period overlaps a closed period',
  ConditionNotMet: 'A condition of the command is not met',
  AmountIsZero: 'The amount is zero',
  AmountIsAmbiguous: 'The currency of the amount is ambiguous',
  HoldNotFound: 'The hold does not exist',
  HoldAlreadyCaptured: 'The hold was already captured',
  HoldIsVoided: 'The hold was voided',
  HoldIsExpired: 'The hold has expired',
  ExpiryInPast: 'The expiry time is not in the future',
  PostingNotOfHold: 'The hold has no such posting',
  CaptureAboveHold: 'The capture exceeds what the hold allows',
  StatementNotFound: 'The statement does not exist',
  PostingNotOfTransaction: 'The transaction has no such posting to reverse',
  ReversalAboveOriginal: 'The reversal exceeds what remains of the original',
  TransactionNotFound: 'The transaction does not exist',
  TransactionAlreadyReversed: 'The transaction is already fully reversed',
  ExchangeNotDeclared: 'The ledger has not declared how it exchanges currencies',
  PositionsContradict: 'The positions or accounts of the declaration contradict each other or the ledger',
  ExchangeInUse: 'Currencies were already exchanged as declared before',
  ForeignBalancesExist: 'An account has a balance in a foreign currency',
  ObservedInFuture: 'The rates would be observed in the future',
  PairOfOneCurrency: 'Both currencies of the pair are the same',
  RatesContradict: 'The rates of the set contradict each other',
  RateOutOfBand: 'The rate differs from the last one by more than the declared band',
  RateNotFound: 'No rate of the pair is known',
  RateTooOld: 'The newest rate of the pair is too old',
  SpreadIsNegative: 'The price is better for the customer than the mid',
  QuoteNotFound: 'The quote does not exist',
  QuoteIsUsed: 'The quote was already used',
  QuoteIsWithdrawn: 'The quote was withdrawn',
  QuoteIsExpired: 'The quote has expired',
  QuoteNotForAccount: 'The quote was given for another account',
  ExpiryTooLate: 'The expiry time is too late',
  AccountIsReserved: 'The account belongs to a position',
  CurrencyNotFunctional: 'The equity account takes the functional currency alone',
  PositionDiffers: 'The accounts of a position do not add up',
  ConversionNotReversible: 'A conversion cannot be reversed',
  KeyAlreadyRegistered: 'A key with this id is or was registered',
  KeyNotRegistered: 'The key is not registered in the ledger',
  KeyIsRetired: 'The key is already retired',
  KeyIsCompromised: 'The key is already declared compromised',
  KeyIsLast: 'The key is the last active writer key',
  KeyInUse: 'The key is in use by this process',
  KeyNameWrong: 'The name in the verifier key does not match its role in the ledger',
  KeySignatureInvalid: 'The signature is not a valid signature of the root key',
  KeyPlaceWrong: 'The key was registered for another place in the journal',
  KeysChanged: 'The keys of the ledger have changed meanwhile',
  NextRootAlreadyNamed: 'The next root key is already named',
  RootNotNamed: 'The root key has not named this key as the next root key',
  RootNotReplaced: 'The root key has not been replaced',
  RootKeyMissing: 'The process does not hold the root key',
  WriterKeyNotRegistered: 'No key of this process may seal in the ledger',
  PersonalTextNotKept: 'The installation keeps no personal text',
  SubjectKeyUnreadable: 'The key of a person cannot be read',
  ...proposalRefusalTitles,
  ProposalNotPossible: 'The command cannot be proposed',
  ProposalAlreadyApproved: 'The principal has already approved the proposal',
  NotMaker: 'The principal is not the maker of the proposal',
  EntryTooLarge: 'The entry would be larger than 65,535 bytes',
  BulkTooLarge: 'The atomic bulk is larger than the maximum append',
  JournalNotTrusted: 'The journal of the ledger is not as a writer writes it',
  JournalFromLaterRelease: 'A later release has written to the ledger',
  StoreDeniesWrites: 'The event store denies appends to the ledger',
  LedgerBusy: 'The ledger is busy',
  OutcomeUnknown: 'The outcome is not known yet',
} as const;

export type RefusalCode = keyof typeof refusalTitles;

/** What a refusal is about: the posting, the account, the limit and the figures, as text. */
export type RefusalFacts = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;

/**
 * An expected "no", with its code, a sentence that says what to do, and the facts.
 * Thrown by the rules before anything has changed, so a refused command leaves no trace.
 */
export class Refusal<Code extends string = RefusalCode> extends Error {
  constructor(
    readonly code: Code,
    detail: string,
    readonly facts: RefusalFacts = {},
  ) {
    super(detail);
    this.name = 'Refusal';
  }
}

/** Stops the program where our own reasoning was wrong; never used for what a caller can cause. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`invariant broken: ${message}`);
}
