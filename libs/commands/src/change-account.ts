import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Journal, type Answered } from '@journal/journal';
import type { ChangeAccount as ChangeAccountCommand } from '@ledger/accounts/account';
import type { Conditional } from '@ledger/transactions/condition';
import { conditional } from './conditions';
import { currencies, limits, metadataChanges, tags } from './fields';
import { accept } from './malformed';
import { submit, type Envelope } from './submit';

/** Absent members stay as they are; null for currencies accepts any, null for a key of metadata removes it. */
export const changeAccountInput = z
  .strictObject({
    limits: limits.exactOptional(),
    currencies: currencies
      .nullable()
      .meta({
        description: 'Codes of the currencies that the account accepts, 1 to 256; null accepts every one.',
      })
      .exactOptional(),
    tags: tags.exactOptional(),
    metadata: metadataChanges.exactOptional(),
    ...conditional,
  })
  .check((context) => {
    const { conditions: _, ...changes } = context.value;
    if (Object.keys(changes).length > 0) return;
    const message = 'Give at least one of limits, currencies, tags and metadata.';
    context.issues.push({ code: 'custom', input: context.value, message, params: { code: 'Missing' } });
  });

/**
 * @param path of the account, as the address of the request has it
 * @throws Malformed
 */
export function parseChangeAccount(path: string, input: unknown): Conditional & ChangeAccountCommand {
  return { type: 'ChangeAccount', path, ...accept(changeAccountInput, input) };
}

export class ChangeAccount extends Command<Answered> {
  constructor(
    readonly envelope: Envelope,
    readonly command: Conditional & ChangeAccountCommand,
  ) {
    super();
  }
}

@CommandHandler(ChangeAccount)
export class ChangeAccountHandler implements ICommandHandler<ChangeAccount> {
  constructor(private readonly journal: Journal) {}

  execute({ envelope, command }: ChangeAccount): Promise<Answered> {
    return submit(this.journal, envelope, command);
  }
}
