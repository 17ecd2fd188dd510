import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Journal, type Answered } from '@journal/journal';
import type { CaptureHold as CaptureHoldCommand } from '@ledger/holds/capture';
import type { Conditional } from '@ledger/transactions/condition';
import { conditional } from './conditions';
import { accept } from './malformed';
import { part, partOnce } from './posting-input';
import { submit, type Envelope } from './submit';
import { transactionDetails } from './transaction-details';

export const capture = {
  ...part,
  final: z
    .boolean()
    .meta({ description: 'Whether the rest of the hold is released after this capture. Default `false`.' })
    .exactOptional(),
  ...transactionDetails,
  ...conditional,
};

/** Without amount and postings, all that is left. */
export const captureHoldInput = z.strictObject(capture).check(partOnce);

/**
 * @param hold id of the hold, as the address of the request has it
 * @throws Malformed
 */
export function parseCaptureHold(hold: string, input: unknown): Conditional & CaptureHoldCommand {
  return { type: 'CaptureHold', hold, ...accept(captureHoldInput, input) };
}

export class CaptureHold extends Command<Answered> {
  constructor(
    readonly envelope: Envelope,
    readonly command: Conditional & CaptureHoldCommand,
  ) {
    super();
  }
}

@CommandHandler(CaptureHold)
export class CaptureHoldHandler implements ICommandHandler<CaptureHold> {
  constructor(private readonly journal: Journal) {}

  execute({ envelope, command }: CaptureHold): Promise<Answered> {
    return submit(this.journal, envelope, command);
  }
}
