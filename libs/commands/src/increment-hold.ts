import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Journal, type Answered } from '@journal/journal';
import type { Conditional } from '@ledger/transactions/condition';
import type { IncrementHold as IncrementHoldCommand } from '@ledger/holds/hold';
import { conditional } from './conditions';
import { time } from './instant';
import { accept } from './malformed';
import { part, partOnce } from './posting-input';
import { submit, type Envelope } from './submit';

export const incrementHoldInput = z
  .strictObject({
    ...part,
    expiresAt: time
      .meta({ description: 'The new time of expiry (RFC 3339, any offset, at most milliseconds).' })
      .exactOptional(),
    ...conditional,
  })
  .check(partOnce, ({ value, issues }) => {
    const { amount, expiresAt, postings } = value;
    if (amount !== undefined || expiresAt !== undefined || postings !== undefined) return;
    const message = 'Give amount, postings or expiresAt.';
    issues.push({ code: 'custom', input: value, message, params: { code: 'Missing' } });
  });

/**
 * @param hold id of the hold, as the address of the request has it
 * @throws Malformed
 */
export function parseIncrementHold(hold: string, input: unknown): Conditional & IncrementHoldCommand {
  return { type: 'IncrementHold', hold, ...accept(incrementHoldInput, input) };
}

export class IncrementHold extends Command<Answered> {
  constructor(
    readonly envelope: Envelope,
    readonly command: Conditional & IncrementHoldCommand,
  ) {
    super();
  }
}

@CommandHandler(IncrementHold)
export class IncrementHoldHandler implements ICommandHandler<IncrementHold> {
  constructor(private readonly journal: Journal) {}

  execute({ envelope, command }: IncrementHold): Promise<Answered> {
    return submit(this.journal, envelope, command);
  }
}
