import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Journal, type Answered } from '@journal/journal';
import type { FreezeAccount as FreezeAccountCommand } from '@ledger/accounts/account-status';
import type { Conditional } from '@ledger/transactions/condition';
import { conditional } from './conditions';
import { reason, side } from './fields';
import { accept } from './malformed';
import { submit, type Envelope } from './submit';

/** Without a side, both. */
export const freezeAccountInput = z
  .strictObject({
    side: side
      .meta({ description: 'The side on which postings are refused, or accepted again; without it, both.' })
      .exactOptional(),
    reason,
    ...conditional,
  })
  .meta({ id: 'FreezeAccount' });

/**
 * @param path of the account, as the address of the request has it
 * @throws Malformed
 */
export function parseFreezeAccount(
  type: FreezeAccountCommand['type'],
  path: string,
  input: unknown,
): Conditional & FreezeAccountCommand {
  return { type, path, ...accept(freezeAccountInput, input) };
}

export class FreezeAccount extends Command<Answered> {
  constructor(
    readonly envelope: Envelope,
    readonly command: Conditional & FreezeAccountCommand,
  ) {
    super();
  }
}

@CommandHandler(FreezeAccount)
export class FreezeAccountHandler implements ICommandHandler<FreezeAccount> {
  constructor(private readonly journal: Journal) {}

  execute({ envelope, command }: FreezeAccount): Promise<Answered> {
    return submit(this.journal, envelope, command);
  }
}
