import type { Fate, Weather } from './memory-stream';

/** A random number generator (mulberry32) that gives the same numbers for the same seed: 0 <= n < 1. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Holds everything that waits, and lets one thing happen at a time, in an order that the seed decides. */
export class Scheduler implements Weather {
  private readonly waiting: (() => void)[] = [];
  private timers: { readonly due: number; readonly run: () => void }[] = [];
  private clock = Date.UTC(2026, 0, 1);

  constructor(
    readonly random: () => number,
    private readonly faults: readonly Fate[],
  ) {}

  now = (): number => this.clock;

  /** The clock of the machine is set, by so many milliseconds; it may be set back. */
  setClock(byMs: number): void {
    this.clock += byMs;
  }

  turn = (): Promise<void> => new Promise((resolve) => this.waiting.push(resolve));

  later = (run: () => void): void => void this.waiting.push(run);

  /** Rejects at once when the signal aborts. */
  delay = (milliseconds: number, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      const abort = () => {
        this.timers = this.timers.filter((each) => each !== timer);
        reject(signal!.reason as Error);
      };
      const run = () => {
        signal?.removeEventListener('abort', abort);
        resolve();
      };
      const timer = { due: this.clock + milliseconds, run };
      this.timers.push(timer);
      signal?.addEventListener('abort', abort, { once: true });
    });

  /** One append in four goes wrong where faults are given. */
  fate = (): Fate =>
    this.faults.length > 0 && this.random() < 0.25
      ? this.faults[Math.floor(this.random() * this.faults.length)]!
      : 'done';

  /** One read in ten fails where faults are given. */
  isUnreadable = (): boolean => this.faults.length > 0 && this.random() < 0.1;

  bytes = (size: number): Uint8Array =>
    Uint8Array.from({ length: size }, () => Math.floor(this.random() * 256));

  /** Lets things happen until the work is done. Where everything waits for a time, that time comes. */
  async until(work: Promise<unknown>): Promise<void> {
    let isDone = false;
    const done = work.finally(() => (isDone = true));
    while (!isDone) {
      await settled();
      this.ring();
      const [next] = this.waiting.splice(Math.floor(this.random() * this.waiting.length), 1);
      this.clock += Math.floor(this.random() * 3);
      if (next) next();
      else if (!isDone) await this.passTime(() => isDone || this.waiting.length > 0);
    }
    await done;
  }

  /** Lets the time come that is waited for, if nothing else goes on. */
  private async passTime(isOver: () => boolean): Promise<void> {
    for (let tries = 0; tries < 20; tries += 1) {
      await settled();
      if (isOver()) return;
    }
    const first = Math.min(...this.timers.map(({ due }) => due));
    if (first === Infinity) throw new Error('nothing is waiting for its turn, and the work is not done');
    this.clock = Math.max(this.clock, first);
  }

  /** What waited until now happens in its turn, like everything else. */
  private ring(): void {
    this.waiting.push(...this.timers.filter(({ due }) => due <= this.clock).map(({ run }) => run));
    this.timers = this.timers.filter(({ due }) => due > this.clock);
  }
}

/** Lets all promises that can settle do so. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
