import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Journal, type Answered } from '@journal/journal';
import type { Conditional } from '@ledger/transactions/condition';
import type { PlaceHold as PlaceHoldCommand } from '@ledger/holds/hold';
import { conditional } from './conditions';
import { time } from './instant';
import { accept } from './malformed';
import { postings } from './posting-input';
import { submit, type Envelope } from './submit';
import { tolerance } from './tolerance';
import { details } from './transaction-details';

export const placeHoldInput = z.strictObject({
  postings,
  expiresAt: time
    .meta({
      description:
        'From this time on nothing is held (RFC 3339, any offset, at most milliseconds). Without it, it never expires.',
    })
    .exactOptional(),
  tolerance: tolerance.exactOptional(),
  ...details,
  ...conditional,
});

/** @throws Malformed */
export function parsePlaceHold(input: unknown): Conditional & PlaceHoldCommand {
  return { type: 'PlaceHold', ...accept(placeHoldInput, input) };
}

export class PlaceHold extends Command<Answered> {
  constructor(
    readonly envelope: Envelope,
    readonly command: Conditional & PlaceHoldCommand,
  ) {
    super();
  }
}

@CommandHandler(PlaceHold)
export class PlaceHoldHandler implements ICommandHandler<PlaceHold> {
  constructor(private readonly journal: Journal) {}

  execute({ envelope, command }: PlaceHold): Promise<Answered> {
    return submit(this.journal, envelope, command);
  }
}
