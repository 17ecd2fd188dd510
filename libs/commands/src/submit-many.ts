import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Accepted } from '@journal/answer';
import { Journal } from '@journal/journal';
import type { Keyed } from '@journal/journals';
import type { LedgerCommand, LedgerEvent } from '@ledger/ledger';
import { Refusal } from '@ledger/refusal';
import type { BulkEnvelope } from './envelope';
import { Malformed } from './input/malformed';

/** Most items of a bulk that comes as one array. */
export const bulkItemsMax = 10_000;

/** A command of a bulk, with its own idempotency key. */
export interface BulkItem<Command = LedgerCommand> {
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
  constructor(private readonly journal: Journal) {}

  async execute({
    envelope,
    items,
  }: SubmitIndependently): Promise<(Accepted<LedgerEvent> | Refusal | Malformed)[]> {
    const { ledger, isDryRun } = envelope;
    const wellFormed = items.flatMap((item) => (item instanceof Malformed ? [] : [item]));
    const keyed = keyedBy(envelope, wellFormed);
    const results = isDryRun
      ? await this.journal.previewIndependent(ledger, keyed)
      : await this.journal.submitIndependent(ledger, keyed);
    let next = 0;
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
  constructor(private readonly journal: Journal) {}

  /** @throws AtomicRefusal; Refusal BulkTooLarge, LedgerNotFound and the like */
  execute({ envelope, items }: SubmitAtomically): Promise<Accepted<LedgerEvent>[]> {
    const { ledger, isDryRun } = envelope;
    const keyed = keyedBy(envelope, items);
    return isDryRun ? this.journal.previewAtomic(ledger, keyed) : this.journal.submitAtomic(ledger, keyed);
  }
}

function keyedBy({ actor }: BulkEnvelope, items: readonly BulkItem[]): Keyed<LedgerCommand>[] {
  return items.map((item) => ({ actor, ...item }));
}
