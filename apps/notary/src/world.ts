import type { NotaryWorld } from '@notary/notary';

/** Clock, timers and randomness of this machine. */
export const systemWorld: NotaryWorld = {
  now: () => performance.now(),
  delay: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds).unref()),
  random: Math.random,
};
