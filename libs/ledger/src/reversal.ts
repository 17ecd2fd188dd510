import { Refusal } from './refusal';
import type { LedgerState, Side } from './state';
import type { Posting } from './posting';
import { postTransaction, type TransactionDetails, type TransactionPosted } from './transaction';

/** A posted transaction as its entry tells it: what a reversal mirrors. */
export interface PostedTransaction {
  readonly id: string;
  readonly seq: number;
  readonly postings: readonly Posting[];
}

export interface ReverseTransaction extends TransactionDetails {
  readonly type: 'ReverseTransaction';
  /** Id of the transaction to reverse. */
  readonly transaction: string;
  /** Read from the journal before the rules are asked; undefined where it has no such transaction. */
  readonly original: PostedTransaction | undefined;
  readonly reason: string;
}

const opposite: Record<Side, Side> = { debit: 'credit', credit: 'debit' };

/**
 * Mirrors every posting of the original, once.
 * @throws Refusal TransactionNotFound, TransactionAlreadyReversed, then those of posting
 */
export function reverseTransaction(
  state: LedgerState,
  command: ReverseTransaction,
  now: string,
): TransactionPosted[] {
  const { transaction, original, reason, type: _, ...details } = command;
  if (!original) {
    throw new Refusal('TransactionNotFound', `No transaction has the id ${transaction}.`, { transaction });
  }
  const reversedBy = state.reversals.get(original.seq);
  if (reversedBy !== undefined) {
    throw new Refusal(
      'TransactionAlreadyReversed',
      `The entry at seq ${reversedBy} reversed ${transaction}.`,
      {
        transaction,
        seq: String(reversedBy),
      },
    );
  }
  const postings = original.postings.map((posting) => ({ ...posting, side: opposite[posting.side] }));
  const events = postTransaction(state, { ...details, type: 'PostTransaction', postings }, now);
  return events.map((event) => {
    if (event.type !== 'TransactionPosted') throw new Error('a reversal opens no account');
    const { reference, tags, ...body } = event.body;
    const reverses = { id: original.id, seq: String(original.seq) };
    return {
      type: event.type,
      body: {
        ...body,
        reason,
        ...(reference !== undefined && { reference }),
        reverses,
        ...(tags && { tags }),
      },
    };
  });
}
