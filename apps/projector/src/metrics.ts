import { Counter, Histogram, Registry } from 'prom-client';
import type { Logger } from 'pino';
import type { ProjectorObserver, ProjectorState } from '@read-models/projection/projector';
import type { Written } from '@read-models/projection/leading-projector';
import { WorkerMetrics } from '@worker/metrics';
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

  private readonly worker: WorkerMetrics;

  constructor(
    private readonly log: Logger,
    private readonly lag: Lag,
  ) {
    const names = {
      worker: 'projector',
      drops: 'ledger_projector_drops_total',
      failures: 'ledger_projector_failures_total',
      standingBy: { name: 'ledger_projector_standing_by', help: '1 while another process projects.' },
      lagEntries: {
        name: 'ledger_projector_lag_entries',
        help: 'Entries of the journals that the read models have not applied.',
      },
      lagSeconds: {
        name: 'ledger_projector_lag_seconds',
        help: 'Age of the last entry applied while there are others to apply; 0 when there are none.',
      },
    };
    this.worker = new WorkerMetrics(this.registry, log, names, () => lag.measure());
  }

  state(state: ProjectorState): void {
    this.worker.state(state);
  }

  resubscribed(cause: unknown): void {
    this.worker.resubscribed(cause);
  }

  failed(error: unknown): void {
    this.worker.failed(error);
  }

  written(written: Written, milliseconds: number): void {
    this.lag.applied(written);
    this.entries.inc(written.entries);
    this.batchEntries.observe(written.entries);
    this.batchSeconds.observe(milliseconds / 1000);
    this.visibleSeconds.observe(Math.max(0, Date.now() - Date.parse(written.recordedAt)) / 1000);
  }

  ledgerStopped(sentence: string): void {
    this.log.fatal(sentence);
  }
}
