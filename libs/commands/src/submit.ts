import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Accepted } from '@journal/answer';
import { Journal } from '@journal/journal';
import type { LedgerCommand, LedgerEvent } from '@ledger/ledger';
import { Refusal } from '@ledger/refusal';
import { PersonalTexts } from '@personal/personal-texts';
import { proposing } from './approval/propose';
import type { Declaration, Given, Wanted } from './declaration';
import type { Envelope } from './envelope';
import { encryptItems, unlessOtherText } from './personal-items';
import { askedBy, decidingEnvelope, judgedEnvelope, requireTouched, requireTouchedOriginal } from './judged';
import { shownRefusal } from './shown-refusal';

/** Any declared command, as its caller gives it, on its way to the journal of its ledger. */
export class Submit extends Command<Accepted<LedgerEvent>> {
  constructor(
    readonly envelope: Envelope,
    readonly declaration: Declaration,
    readonly given: Given<Declaration['type']>,
  ) {
    super();
  }
}

/** Other changes of keys that may come in between, one after the other. */
const attemptsMax = 5;

@CommandHandler(Submit)
export class SubmitHandler implements ICommandHandler<Submit> {
  constructor(
    private readonly journal: Journal,
    private readonly texts: PersonalTexts,
  ) {}

  /** @throws Refusal; SubjectKeysUnavailable */
  async execute(submitted: Submit): Promise<Accepted<LedgerEvent>> {
    const { declaration, given } = submitted;
    const judged = judgedEnvelope(submitted.envelope, declaration, given);
    await requireTouched(this.journal, judged, given);
    const envelope = await decidingEnvelope(this.journal, judged, declaration, given);
    const item = { command: given, key: envelope.key };
    const [encrypted] = await encryptItems(this.texts, envelope, [item]);
    if (encrypted instanceof Refusal) throw encrypted;
    const accepted = await this.submitCompleted(envelope, declaration, encrypted!.command);
    const answer = await unlessOtherText(this.texts, envelope.ledger, item, accepted);
    if (answer instanceof Refusal) throw answer;
    return answer;
  }

  /** Where what was looked up has changed by the time the command is decided, it is looked up again. */
  private async submitCompleted(
    envelope: Envelope,
    declaration: Declaration,
    wanted: Wanted<Declaration['type']>,
  ): Promise<Accepted<LedgerEvent>> {
    for (let attemptsLeft = attemptsMax - 1; ; attemptsLeft -= 1) {
      const completed = declaration.complete?.(this.journal, envelope, wanted);
      // What is not completed has all fields of its command, or its declaration does not compile.
      const command = (completed ? await completed : wanted) as LedgerCommand;
      requireTouchedOriginal(envelope, command);
      try {
        return await this.submit(envelope, command, declaration);
      } catch (error) {
        const isStale = error instanceof Refusal && error.code === 'KeysChanged';
        if (isStale && attemptsLeft > 0) continue;
        throw error instanceof Refusal ? shownRefusal(error, envelope.judge) : error;
      }
    }
  }

  private submit(
    envelope: Envelope,
    command: LedgerCommand,
    declaration: Declaration,
  ): Promise<Accepted<LedgerEvent>> {
    const { ledger, key, isDryRun, isProposed } = envelope;
    const asked = askedBy(envelope, declaration);
    const keyed = { ...asked, command: isProposed ? proposing(command) : command, key };
    return isDryRun ? this.journal.preview(ledger, keyed) : this.journal.submit(ledger, keyed);
  }
}
