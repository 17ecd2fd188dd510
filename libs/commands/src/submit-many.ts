import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Accepted } from '@journal/answer';
import { Journal } from '@journal/journal';
import type { Asked } from '@journal/keyed-command';
import { AtomicRefusal, type Keyed } from '@journal/journals';
import type { LedgerCommand, LedgerEvent } from '@ledger/ledger';
import { Refusal } from '@ledger/refusal';
import { PersonalTexts } from '@personal/personal-texts';
import type { Declaration, Given } from './declaration';
import type { BulkEnvelope } from './envelope';
import { askedBy, judgedEnvelope, requireTouched } from './judged';
import { Malformed } from './input/malformed';
import { encryptItems, unlessOtherText, type GivenItem } from './personal-items';
import { shownRefusal } from './shown-refusal';

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
    readonly declaration: Declaration,
    readonly items: readonly (BulkItem | Malformed)[],
  ) {
    super();
  }
}

@CommandHandler(SubmitIndependently)
export class SubmitIndependentlyHandler implements ICommandHandler<SubmitIndependently> {
  constructor(
    readonly journal: Journal,
    readonly texts: PersonalTexts,
  ) {}

  /** @throws SubjectKeysUnavailable */
  async execute({
    envelope,
    declaration,
    items,
  }: SubmitIndependently): Promise<(Accepted<LedgerEvent> | Refusal | Malformed)[]> {
    const { ledger, isDryRun } = envelope;
    const given = items.flatMap((item) => (item instanceof Malformed ? [] : [item]));
    const asked = await keyedItems(this, { envelope, declaration, items: given });
    const keyed = asked.flatMap((item) => (item instanceof Refusal ? [] : [item]));
    const outcomes = isDryRun
      ? await this.journal.previewIndependent(ledger, keyed)
      : await this.journal.submitIndependent(ledger, keyed);
    let next = 0;
    const decided = asked.map((item) => (item instanceof Refusal ? item : outcomes[next++]!));
    const results = await Promise.all(
      decided.map(async (result, i) =>
        result instanceof Refusal
          ? shownRefusal(result, envelope.judge)
          : unlessOtherText(this.texts, ledger, given[i]!, result),
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
    readonly declaration: Declaration,
    readonly items: readonly BulkItem[],
  ) {
    super();
  }
}

@CommandHandler(SubmitAtomically)
export class SubmitAtomicallyHandler implements ICommandHandler<SubmitAtomically> {
  constructor(
    readonly journal: Journal,
    readonly texts: PersonalTexts,
  ) {}

  /** @throws AtomicRefusal; Refusal BulkTooLarge, LedgerNotFound and the like; SubjectKeysUnavailable */
  async execute({ envelope, declaration, items }: SubmitAtomically): Promise<Accepted<LedgerEvent>[]> {
    const { ledger, isDryRun } = envelope;
    const keyed = allOf(await keyedItems(this, { envelope, declaration, items }));
    const answers = await (
      isDryRun ? this.journal.previewAtomic(ledger, keyed) : this.journal.submitAtomic(ledger, keyed)
    ).catch((error: unknown) => {
      if (!(error instanceof AtomicRefusal)) throw error;
      throw new AtomicRefusal(error.index, shownRefusal(error.refusal, envelope.judge));
    });
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

interface Bulk {
  readonly envelope: BulkEnvelope;
  readonly declaration: Declaration;
  readonly items: readonly BulkItem[];
}

/** What items are judged and encrypted with. */
interface Sources {
  readonly journal: Journal;
  readonly texts: PersonalTexts;
}

/** Items as the journal takes them, or why one is refused. What the caller is not permitted is not encrypted. */
async function keyedItems(
  { journal, texts }: Sources,
  { envelope, declaration, items }: Bulk,
): Promise<(Keyed<LedgerCommand> | Refusal)[]> {
  const asked = await Promise.all(
    items.map((item) => askedItem(journal, { envelope, declaration, items }, item)),
  );
  const permitted = items.filter((_, i) => !(asked[i] instanceof Refusal));
  const encrypted = await encryptItems(texts, envelope, permitted);
  let next = 0;
  return asked.map((each) => {
    if (each instanceof Refusal) return each;
    const item = encrypted[next++]!;
    return item instanceof Refusal ? item : { ...each, ...item };
  });
}

/** Who asks for an item, or why he is not permitted it. */
async function askedItem(
  journal: Journal,
  { envelope: bulk, declaration }: Bulk,
  { command, key }: BulkItem,
): Promise<Asked | Refusal> {
  const given = command as Given<Declaration['type']>;
  try {
    const envelope = judgedEnvelope({ ...bulk, key, isProposed: false }, declaration, given);
    await requireTouched(journal, envelope, given);
    return askedBy(envelope, declaration);
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}
