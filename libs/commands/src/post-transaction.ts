import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Journal, type Answered } from '@journal/journal';
import type { Conditional } from '@ledger/transactions/condition';
import type { PostTransaction as PostTransactionCommand } from '@ledger/transactions/transaction';
import { conditional } from './conditions';
import { accept } from './malformed';
import { postings } from './posting-input';
import { submit, type Envelope } from './submit';
import { transactionDetails } from './transaction-details';

export const postTransactionInput = z.strictObject({ postings, ...transactionDetails, ...conditional });

/** @throws Malformed */
export function parsePostTransaction(input: unknown): Conditional & PostTransactionCommand {
  return { type: 'PostTransaction', ...accept(postTransactionInput, input) };
}

export class PostTransaction extends Command<Answered> {
  constructor(
    readonly envelope: Envelope,
    readonly command: Conditional & PostTransactionCommand,
  ) {
    super();
  }
}

@CommandHandler(PostTransaction)
export class PostTransactionHandler implements ICommandHandler<PostTransaction> {
  constructor(private readonly journal: Journal) {}

  execute({ envelope, command }: PostTransaction): Promise<Answered> {
    return submit(this.journal, envelope, command);
  }
}
