import { randomFillSync } from 'node:crypto';

/** A call to the system's generator costs as much for 4,096 bytes as for 12. */
const pool = Buffer.alloc(4_096);
let used = pool.length;

/** Random bytes for keys and nonces, each handed out once. @param count at most 4,096 */
export function random(count: number): Buffer {
  if (used + count > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const bytes = Buffer.from(pool.subarray(used, used + count));
  pool.fill(0, used, used + count);
  used += count;
  return bytes;
}
