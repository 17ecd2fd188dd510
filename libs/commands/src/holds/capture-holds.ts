import { z } from 'zod';
import type { Given } from '../declaration';
import { entryId } from '../input/fields';
import { idempotencyKey } from '../input/idempotency-key';
import { accept } from '../input/malformed';
import { partOnce } from '../input/posting-input';
import { bulkItemsMax, type BulkItem } from '../submit-many';
import { captureFields } from './capture-hold';

const item = z
  .strictObject({
    idempotencyKey,
    hold: entryId.meta({ description: 'Id of the hold to capture.' }),
    ...captureFields,
  })
  .check(partOnce);

/** A settlement file: captures of any holds of the ledger, each with its own key. */
export const captureHoldsInput = z.strictObject({
  items: z
    .array(item)
    .min(1)
    .max(bulkItemsMax)
    .meta({ description: `The captures, 1 to ${bulkItemsMax}, each with its own key.` }),
});

/** @throws Malformed with the flaws of all items */
export function parseCaptureHolds(input: unknown): readonly BulkItem<Given<'CaptureHold'>>[] {
  return accept(captureHoldsInput, input).items.map(({ idempotencyKey: key, ...rest }) => ({
    key,
    command: { type: 'CaptureHold', ...rest },
  }));
}
