import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Journal, type Keyed } from '@journal/journal';
import { capture } from './capture-hold';
import { entryId } from './fields';
import { idempotencyKey } from './idempotency-key';
import { accept } from './malformed';
import { partOnce } from './posting-input';
import { bulkItemsMax } from './post-transactions';
import { answerOf, type Answer } from './submit';

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

/** @throws Malformed with the flaws of all items */
export function parseCaptureHolds(input: unknown): readonly Keyed[] {
  return accept(captureHoldsInput, input).items.map(({ idempotencyKey: key, ...rest }) => ({
    key,
    command: { type: 'CaptureHold', ...rest },
  }));
}

/** Captures all of them in one append, or none. */
export class CaptureHolds extends Command<readonly Answer[]> {
  constructor(
    readonly ledger: string,
    readonly items: readonly Keyed[],
    readonly isDryRun: boolean,
  ) {
    super();
  }
}

@CommandHandler(CaptureHolds)
export class CaptureHoldsHandler implements ICommandHandler<CaptureHolds> {
  constructor(private readonly journal: Journal) {}

  /** @throws AtomicRefusal; Refusal BulkTooLarge, LedgerNotFound and the like */
  async execute({ ledger, items, isDryRun }: CaptureHolds): Promise<Answer[]> {
    const accepted = isDryRun
      ? await this.journal.previewAtomic(ledger, items)
      : await this.journal.submitAtomic(ledger, items);
    return accepted.map(answerOf);
  }
}
