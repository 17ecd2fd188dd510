import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Journal } from '@journal/journal';
import type { Conditional } from '@ledger/transactions/condition';
import type { EndImport as EndImportCommand } from '@ledger/transactions/importing';
import { conditional } from './conditions';
import { reason } from './fields';
import { accept } from './malformed';
import { submit, type Answer, type Envelope } from './submit';

export const endImportInput = z.strictObject({ reason, ...conditional });

/** @throws Malformed */
export function parseEndImport(input: unknown): Conditional & EndImportCommand {
  return { type: 'EndImport', ...accept(endImportInput, input) };
}

export class EndImport extends Command<Answer> {
  constructor(
    readonly envelope: Envelope,
    readonly command: Conditional & EndImportCommand,
  ) {
    super();
  }
}

@CommandHandler(EndImport)
export class EndImportHandler implements ICommandHandler<EndImport> {
  constructor(private readonly journal: Journal) {}

  execute({ envelope, command }: EndImport): Promise<Answer> {
    return submit(this.journal, envelope, command);
  }
}
