import type { Actor } from '@entries/entry';

/** Who asks, in tests that do not speak about it. */
export const caller: Actor = { sub: 'anonymous' };
