import type { Actor } from '@ledger/actor';

/** Who asks, in tests that do not speak about it. */
export const caller: Actor = { sub: 'anonymous' };
