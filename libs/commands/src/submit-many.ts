import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Accepted } from '@journal/answer';
import { Journal } from '@journal/journal';
import { AtomicRefusal } from '@journal/journals';
import type { LedgerEvent } from '@ledger/ledger';
import { Refusal } from '@ledger/refusal';
import { PersonalTexts } from '@personal/personal-texts';
import type { BulkEnvelope } from './envelope';
import { Malformed } from './input/malformed';
import { encryptItems, unlessOtherText, type GivenItem } from './personal-items';

/** Most items of a bulk that comes as one array. */
export const bulkItemsMax = 10_000;

/** A command of a bulk as its caller gives it, with its own idempotency key. */
export interface BulkItem<Command = GivenItem['command']> {
  readonly command: Command;
  readonly key: string;
}

/** Each on its own; the answer has one result for each, in order. What is malformed is answered as it is. */
export class SubmitIndependently extends Command<readonly (Accepted<LedgerEvent> | Refusal | Malformed)[]> {
  constructor(
    readonly envelope: BulkEnvelope,
    readonly items: readonly (BulkItem | Malformed)[],
  ) {
    super();
  }
}

@CommandHandler(SubmitIndependently)
export class SubmitIndependentlyHandler implements ICommandHandler<SubmitIndependently> {
  constructor(
    private readonly journal: Journal,
    private readonly texts: PersonalTexts,
  ) {}

  /** @throws SubjectKeysUnavailable */
  async execute({
    envelope,
    items,
  }: SubmitIndependently): Promise<(Accepted<LedgerEvent> | Refusal | Malformed)[]> {
    const { actor, ledger, isDryRun } = envelope;
    const given = items.flatMap((item) => (item instanceof Malformed ? [] : [item]));
    const encrypted = await encryptItems(this.texts, envelope, given);
    const keyed = encrypted.flatMap((item) => (item instanceof Refusal ? [] : [{ actor, ...item }]));
    const outcomes = isDryRun
      ? await this.journal.previewIndependent(ledger, keyed)
      : await this.journal.submitIndependent(ledger, keyed);
    let next = 0;
    const decided = encrypted.map((item) => (item instanceof Refusal ? item : outcomes[next++]!));
    const results = await Promise.all(
      decided.map(async (result, i) =>
        result instanceof Refusal ? result : unlessOtherText(this.texts, ledger, given[i]!, result),
      ),
    );
    next = 0;
    return items.map((item) => (item instanceof Malformed ? item : results[next++]!));
  }
}

/** All of them as one append, or none. */
export class SubmitAtomically extends Command<readonly Accepted<LedgerEvent>[]> {
  constructor(
    readonly envelope: BulkEnvelope,
    readonly items: readonly BulkItem[],
  ) {
    super();
  }
}

@CommandHandler(SubmitAtomically)
export class SubmitAtomicallyHandler implements ICommandHandler<SubmitAtomically> {
  constructor(
    private readonly journal: Journal,
    private readonly texts: PersonalTexts,
  ) {}

  /** @throws AtomicRefusal; Refusal BulkTooLarge, LedgerNotFound and the like; SubjectKeysUnavailable */
  async execute({ envelope, items }: SubmitAtomically): Promise<Accepted<LedgerEvent>[]> {
    const { actor, ledger, isDryRun } = envelope;
    const encrypted = allOf(await encryptItems(this.texts, envelope, items));
    const keyed = encrypted.map((item) => ({ actor, ...item }));
    const answers = isDryRun
      ? await this.journal.previewAtomic(ledger, keyed)
      : await this.journal.submitAtomic(ledger, keyed);
    return allOf(
      await Promise.all(answers.map((answer, i) => unlessOtherText(this.texts, ledger, items[i]!, answer))),
    );
  }
}

/** @throws AtomicRefusal naming the first item that is refused */
function allOf<Item>(items: readonly (Item | Refusal)[]): Item[] {
  return items.map((item, index) => {
    if (item instanceof Refusal) throw new AtomicRefusal(index, item);
    return item;
  });
}
