import type { Refusal } from '@ledger/refusal';
import type { BookEvent } from '@entries/entry';
import type { Accepted } from '../answer';
import type { Decision } from './group';
import type { KeyedCommand } from '../keyed-command';

/** Commands that succeed or fail together; most often one, or none where only the state has to be brought up to date. */
export interface Job<Command, Event extends BookEvent> {
  readonly items: readonly KeyedCommand<Command>[];
  /** Idempotency keys of the commands that are decided now, or on whose behalf something is looked up. */
  readonly keys: readonly string[];
  /** Whether it may cause an append: what is due comes before it. */
  readonly writes: boolean;
  readonly since: number;
  readonly resolve: (answers: (Accepted<Event> | Refusal)[]) => void;
  readonly reject: (error: unknown) => void;
  isAnswered: boolean;
  /** Command by command, as it was decided last. */
  decisions: readonly Decision<Event>[];
}

/** Whether the job begins an append. */
export function isFirst({ items }: { readonly items: readonly { readonly isFirst?: boolean }[] }): boolean {
  return items.some((item) => item.isFirst);
}

/** Whether an answer would be another one if the journal had gone on without us. */
export function restsOnState({ decisions }: Pick<Job<never, BookEvent>, 'decisions'>): boolean {
  return decisions.length === 0 || decisions.some((decision) => 'refusal' in decision);
}
