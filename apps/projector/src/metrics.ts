import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import type { Logger } from 'pino';
import type { ProjectorObserver, ProjectorState } from '@read-models/projector';
import type { Written } from '@read-models/turn';
import type { Lag } from './lag';

const secondsBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60];

/** Counts and logs what the projector does. */
export class Metrics implements ProjectorObserver {
  readonly registry = new Registry();
  private readonly registers = [this.registry];
  private readonly entries = new Counter({
    name: 'ledger_projector_entries_total',
    help: 'Entries applied to the read models.',
    registers: this.registers,
  });
  private readonly batchEntries = new Histogram({
    name: 'ledger_projector_batch_entries',
    help: 'Entries of one batch.',
    buckets: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000],
    registers: this.registers,
  });
  private readonly batchSeconds = new Histogram({
    name: 'ledger_projector_batch_seconds',
    help: 'Writing one batch, commit included.',
    buckets: secondsBuckets,
    registers: this.registers,
  });
  private readonly visibleSeconds = new Histogram({
    name: 'ledger_projector_visible_seconds',
    help: 'From when the last entry of a batch was recorded until it can be queried.',
    buckets: secondsBuckets,
    registers: this.registers,
  });
  private readonly drops = new Counter({
    name: 'ledger_projector_drops_total',
    help: 'Subscriptions that ended, each resubscribed from the last entry taken.',
    labelNames: ['how'] as const,
    registers: this.registers,
  });
  private readonly failures = new Counter({
    name: 'ledger_projector_failures_total',
    help: 'Turns that failed and were tried again after a pause.',
    registers: this.registers,
  });
  private readonly isStandingBy = new Gauge({
    name: 'ledger_projector_standing_by',
    help: '1 while another process projects.',
    registers: this.registers,
  });

  constructor(
    private readonly log: Logger,
    private readonly lag: Lag,
  ) {
    collectDefaultMetrics({ register: this.registry });
    const lagEntries = new Gauge({
      name: 'ledger_projector_lag_entries',
      help: 'Entries of the journals that the read models have not applied.',
      registers: this.registers,
    });
    const lagSeconds = new Gauge({
      name: 'ledger_projector_lag_seconds',
      help: 'Age of the last entry applied while there are others to apply; 0 when there are none.',
      registers: this.registers,
      collect: async () => {
        const { entries, seconds } = await this.lag.measure();
        lagEntries.set(entries);
        lagSeconds.set(seconds);
      },
    });
  }

  state(state: ProjectorState): void {
    this.isStandingBy.set(state === 'standing by' ? 1 : 0);
    this.log.info({ state }, 'projector');
  }

  written(written: Written, milliseconds: number): void {
    this.lag.applied(written);
    this.entries.inc(written.entries);
    this.batchEntries.observe(written.entries);
    this.batchSeconds.observe(milliseconds / 1000);
    this.visibleSeconds.observe(Math.max(0, Date.now() - Date.parse(written.recordedAt)) / 1000);
  }

  /** Routine: a store before version 24.2 drops whoever is slow for a moment. */
  resubscribed(cause: unknown): void {
    this.drops.inc({ how: cause === undefined ? 'closed' : 'failed' });
    this.log.debug({ cause: (cause as Error | undefined)?.message }, 'resubscribed');
  }

  failed(error: unknown): void {
    this.failures.inc();
    this.log.error({ err: error }, (error as Error).message);
  }

  ledgerStopped(sentence: string): void {
    this.log.fatal(sentence);
  }
}
