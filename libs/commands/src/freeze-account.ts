import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Journal, type Answered } from '@journal/journal';
import type { FreezeAccount as FreezeAccountCommand, UnfreezeAccount } from '@ledger/accounts/account-status';
import type { Conditional } from '@ledger/transactions/condition';
import { conditional } from './conditions';
import { reason, side } from './fields';
import { accept } from './malformed';
import { submit, type Envelope } from './submit';

/** Without a side, both. */
const onSide = {
  side: side
    .meta({ description: 'The side on which postings are refused, or accepted again; without it, both.' })
    .exactOptional(),
  reason,
  ...conditional,
};

export const freezeAccountInput = z.strictObject({
  ...onSide,
  exceptHolds: z
    .boolean()
    .meta({
      description:
        'Whether holds that are open may still be captured, so that what was authorised is cleared. By default not.',
    })
    .exactOptional(),
});

export const unfreezeAccountInput = z.strictObject(onSide);

/**
 * @param path of the account, as the address of the request has it
 * @throws Malformed
 */
export function parseFreezeAccount(path: string, input: unknown): Conditional & FreezeAccountCommand {
  return { type: 'FreezeAccount', path, ...accept(freezeAccountInput, input) };
}

/** As {@link parseFreezeAccount}. @throws Malformed */
export function parseUnfreezeAccount(path: string, input: unknown): Conditional & UnfreezeAccount {
  return { type: 'UnfreezeAccount', path, ...accept(unfreezeAccountInput, input) };
}

export class FreezeAccount extends Command<Answered> {
  constructor(
    readonly envelope: Envelope,
    readonly command: Conditional & (FreezeAccountCommand | UnfreezeAccount),
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
