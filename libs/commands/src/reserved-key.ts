import { Refusal } from '@ledger/refusal';
import type { Judge } from './judge';

/** How the idempotency keys of workers begin. */
const reserved = ['connector/', 'reconcile/', 'file/'] as const;

/**
 * Workers derive the idempotency key of what they send from what they received, and so send nothing twice. Nobody else may
 * use such a key: whoever did could keep a worker's command out of the ledger.
 * @throws Refusal IdempotencyKeyReserved
 */
export function requireOwnKey(judge: Pick<Judge, 'covers'>, key: string): void {
  const prefix = reserved.find((each) => key.startsWith(each));
  if (prefix === undefined || judge.covers({ permission: 'work' })) return;
  const detail = `Idempotency keys that begin with ${prefix} are for workers; choose another key.`;
  throw new Refusal('IdempotencyKeyReserved', detail, { prefix });
}
