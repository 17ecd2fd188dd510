import type { GrantedActor } from '@ledger/actor';
import type { Judge } from './judge';

/** What goes with every command: who asks, where it goes, under which key, and whether it is only a dry run. */
export interface Envelope extends BulkEnvelope {
  /** The idempotency key: 1 to 255 printable ASCII characters. */
  readonly key: string;
  /** Whether the command is to wait for approvals. */
  readonly isProposed: boolean;
}

/** What goes with commands of which each has its own key. */
export interface BulkEnvelope {
  readonly actor: GrantedActor;
  /** Judges what the caller wishes. */
  readonly judge: Judge;
  readonly ledger: string;
  readonly isDryRun: boolean;
}
