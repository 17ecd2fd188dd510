import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Accepted } from '@journal/answer';
import { Journal } from '@journal/journal';
import type { LedgerCommand, LedgerEvent, OpenedLedgerCommand } from '@ledger/ledger';
import type { Declaration, Given } from './declaration';
import type { Envelope } from './envelope';

/** Any declared command, as its caller gives it, on its way to the journal of its ledger. */
export class Submit extends Command<Accepted<LedgerEvent>> {
  constructor(
    readonly envelope: Envelope,
    readonly declaration: Declaration,
    readonly given: Given<OpenedLedgerCommand['type']>,
  ) {
    super();
  }
}

@CommandHandler(Submit)
export class SubmitHandler implements ICommandHandler<Submit> {
  constructor(private readonly journal: Journal) {}

  /** @throws Refusal */
  async execute({ envelope, declaration, given }: Submit): Promise<Accepted<LedgerEvent>> {
    const { actor, ledger, key, isDryRun } = envelope;
    const completed = declaration.complete?.(this.journal, envelope, given);
    // What is not completed has all fields of its command, or its declaration does not compile.
    const command = (completed ? await completed : given) as LedgerCommand;
    const keyed = { actor, command, key };
    return isDryRun ? this.journal.preview(ledger, keyed) : this.journal.submit(ledger, keyed);
  }
}
