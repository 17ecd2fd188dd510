import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Journal, type Answered } from '@journal/journal';
import type { Conditional } from '@ledger/transactions/condition';
import type { ReverseTransaction as ReverseTransactionCommand } from '@ledger/transactions/reversal';
import { conditional } from './conditions';
import { reason } from './fields';
import { accept } from './malformed';
import { part, partOnce } from './posting-input';
import { submit, type Envelope } from './submit';
import { transactionDetails } from './transaction-details';

/** A reversal without the transaction it mirrors, which only the journal knows. */
export type Reversal = Conditional & Omit<ReverseTransactionCommand, 'original'>;

export const reverseTransactionInput = z
  .strictObject({ reason, ...part, ...transactionDetails, ...conditional })
  .check(partOnce);

/**
 * @param transaction id of the transaction to reverse, as the address of the request has it
 * @throws Malformed
 */
export function parseReverseTransaction(transaction: string, input: unknown): Reversal {
  return { type: 'ReverseTransaction', transaction, ...accept(reverseTransactionInput, input) };
}

export class ReverseTransaction extends Command<Answered> {
  constructor(
    readonly envelope: Envelope,
    readonly reversal: Reversal,
  ) {
    super();
  }
}

@CommandHandler(ReverseTransaction)
export class ReverseTransactionHandler implements ICommandHandler<ReverseTransaction> {
  constructor(private readonly journal: Journal) {}

  async execute({ envelope, reversal }: ReverseTransaction): Promise<Answered> {
    const { ledger, key } = envelope;
    const original = await this.journal.transaction(ledger, reversal.transaction, key);
    return submit(this.journal, envelope, { ...reversal, original });
  }
}
