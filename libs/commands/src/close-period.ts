import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Journal, type Answered } from '@journal/journal';
import type { Conditional } from '@ledger/transactions/condition';
import type { ClosePeriod as ClosePeriodCommand } from '@ledger/periods/period';
import { conditional } from './conditions';
import { periodName, reason } from './fields';
import { time } from './instant';
import { accept } from './malformed';
import { submit, type Envelope } from './submit';

export const closePeriodInput = z
  .strictObject({
    period: periodName,
    from: time.meta({ description: 'The first moment of the period.' }),
    to: time.meta({ description: 'The first moment after the period; must have passed.' }),
    kind: z.enum(['soft', 'hard']).meta({
      description: '`soft`: transactions with a `lateReason` are still taken; `hard`: none are.',
    }),
    reason: reason.exactOptional(),
    ...conditional,
  })
  .check(({ value, issues }) => {
    if (value.from < value.to) return;
    const message = 'Give an end that lies after the beginning.';
    issues.push({ code: 'custom', input: value, path: ['to'], message, params: { code: 'OutOfRange' } });
  });

/** @throws Malformed */
export function parseClosePeriod(input: unknown): Conditional & ClosePeriodCommand {
  return { type: 'ClosePeriod', ...accept(closePeriodInput, input) };
}

export class ClosePeriod extends Command<Answered> {
  constructor(
    readonly envelope: Envelope,
    readonly command: Conditional & ClosePeriodCommand,
  ) {
    super();
  }
}

@CommandHandler(ClosePeriod)
export class ClosePeriodHandler implements ICommandHandler<ClosePeriod> {
  constructor(private readonly journal: Journal) {}

  execute({ envelope, command }: ClosePeriod): Promise<Answered> {
    return submit(this.journal, envelope, command);
  }
}
