import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Journal, type Answered } from '@journal/journal';
import type { Conditional } from '@ledger/transactions/condition';
import type { ReopenPeriod as ReopenPeriodCommand } from '@ledger/periods/period';
import { reasonInput } from './conditions';
import { accept } from './malformed';
import { submit, type Envelope } from './submit';

/**
 * @param period name of the period, as the address of the request has it
 * @throws Malformed
 */
export function parseReopenPeriod(period: string, input: unknown): Conditional & ReopenPeriodCommand {
  return { type: 'ReopenPeriod', period, ...accept(reasonInput, input) };
}

export class ReopenPeriod extends Command<Answered> {
  constructor(
    readonly envelope: Envelope,
    readonly command: Conditional & ReopenPeriodCommand,
  ) {
    super();
  }
}

@CommandHandler(ReopenPeriod)
export class ReopenPeriodHandler implements ICommandHandler<ReopenPeriod> {
  constructor(private readonly journal: Journal) {}

  execute({ envelope, command }: ReopenPeriod): Promise<Answered> {
    return submit(this.journal, envelope, command);
  }
}
