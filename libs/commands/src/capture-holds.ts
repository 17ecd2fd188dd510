import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Journal, type Answered } from '@journal/journal';
import type { CaptureHold } from '@ledger/holds/capture';
import { capture } from './capture-hold';
import { entryId } from './fields';
import { idempotencyKey } from './idempotency-key';
import { accept } from './malformed';
import { partOnce } from './posting-input';
import { bulkItemsMax } from './post-transactions';
import type { BulkEnvelope } from './submit';

const item = z
  .strictObject({
    idempotencyKey,
    hold: entryId.meta({ description: 'Id of the hold to capture.' }),
    ...capture,
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

/** One capture of a settlement file. */
export interface KeyedCapture {
  readonly command: CaptureHold;
  readonly key: string;
}

/** @throws Malformed with the flaws of all items */
export function parseCaptureHolds(input: unknown): readonly KeyedCapture[] {
  return accept(captureHoldsInput, input).items.map(({ idempotencyKey: key, ...rest }) => ({
    key,
    command: { type: 'CaptureHold', ...rest },
  }));
}

/** Captures all of them in one append, or none. */
export class CaptureHolds extends Command<readonly Answered[]> {
  constructor(
    readonly envelope: BulkEnvelope,
    readonly items: readonly KeyedCapture[],
  ) {
    super();
  }
}

@CommandHandler(CaptureHolds)
export class CaptureHoldsHandler implements ICommandHandler<CaptureHolds> {
  constructor(private readonly journal: Journal) {}

  /** @throws AtomicRefusal; Refusal BulkTooLarge, LedgerNotFound and the like */
  execute({ envelope: { actor, ledger, isDryRun }, items }: CaptureHolds): Promise<Answered[]> {
    const keyed = items.map((item) => ({ actor, ...item }));
    return isDryRun ? this.journal.previewAtomic(ledger, keyed) : this.journal.submitAtomic(ledger, keyed);
  }
}
