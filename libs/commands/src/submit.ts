import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Accepted } from '@journal/answer';
import { Journal } from '@journal/journal';
import type { LedgerCommand, LedgerEvent, OpenedLedgerCommand } from '@ledger/ledger';
import { Refusal } from '@ledger/refusal';
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

/** Other changes of keys that may come in between, one after the other. */
const attemptsMax = 5;

@CommandHandler(Submit)
export class SubmitHandler implements ICommandHandler<Submit> {
  constructor(private readonly journal: Journal) {}

  /** Where what was looked up has changed by the time the command is decided, it is looked up again. @throws Refusal */
  async execute(submitted: Submit): Promise<Accepted<LedgerEvent>> {
    for (let attemptsLeft = attemptsMax - 1; ; attemptsLeft -= 1) {
      const command = await this.completed(submitted);
      try {
        return await this.submit(submitted.envelope, command);
      } catch (error) {
        const isStale = error instanceof Refusal && error.code === 'KeysChanged';
        if (!isStale || attemptsLeft === 0) throw error;
      }
    }
  }

  private async completed({ envelope, declaration, given }: Submit): Promise<LedgerCommand> {
    const completed = declaration.complete?.(this.journal, envelope, given);
    // What is not completed has all fields of its command, or its declaration does not compile.
    return (completed ? await completed : given) as LedgerCommand;
  }

  private submit(
    { actor, ledger, key, isDryRun }: Envelope,
    command: LedgerCommand,
  ): Promise<Accepted<LedgerEvent>> {
    const keyed = { actor, command, key };
    return isDryRun ? this.journal.preview(ledger, keyed) : this.journal.submit(ledger, keyed);
  }
}
