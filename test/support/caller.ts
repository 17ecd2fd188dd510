import type { Actor } from '@ledger/actor';

/** Who asks, in tests that do not speak about it. */
export const caller: Actor = actorOf('wallets');

/** A principal, by a grant that no test looks at. */
export function actorOf(sub: string): Actor {
  return { at: '4', grant: '4', sub };
}
