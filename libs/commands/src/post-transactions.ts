import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Journal, type Answered } from '@journal/journal';
import type { Keyed } from '@journal/journals';
import type { Conditional } from '@ledger/transactions/condition';
import { Refusal } from '@ledger/refusal';
import type { PostTransaction } from '@ledger/transactions/transaction';
import { idempotencyKey } from './idempotency-key';
import { accept, Malformed } from './malformed';
import { postTransactionInput } from './post-transaction';
import type { BulkEnvelope } from './submit';

/** Most items of a bulk that comes as one array. */
export const bulkItemsMax = 10_000;

/** One transaction of a bulk, with its own key. */
export const bulkItemInput = z.strictObject({ idempotencyKey, ...postTransactionInput.shape });

/** The envelope of a bulk; its items are accepted one by one, so that one that is malformed need not sink the others. */
const bulkInput = z.strictObject({
  atomic: z.boolean().exactOptional(),
  items: z.array(z.unknown()).min(1).max(bulkItemsMax),
});

/** A transaction of a bulk with its own key, or why the item is none. */
export type BulkItem = KeyedTransaction | Malformed;

export interface KeyedTransaction {
  readonly command: Conditional & PostTransaction;
  readonly key: string;
}

/** Items are accepted one by one with {@link parseBulkItem}. @throws Malformed when the bulk itself is */
export function parseBulk(input: unknown): {
  readonly isAtomic: boolean;
  readonly items: readonly unknown[];
} {
  const { atomic = false, items } = accept(bulkInput, input);
  return { isAtomic: atomic, items };
}

/** Most flaws that are reported of one item: an answer must not become many times as long as its request. */
const itemFlawsMax = 10;

/** @param base pointer to the item within the body */
export function parseBulkItem(input: unknown, base = ''): BulkItem {
  try {
    const { idempotencyKey: key, ...transaction } = accept(bulkItemInput, input, base);
    return { key, command: { type: 'PostTransaction', ...transaction } };
  } catch (error) {
    if (error instanceof Malformed) return new Malformed(error.flaws.slice(0, itemFlawsMax));
    throw error;
  }
}

/** Posts each item on its own; the answer has one result for each, in order. */
export class PostIndependently extends Command<readonly (Answered | Refusal | Malformed)[]> {
  constructor(
    readonly envelope: BulkEnvelope,
    readonly items: readonly BulkItem[],
  ) {
    super();
  }
}

@CommandHandler(PostIndependently)
export class PostIndependentlyHandler implements ICommandHandler<PostIndependently> {
  constructor(private readonly journal: Journal) {}

  async execute({ envelope, items }: PostIndependently): Promise<(Answered | Refusal | Malformed)[]> {
    const { ledger, isDryRun } = envelope;
    const keyed = keyedBy(envelope, items);
    const results = isDryRun
      ? await this.journal.previewIndependent(ledger, keyed)
      : await this.journal.submitIndependent(ledger, keyed);
    let next = 0;
    return items.map((item) => (item instanceof Malformed ? item : results[next++]!));
  }
}

/** Posts all items as one append, or none. */
export class PostAtomically extends Command<readonly Answered[]> {
  constructor(
    readonly envelope: BulkEnvelope,
    readonly items: readonly BulkItem[],
  ) {
    super();
  }
}

@CommandHandler(PostAtomically)
export class PostAtomicallyHandler implements ICommandHandler<PostAtomically> {
  constructor(private readonly journal: Journal) {}

  /** @throws Malformed with the flaws of all items; AtomicRefusal; Refusal BulkTooLarge, LedgerNotFound and the like */
  async execute({ envelope, items }: PostAtomically): Promise<Answered[]> {
    const { ledger, isDryRun } = envelope;
    const flaws = items.flatMap((item) => (item instanceof Malformed ? item.flaws : []));
    if (flaws.length > 0) throw new Malformed(flaws.slice(0, 100));
    const keyed = keyedBy(envelope, items);
    return isDryRun ? this.journal.previewAtomic(ledger, keyed) : this.journal.submitAtomic(ledger, keyed);
  }
}

function keyedBy({ actor }: BulkEnvelope, items: readonly BulkItem[]): Keyed<PostTransaction>[] {
  return items.flatMap((item) => (item instanceof Malformed ? [] : { actor, ...item }));
}
