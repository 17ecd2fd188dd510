import type { Answer } from './answer';
import type { Decision, KeyedCommand } from './group';

/** Commands that succeed or fail together; most often one, or none where only the state has to be brought up to date. */
export interface Job {
  readonly items: readonly KeyedCommand[];
  /** Idempotency keys of the commands that are decided now, or on whose behalf something is looked up. */
  readonly keys: readonly string[];
  /** Whether it may cause an append: holds that are due expire before it. */
  readonly writes: boolean;
  readonly since: number;
  readonly resolve: (answers: Answer[]) => void;
  readonly reject: (error: unknown) => void;
  isAnswered: boolean;
}

export interface Decided {
  readonly job: Job;
  readonly decisions: readonly Decision[];
}

/** Whether an answer would be another one if the journal had gone on without us. */
export function restsOnState({ decisions }: Decided): boolean {
  return decisions.length === 0 || decisions.some((decision) => 'refusal' in decision);
}
