import type { RefusalCode } from '@ledger/refusal';
import type { ProblemKind } from './problem-kind';

/** Refusals of what is to move, or to be set aside, and when. */
export const movementRefusals = {
  AmountHasWrongDecimals: {
    status: 422,
    when: 'The amount has more or fewer decimals than its currency; amounts are never rounded.',
    remedy: 'Use exactly the decimals of the currency: "12.30" EUR, "1200" JPY.',
  },
  AmountTooLarge: {
    status: 422,
    when: 'The amount, or a total that would result from it, has more than 38 digits.',
    remedy: 'Post smaller amounts, or register a currency with fewer decimals.',
  },
  PostingsDoNotBalance: {
    status: 422,
    when: 'The debits and credits of the transaction differ in at least one currency.',
    remedy: 'Correct the amounts; `currency`, `debits` and `credits` show the difference.',
  },
  BalanceBelowMinimum: {
    status: 422,
    when: 'The transaction would take an account below its minimum balance.',
    remedy: 'Post less, fund the account first, or PATCH its limits.',
  },
  BalanceAboveMaximum: {
    status: 422,
    when: 'The transaction would take an account above its maximum balance.',
    remedy: "Post less, or PATCH the account's limits.",
  },
  VelocityLimitExceeded: {
    status: 422,
    when: 'The transaction would exceed what a velocity limit allows in its window.',
    remedy:
      'Post `headroom` or less, retry at `freesUpAt`, or have the limit raised. If `freesUpAt` is null, the amount exceeds the limit by itself.',
  },
  ReferenceAlreadyUsed: {
    status: 409,
    when: 'A hold or transaction of another business event has this reference; `seq` is its entry.',
    remedy:
      'This may be the same business event sent under a new key: check that entry before you post again.',
  },
  EffectiveAtInFuture: {
    status: 422,
    when: "The effective time is later than the ledger's current time.",
    remedy: 'Send a time that has passed, or omit the field.',
  },
  EffectiveAtBeforeOriginal: {
    status: 422,
    when: 'A reversal would be effective before the transaction it reverses, or a capture before its hold was placed.',
    remedy: 'Send an `effectiveAt` of `earliest` or later, or omit it.',
  },
  EffectiveAtMissing: {
    status: 422,
    when: 'The ledger is importing history, and the transaction has no effective time.',
    remedy: 'Send `effectiveAt`, or end the import with POST …/import/end.',
  },
  ImportOutOfOrder: {
    status: 422,
    when: 'The ledger is importing history, and the transaction is effective before the previous one, at `importedTo`.',
    remedy: 'Send transactions in the order of their effective times.',
  },
  LedgerIsImporting: {
    status: 409,
    when: 'Holds cannot be placed while the ledger is importing history.',
    remedy: 'End the import with POST …/import/end.',
  },
  LedgerIsLive: {
    status: 409,
    when: 'The import was already ended, or the ledger never imported.',
    remedy: 'No action is needed.',
  },
  PeriodIsClosed: {
    status: 409,
    when: 'The transaction would be effective in a closed period.',
    remedy:
      'If the period is soft-closed, send `lateReason`. Otherwise choose a later `effectiveAt`, or reopen the period.',
  },
  PeriodAlreadyClosed: {
    status: 409,
    when: 'The period is already closed in the requested kind or a stricter one.',
    remedy: 'No action is needed. To change a hard close into a soft one, reopen the period first.',
  },
  PeriodNotClosed: {
    status: 404,
    when: 'The URL names a period that is not closed.',
    remedy: 'Check the name with GET …/periods.',
  },
  PeriodNotOver: {
    status: 422,
    when: 'A period cannot be closed before its end.',
    remedy: 'Close it after its end.',
  },
  PeriodsOverlap: {
    status: 409,
    when: 'The time span overlaps a closed period with another name, or differs from the span with which this period was closed.',
    remedy: 'Choose a span that starts where the other period ends.',
  },
  ConditionNotMet: {
    status: 409,
    when: 'A condition of the command is not met; `condition` is its index in the list.',
    remedy: 'Read the balance again, and decide whether to send a new command.',
  },
  AmountIsZero: {
    status: 422,
    when: 'The amount must be greater than zero.',
    remedy: 'Send an amount greater than zero.',
  },
  AmountIsAmbiguous: {
    status: 422,
    when: 'The request has a single amount, but the transaction or hold has several currencies.',
    remedy: 'Send `postings` instead.',
  },
  HoldNotFound: {
    status: 404,
    when: 'The request names a hold that does not exist in this ledger.',
    remedy: 'Use the `id` from a receipt.',
  },
  HoldAlreadyCaptured: {
    status: 409,
    when: 'The hold was captured and nothing of it remains; `seq` is the entry that ended it.',
    remedy: 'Post a transaction, or place a new hold.',
  },
  HoldIsVoided: {
    status: 409,
    when: 'The hold was voided; `seq` is the entry that ended it.',
    remedy: 'Place a new hold.',
  },
  HoldIsExpired: {
    status: 409,
    when: "The hold's expiry time has passed.",
    remedy: 'Place a new hold.',
  },
  ExpiryInPast: {
    status: 422,
    when: 'The expiry of a hold, a credential, a grant or a proposal is not later than the time of the request.',
    remedy: 'Send an `expiresAt` in the future, or omit it.',
  },
  PostingNotOfHold: {
    status: 422,
    when: 'A posting has an account, side and currency that the hold does not have; or the tolerance amount at index `tolerance` is in a currency of which nothing is held.',
    remedy: 'Use the postings of the hold; post anything else as a separate transaction.',
  },
  CaptureAboveHold: {
    status: 422,
    when: 'The captures would exceed the held amount plus its tolerance.',
    remedy: 'Capture `allowed` or less, or increment the hold first.',
  },
  StatementNotFound: {
    status: 404,
    when: 'The URL names a statement that was never issued for this account.',
    remedy: 'Look up its number with GET …/accounts/{path}/statements.',
  },
  PostingNotOfTransaction: {
    status: 422,
    when: 'A posting does not match any posting of the transaction to be reversed.',
    remedy: 'Use the account and currency of an original posting, with the opposite side.',
  },
  ReversalAboveOriginal: {
    status: 422,
    when: 'The reversal is larger than what remains of the original transaction.',
    remedy: 'Reverse `remaining` or less.',
  },
  TransactionNotFound: {
    status: 404,
    when: 'The URL names a transaction that does not exist in this ledger.',
    remedy: 'Use the `id` from a receipt.',
  },
  TransactionAlreadyReversed: {
    status: 409,
    when: 'Nothing remains to be reversed; `seq` is the entry of the last reversal.',
    remedy: 'No action is needed.',
  },
} as const satisfies Partial<Record<RefusalCode, ProblemKind>>;
