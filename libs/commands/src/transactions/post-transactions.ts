import { z } from 'zod';
import type { Given } from '../declaration';
import { idempotencyKey } from '../input/idempotency-key';
import { accept, Malformed } from '../input/malformed';
import { bulkItemsMax, type BulkItem } from '../submit-many';
import { postTransactionInput } from './post-transaction';

/** One transaction of a bulk, with its own key. */
export const bulkItemInput = z.strictObject({ idempotencyKey, ...postTransactionInput.shape });

/** The envelope of a bulk; its items are accepted one by one, so that one that is malformed need not sink the others. */
const bulkInput = z.strictObject({
  atomic: z.boolean().exactOptional(),
  items: z.array(z.unknown()).min(1).max(bulkItemsMax),
});

/** A transaction of a bulk with its own key. */
export type KeyedTransaction = BulkItem<Given<'PostTransaction'>>;

/** Items are accepted one by one with {@link parseBulkItem}. @throws Malformed when the bulk itself is */
export function parseBulk(input: unknown): {
  readonly isAtomic: boolean;
  readonly items: readonly unknown[];
} {
  const { atomic = false, items } = accept(bulkInput, input);
  return { isAtomic: atomic, items };
}

/** Most flaws that are reported of a bulk of which each item must be well-formed. */
const bulkFlawsMax = 100;

/** Most flaws that are reported of one item: an answer must not become many times as long as its request. */
const itemFlawsMax = 10;

/** The item, or why it is none. @param base pointer to the item within the body */
export function parseBulkItem(input: unknown, base = ''): KeyedTransaction | Malformed {
  try {
    const { idempotencyKey: key, ...transaction } = accept(bulkItemInput, input, base);
    return { key, command: { type: 'PostTransaction', ...transaction } };
  } catch (error) {
    if (error instanceof Malformed) return new Malformed(error.flaws.slice(0, itemFlawsMax));
    throw error;
  }
}

/** All items of a bulk of which each must succeed. @throws Malformed with the flaws of all */
export function allWellFormed(items: readonly (KeyedTransaction | Malformed)[]): KeyedTransaction[] {
  const flaws = items.flatMap((item) => (item instanceof Malformed ? item.flaws : []));
  if (flaws.length > 0) throw new Malformed(flaws.slice(0, bulkFlawsMax));
  return items.flatMap((item) => (item instanceof Malformed ? [] : [item]));
}
