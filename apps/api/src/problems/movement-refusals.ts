import type { RefusalCode } from '@ledger/refusal';
import type { ProblemKind } from './problem-kind';

/** Refusals of what is to move, or to be set aside, and when. */
export const movementRefusals = {
  AmountHasWrongDecimals: {
    status: 422,
    when: 'The amount has more or fewer decimals than its currency; amounts are never rounded.',
    remedy: 'Write exactly the decimals of the currency: "12.30" EUR, "1200" JPY.',
  },
  AmountTooLarge: {
    status: 422,
    when: 'The amount, or a total it leads to, would have more than 38 digits.',
    remedy: 'Post smaller amounts, or register a currency with fewer decimals.',
  },
  PostingsDoNotBalance: {
    status: 422,
    when: 'In some currency the debits and the credits of the transaction differ.',
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
    remedy: 'Post less, or PATCH the limits of the account.',
  },
  VelocityLimitExceeded: {
    status: 422,
    when: 'More would be posted in the window than a velocity limit allows.',
    remedy:
      'Post `headroom` or less, come back at `freesUpAt`, or have the limit raised; null means that it never fits.',
  },
  ReferenceAlreadyUsed: {
    status: 409,
    when: 'A hold or transaction of another business event has this reference; `seq` is its entry.',
    remedy:
      'It may be the same business event sent under a new key: look at that entry before you post again.',
  },
  EffectiveAtInFuture: {
    status: 422,
    when: 'The effective time lies after the time of the ledger.',
    remedy: 'Give a time that has passed, or leave the member out.',
  },
  EffectiveAtBeforeOriginal: {
    status: 422,
    when: 'A reversal would be effective before the transaction it reverses, or a capture before its hold was placed.',
    remedy: 'Give an `effectiveAt` from `earliest` on, or leave it out.',
  },
  EffectiveAtMissing: {
    status: 422,
    when: 'The ledger is moving history in, and a transaction does not say when it was effective.',
    remedy: 'Give `effectiveAt`, or end the import with POST …/import/end.',
  },
  ImportOutOfOrder: {
    status: 422,
    when: 'The ledger is moving history in, and a transaction is earlier than the one before, at `importedTo`.',
    remedy: 'Send history in the order of its effective times.',
  },
  LedgerIsImporting: {
    status: 409,
    when: 'Holds are of the present, and the ledger is still moving history in.',
    remedy: 'End the import with POST …/import/end.',
  },
  LedgerIsLive: {
    status: 409,
    when: 'An import is to be ended that was ended before, or never begun.',
    remedy: 'Nothing needs to be done.',
  },
  PeriodIsClosed: {
    status: 409,
    when: 'The transaction would be effective in a closed period.',
    remedy:
      'In a soft-closed period give `lateReason`; else choose a later `effectiveAt`, or reopen the period.',
  },
  PeriodAlreadyClosed: {
    status: 409,
    when: 'The period is closed already, as hard or harder.',
    remedy: 'Nothing needs to be done; to loosen it, reopen it first.',
  },
  PeriodNotClosed: {
    status: 404,
    when: 'The address names a period that is not closed.',
    remedy: 'Check the name with GET …/periods.',
  },
  PeriodNotOver: {
    status: 422,
    when: 'A period is to be closed that has not ended yet.',
    remedy: 'Close it after its end.',
  },
  PeriodsOverlap: {
    status: 409,
    when: 'The span meets a closed period of another name, or is not the one that the period was closed with.',
    remedy: 'Choose a span that begins where the other ends.',
  },
  ConditionNotMet: {
    status: 409,
    when: 'A condition of the command does not hold; `condition` is its place in the list.',
    remedy: 'Read the balance again and decide anew.',
  },
  AmountIsZero: {
    status: 422,
    when: 'An amount must be above zero here.',
    remedy: 'Give an amount above zero.',
  },
  AmountIsAmbiguous: {
    status: 422,
    when: 'An amount alone is given for what has several currencies.',
    remedy: 'Give `postings` instead.',
  },
  HoldNotFound: {
    status: 404,
    when: 'The request names a hold that the ledger does not have.',
    remedy: 'Use the `id` of a receipt.',
  },
  HoldAlreadyCaptured: {
    status: 409,
    when: 'Nothing of the hold is left to capture: it was captured; `seq` is the entry that ended it.',
    remedy: 'Post a transaction, or place a new hold.',
  },
  HoldIsVoided: {
    status: 409,
    when: 'The hold was voided; `seq` is the entry that ended it.',
    remedy: 'Place a new hold.',
  },
  HoldIsExpired: {
    status: 409,
    when: 'The time of the hold was up.',
    remedy: 'Place a new hold.',
  },
  ExpiryInPast: {
    status: 422,
    when: 'A hold would have expired before it was placed or incremented.',
    remedy: 'Give an `expiresAt` that lies ahead, or leave it out.',
  },
  PostingNotOfHold: {
    status: 422,
    when: 'A posting has an account, side and currency that the hold does not have; or amount `tolerance` of a tolerance is in a currency in which nothing is to be held.',
    remedy: 'Use those of the hold; post the rest as a transaction of its own.',
  },
  CaptureAboveHold: {
    status: 422,
    when: 'More would be captured than was held, with the tolerance given at placement.',
    remedy: 'Capture `allowed` or less, or increment the hold first.',
  },
  StatementNotFound: {
    status: 404,
    when: 'The address names a statement that was never issued of this account.',
    remedy: 'Look for its number with GET …/accounts/{path}/statements.',
  },
  PostingNotOfTransaction: {
    status: 422,
    when: 'A posting mirrors no posting of the transaction that is to be reversed.',
    remedy: 'Give the account and currency of an original posting, with the other side.',
  },
  ReversalAboveOriginal: {
    status: 422,
    when: 'More would be reversed than is left of the original.',
    remedy: 'Reverse `remaining` or less.',
  },
  TransactionNotFound: {
    status: 404,
    when: 'The address names a transaction that the ledger does not have.',
    remedy: 'Use the `id` of a receipt.',
  },
  TransactionAlreadyReversed: {
    status: 409,
    when: 'Nothing is left to reverse; `seq` is the entry of the last reversal.',
    remedy: 'Nothing needs to be done.',
  },
} as const satisfies Partial<Record<RefusalCode, ProblemKind>>;
