import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { z } from 'zod';
import type { Accepted } from '@journal/answer';
import { Journal, type Opening } from '@journal/journal';
import type { LedgerEvent } from '@ledger/ledger';
import type { Envelope } from '../envelope';
import { chartPatterns, ledgerId, metadata, name } from '../input/fields';
import { accept } from '../input/malformed';
import { currencyInput } from './register-currency';

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

/** Opens a ledger under the keys of this process: the one command that is not to a ledger that is open. */
export class OpenLedger extends Command<Accepted<LedgerEvent>> {
  constructor(
    readonly envelope: Envelope,
    readonly opening: Opening,
  ) {
    super();
  }
}

const opens = { permission: 'openLedgers', command: 'OpenLedger', reach: { isWhole: true } } as const;

@CommandHandler(OpenLedger)
export class OpenLedgerHandler implements ICommandHandler<OpenLedger> {
  constructor(private readonly journal: Journal) {}

  execute({
    envelope: { judge, ledger, key, isDryRun },
    opening,
  }: OpenLedger): Promise<Accepted<LedgerEvent>> {
    const keyed = { actor: judge.actorFor(opens), key, opening };
    return isDryRun ? this.journal.previewOpening(ledger, keyed) : this.journal.openLedger(ledger, keyed);
  }
}
