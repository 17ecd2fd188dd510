import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Journal, type Answered } from '@journal/journal';
import type { Conditional } from '@ledger/transactions/condition';
import type { VoidHold as VoidHoldCommand } from '@ledger/holds/hold-end';
import { reasonInput } from './conditions';
import { accept } from './malformed';
import { submit, type Envelope } from './submit';

/**
 * @param hold id of the hold, as the address of the request has it
 * @throws Malformed
 */
export function parseVoidHold(hold: string, input: unknown): Conditional & VoidHoldCommand {
  return { type: 'VoidHold', hold, ...accept(reasonInput, input) };
}

export class VoidHold extends Command<Answered> {
  constructor(
    readonly envelope: Envelope,
    readonly command: Conditional & VoidHoldCommand,
  ) {
    super();
  }
}

@CommandHandler(VoidHold)
export class VoidHoldHandler implements ICommandHandler<VoidHold> {
  constructor(private readonly journal: Journal) {}

  execute({ envelope, command }: VoidHold): Promise<Answered> {
    return submit(this.journal, envelope, command);
  }
}
