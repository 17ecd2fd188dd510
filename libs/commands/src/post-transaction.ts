import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Journal } from '@journal/journal';
import { postingsMax, postingsMin } from '@ledger/posting';
import type { PostTransaction as PostTransactionCommand } from '@ledger/transaction';
import { amount } from './amount-text';
import { accountPath, currencyCode, side } from './fields';
import { accept } from './malformed';
import { submit, type Answer, type Envelope } from './submit';
import { transactionDetails } from './transaction-details';

const posting = z.strictObject({ account: accountPath, side, amount, currency: currencyCode });

export const postTransactionInput = z.strictObject({
  postings: z.array(posting).min(postingsMin).max(postingsMax),
  ...transactionDetails,
});

/** @throws Malformed */
export function parsePostTransaction(input: unknown): PostTransactionCommand {
  return { type: 'PostTransaction', ...accept(postTransactionInput, input) };
}

export class PostTransaction extends Command<Answer> {
  constructor(
    readonly envelope: Envelope,
    readonly command: PostTransactionCommand,
  ) {
    super();
  }
}

@CommandHandler(PostTransaction)
export class PostTransactionHandler implements ICommandHandler<PostTransaction> {
  constructor(private readonly journal: Journal) {}

  execute({ envelope, command }: PostTransaction): Promise<Answer> {
    return submit(this.journal, envelope, command);
  }
}
