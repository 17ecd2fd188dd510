import type { Actor } from '@entries/entry';
import type { Answered, Journal } from '@journal/journal';
import type { LedgerCommand } from '@ledger/ledger';

/** What goes with every command: who asks, where it goes, under which key, and whether it is only asked what would happen. */
export interface Envelope extends BulkEnvelope {
  /** The idempotency key: 1 to 255 printable ASCII characters. */
  readonly key: string;
}

/** What goes with commands of which each has its own key. */
export interface BulkEnvelope {
  readonly actor: Actor;
  readonly ledger: string;
  readonly isDryRun: boolean;
}

/**
 * Hands a command to the journal, or asks it what it would answer.
 * @throws Refusal
 */
export function submit(journal: Journal, envelope: Envelope, command: LedgerCommand): Promise<Answered> {
  const { actor, ledger, key, isDryRun } = envelope;
  const keyed = { actor, command, key };
  return isDryRun ? journal.preview(ledger, keyed) : journal.submit(ledger, keyed);
}
