import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Journal, type Answered } from '@journal/journal';
import type { CloseAccount as CloseAccountCommand } from '@ledger/accounts/account-status';
import type { Conditional } from '@ledger/transactions/condition';
import { reasonInput } from './conditions';
import { accept } from './malformed';
import { submit, type Envelope } from './submit';

/**
 * @param path of the account, as the address of the request has it
 * @throws Malformed
 */
export function parseCloseAccount(path: string, input: unknown): Conditional & CloseAccountCommand {
  return { type: 'CloseAccount', path, ...accept(reasonInput, input) };
}

export class CloseAccount extends Command<Answered> {
  constructor(
    readonly envelope: Envelope,
    readonly command: Conditional & CloseAccountCommand,
  ) {
    super();
  }
}

@CommandHandler(CloseAccount)
export class CloseAccountHandler implements ICommandHandler<CloseAccount> {
  constructor(private readonly journal: Journal) {}

  execute({ envelope, command }: CloseAccount): Promise<Answered> {
    return submit(this.journal, envelope, command);
  }
}
