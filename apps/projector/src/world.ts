import type { ProjectorWorld } from '@read-models/projector';

/** Clock, timers and randomness of this machine. */
export const systemWorld: ProjectorWorld = {
  now: () => performance.now(),
  delay: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds).unref()),
  soon: () => new Promise((resolve) => setImmediate(resolve)),
  random: Math.random,
};
