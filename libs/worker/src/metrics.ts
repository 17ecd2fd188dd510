import type { Logger } from 'pino';
import { Counter, Gauge, collectDefaultMetrics, type Registry } from 'prom-client';
import type { ReadingObserver } from './reading';
import type { LeadershipObserver } from './leadership';

interface Named {
  readonly name: string;
  readonly help: string;
}

/** How far a worker is behind the journals. NaN where that is unknown. */
export interface Behind {
  readonly entries: number;
  readonly seconds: number;
}

/** What the metrics of a worker are called. */
export interface WorkerNames {
  /** What the log calls the worker. */
  readonly worker: string;
  /** Names of counters. */
  readonly drops: string;
  readonly failures: string;
  readonly standingBy: Named;
  readonly lagEntries: Named;
  readonly lagSeconds: Named;
}

/** Counts and logs what every worker does. */
export class WorkerMetrics implements LeadershipObserver, ReadingObserver {
  private readonly drops: Counter<'how'>;
  private readonly failures: Counter;
  private readonly isStandingBy: Gauge;

  constructor(
    registry: Registry,
    private readonly log: Logger,
    private readonly names: WorkerNames,
    measureLag: () => Promise<Behind>,
  ) {
    const registers = [registry];
    collectDefaultMetrics({ register: registry });
    this.drops = new Counter({
      name: names.drops,
      help: 'Subscriptions that ended, each resubscribed from the last entry taken.',
      labelNames: ['how'] as const,
      registers,
    });
    this.failures = new Counter({
      name: names.failures,
      help: 'Leaderships that ended with an error; the worker tries again after a pause.',
      registers,
    });
    this.isStandingBy = new Gauge({ ...names.standingBy, registers });
    // One measurement for both figures, which are collected side by side.
    let measuring: Promise<Behind> | undefined;
    const lag = () => (measuring ??= measureLag().finally(() => (measuring = undefined)));
    const lagEntries: Gauge = new Gauge({
      ...names.lagEntries,
      registers,
      collect: async () => lagEntries.set((await lag()).entries),
    });
    const lagSeconds: Gauge = new Gauge({
      ...names.lagSeconds,
      registers,
      collect: async () => lagSeconds.set((await lag()).seconds),
    });
  }

  state(state: string): void {
    this.isStandingBy.set(state === 'standing by' ? 1 : 0);
    this.log.info({ state }, this.names.worker);
  }

  /** Routine: a store before version 24.2 drops a subscriber that is slow for a moment. */
  resubscribed(cause: unknown): void {
    this.drops.inc({ how: cause === undefined ? 'closed' : 'failed' });
    this.log.debug({ cause: (cause as Error | undefined)?.message }, 'resubscribed');
  }

  failed(error: unknown): void {
    this.failures.inc();
    this.log.error({ err: error }, (error as Error).message);
  }
}
