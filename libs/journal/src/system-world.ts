import { randomFillSync } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { Random } from '@entries/uuid';

const poolBytes = 8_192;

/** Random bytes of the system, fetched in larger portions: one call for each entry cost as much as its signature. */
function systemRandom(): Random {
  const pool = new Uint8Array(poolBytes);
  let next = poolBytes;
  return (size) => {
    if (next + size > poolBytes) {
      randomFillSync(pool);
      next = 0;
    }
    next += size;
    return pool.subarray(next - size, next);
  };
}

/** The clock, timers and randomness of the machine: what a simulation replaces. */
export const systemWorld = {
  now: Date.now,
  random: systemRandom(),
  delay: (milliseconds: number, signal?: AbortSignal): Promise<void> =>
    setTimeout(milliseconds, undefined, { ...(signal && { signal }) }),
  soon: (run: () => void): void => void setImmediate(run),
};
