import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Journal, type Answered } from '@journal/journal';
import type { OpenAccount as OpenAccountCommand } from '@ledger/accounts/account';
import type { Conditional } from '@ledger/transactions/condition';
import { conditional } from './conditions';
import { accountPath, accountType, currencies, limits, metadata, tags } from './fields';
import { accept } from './malformed';
import { submit, type Envelope } from './submit';

export const openAccountInput = z.strictObject({
  path: accountPath,
  type: accountType.exactOptional(),
  currencies: currencies.exactOptional(),
  limits: limits.exactOptional(),
  tags: tags.exactOptional(),
  metadata: metadata.exactOptional(),
  ...conditional,
});

/** @throws Malformed */
export function parseOpenAccount(input: unknown): Conditional & OpenAccountCommand {
  const { type, ...rest } = accept(openAccountInput, input);
  return { type: 'OpenAccount', ...(type && { accountType: type }), ...rest };
}

export class OpenAccount extends Command<Answered> {
  constructor(
    readonly envelope: Envelope,
    readonly command: Conditional & OpenAccountCommand,
  ) {
    super();
  }
}

@CommandHandler(OpenAccount)
export class OpenAccountHandler implements ICommandHandler<OpenAccount> {
  constructor(private readonly journal: Journal) {}

  execute({ envelope, command }: OpenAccount): Promise<Answered> {
    return submit(this.journal, envelope, command);
  }
}
