import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import { Journal, type Answered, type Opening } from '@journal/journal';
import { chartPatterns, ledgerId, metadata, name } from './fields';
import { accept } from './malformed';
import { currencyInput } from './register-currency';
import type { Envelope } from './submit';

export const openLedgerInput = z.strictObject({
  id: ledgerId,
  name,
  currencies: z
    .array(currencyInput)
    .max(256)
    .meta({ description: 'Currencies to register beside those of ISO 4217, at most 256.' })
    .exactOptional(),
  chart: chartPatterns.exactOptional(),
  importing: z
    .boolean()
    .meta({ description: 'Whether history is imported before the ledger goes live. Default `false`.' })
    .exactOptional(),
  takesFuture: z
    .boolean()
    .meta({
      description:
        'Whether transactions may be effective in the future. Default `false`. They count in balances at once; balances read with `effectiveAt` count them from their time on.',
    })
    .exactOptional(),
  metadata: metadata.exactOptional(),
});

/** @throws Malformed */
export function parseOpenLedger(input: unknown): { readonly id: string; readonly opening: Opening } {
  const { id, ...opening } = accept(openLedgerInput, input);
  return { id, opening };
}

export class OpenLedger extends Command<Answered> {
  constructor(
    readonly envelope: Envelope,
    readonly opening: Opening,
  ) {
    super();
  }
}

@CommandHandler(OpenLedger)
export class OpenLedgerHandler implements ICommandHandler<OpenLedger> {
  constructor(private readonly journal: Journal) {}

  execute({ envelope: { actor, ledger, key, isDryRun }, opening }: OpenLedger): Promise<Answered> {
    const keyed = { actor, key, opening };
    return isDryRun ? this.journal.previewOpening(ledger, keyed) : this.journal.openLedger(ledger, keyed);
  }
}
