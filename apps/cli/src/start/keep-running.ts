/** Something that runs until it ends by itself or is stopped. */
export interface Running {
  /** Resolves with how it ended, asked to or not. */
  readonly ended: Promise<string>;
  stop(): Promise<void>;
}

/** A service and how to start it, again and again at the same address. */
export interface Task<R extends Running> {
  /** As it begins a sentence: `The API`, `Postgres`. */
  readonly name: string;
  start(): Promise<R>;
}

/** Everything was asked to stop while a service was about to start. */
export class Stopped extends Error {}

interface Slot {
  current: Running | undefined;
  /** Settles when its first start is over. */
  started: Promise<unknown>;
}

/** How often one service may end by itself within a while before we stop trying. */
const endsMax = 5;
const withinMs = 60_000;
const startingPatienceMs = 3_000;

/** Keeps services running: starts again, with growing delays, what ends unasked; stops all in reverse order. */
export class Keeper {
  private readonly kept: Slot[] = [];
  private isStopping = false;
  private tellFailure!: (sentence: string) => void;
  /** Resolves with one sentence when a service keeps ending. */
  readonly failure = new Promise<string>((resolve) => (this.tellFailure = resolve));

  /** The pause before the first restart in milliseconds; each further one within a minute is twice as long. */
  constructor(
    private readonly log: (line: string) => void,
    private readonly firstDelayMs = 200,
  ) {}

  /** Starts a service and resolves when it is ready; a failure of this first start is thrown. */
  async start<R extends Running>(task: Task<R>): Promise<R> {
    if (this.isStopping) throw new Stopped();
    const starting = task.start();
    const slot: Slot = { current: undefined, started: starting.catch(() => undefined) };
    // Taken before it runs: services started side by side are still stopped in the order they were asked for.
    this.kept.push(slot);
    const running = await starting;
    slot.current = running;
    if (this.isStopping) throw new Stopped();
    void this.watch(task, slot);
    return running;
  }

  /** Stops all in reverse order; what is still starting gets a while to finish and is then stopped too. */
  async stop(): Promise<void> {
    this.isStopping = true;
    const allStarted = Promise.all(this.kept.map(({ started }) => started));
    await Promise.race([allStarted, new Promise((wake) => setTimeout(wake, startingPatienceMs).unref())]);
    for (const slot of this.kept.reverse()) await slot.current?.stop();
  }

  private async watch(task: Task<Running>, slot: Slot): Promise<void> {
    const ends: number[] = [];
    for (let how = await slot.current?.ended; !this.isStopping; how = await slot.current?.ended) {
      slot.current = undefined;
      ends.push(Date.now());
      const recent = ends.filter((at) => at > Date.now() - withinMs).length;
      if (recent >= endsMax) return this.tellFailure(`${task.name} keeps ending (${how}).`);
      this.log(`${task.name} ended (${how}); starting it again.`);
      await new Promise((wake) => setTimeout(wake, this.firstDelayMs * 2 ** (recent - 1)));
      if (this.isStopping) return;
      slot.current = await task.start().catch((cause: Error) => ({
        ended: Promise.resolve(cause.message),
        stop: () => Promise.resolve(),
      }));
      // Stopped while this was starting: nobody else knows of it.
      if (this.isStopping) return slot.current.stop();
    }
  }
}
