/** Clock, timers and randomness: what a simulation replaces. Times in milliseconds. */
export interface WorkerWorld {
  now(): number;
  delay(milliseconds: number): Promise<void>;
  /** 0 <= n < 1 */
  random(): number;
}

/** Those of this machine. */
export const systemWorld = {
  now: () => performance.now(),
  delay: (milliseconds: number) =>
    new Promise<void>((resolve) => void setTimeout(resolve, milliseconds).unref()),
  /** As soon as what is at hand has been read. */
  soon: () => new Promise<void>((resolve) => setImmediate(resolve)),
  random: Math.random,
};
