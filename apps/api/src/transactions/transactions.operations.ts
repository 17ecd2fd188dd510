import { PostTransaction } from '@commands/transactions/post-transaction';
import { ReverseTransaction } from '@commands/transactions/reverse-transaction';
import { commandProblems, underLedger } from '../operations/operation';
import type { ProblemCode } from '../problems/problem-catalogue';
import { reversalAnswers, transactionAnswers } from '../answers/receipt.schemas';
import { submitting } from '../operations/submitting';

export const transactionExample = {
  postings: [
    { account: 'bank:safeguarding', side: 'debit', amount: '100.00', currency: 'EUR' },
    { account: 'customers:alice:wallet', side: 'credit', amount: '99.00', currency: 'EUR' },
    { account: 'income:fees:topup', side: 'credit', amount: '1.00', currency: 'EUR' },
  ],
  category: 'wallet.top_up',
  reference: 'psp-20261122-0017',
  effectiveAt: '2026-11-22T05:57:37.123Z',
  description: 'Card top-up',
  tags: ['card'],
  metadata: { psp: 'acme', card_last4: '4242' },
};

/** What the rules may say to the details of any transaction. */
export const detailProblems = [
  'EffectiveAtMissing',
  'ImportOutOfOrder',
  'ReferenceAlreadyUsed',
  'EffectiveAtInFuture',
  'PeriodIsClosed',
] as const satisfies readonly ProblemCode[];

/** What the rules may say to any posting. */
export const postingProblems = [
  'AccountNotOpen',
  'AccountTypeContradictsTree',
  'AccountIsClosed',
  'AccountIsFrozen',
  'CurrencyNotRegistered',
  'CurrencyNotAccepted',
  'AmountHasWrongDecimals',
  'AmountTooLarge',
  'PostingsDoNotBalance',
  'BalanceBelowMinimum',
  'BalanceAboveMaximum',
  'VelocityLimitExceeded',
] as const satisfies readonly ProblemCode[];

const command = {
  tag: 'Transactions',
  answers: transactionAnswers,
} as const;

export const postTransaction = submitting(PostTransaction, {
  ...command,
  id: 'postTransaction',
  method: 'POST',
  path: `${underLedger}/transactions`,
  summary: 'Post a transaction',
  description:
    'Its postings must balance per currency.  Accounts that do not exist yet are opened if the chart has a pattern for them.',
  example: transactionExample,
  problems: [...commandProblems, ...detailProblems, ...postingProblems],
});

export const reverseTransaction = submitting(ReverseTransaction, {
  ...command,
  answers: reversalAnswers,
  id: 'reverseTransaction',
  method: 'POST',
  path: `${underLedger}/transactions/:id/reversal`,
  summary: 'Reverse a transaction, wholly or in part: post its mirror image',
  description:
    'Without `amount` and `postings`, reverses all that remains of it. An amount is shared out over the postings of each side; ' +
    'postings are those to be made, with the sides of the mirror. Never more than the original, however many reversals. ' +
    'A reversal is not effective before its original. It may have the same reference.',
  example: { amount: '25.00', reason: 'One of four items came back' },
  problems: [
    ...commandProblems,
    'TransactionNotFound',
    'EffectiveAtBeforeOriginal',
    'TransactionAlreadyReversed',
    'AmountIsAmbiguous',
    'AmountIsZero',
    'PostingNotOfTransaction',
    'ReversalAboveOriginal',
    ...detailProblems,
    ...postingProblems,
  ],
});
