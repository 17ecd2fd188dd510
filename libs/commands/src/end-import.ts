import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Journal, type Answered } from '@journal/journal';
import type { Conditional } from '@ledger/transactions/condition';
import type { EndImport as EndImportCommand } from '@ledger/transactions/importing';
import { reasonInput } from './conditions';
import { accept } from './malformed';
import { submit, type Envelope } from './submit';

/** @throws Malformed */
export function parseEndImport(input: unknown): Conditional & EndImportCommand {
  return { type: 'EndImport', ...accept(reasonInput, input) };
}

export class EndImport extends Command<Answered> {
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

  execute({ envelope, command }: EndImport): Promise<Answered> {
    return submit(this.journal, envelope, command);
  }
}
