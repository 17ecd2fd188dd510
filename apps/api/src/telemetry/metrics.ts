import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import type { JournalObserver } from '@journal/observer';

const secondsBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Counts what the process does, for Prometheus. Ledgers are no labels: their number is not bounded. */
export class Metrics {
  readonly registry = new Registry();
  private readonly appends = this.counter('ledger_appends_total', 'Appends the event store acknowledged.');
  private readonly entries = this.counter('ledger_entries_total', 'Entries in those appends.');
  private readonly conflicts = this.counter(
    'ledger_append_conflicts_total',
    'Appends another writer was faster than.',
  );
  private readonly unknown = this.counter(
    'ledger_append_outcomes_unknown_total',
    'Appends that got no answer at first.',
  );
  private readonly denials = this.counter(
    'ledger_appends_denied_total',
    'Appends that the event store denied to the user of this process.',
  );
  private readonly snapshotFailures = this.counter(
    'ledger_snapshot_failures_total',
    'Snapshots that could not be used or written.',
  );
  private readonly batches = this.histogram(
    'ledger_append_entries',
    'Entries of one append.',
    [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000],
  );
  private readonly bytes = this.histogram(
    'ledger_append_bytes',
    'Bytes of one append.',
    [1e3, 4e3, 16e3, 64e3, 256e3, 1e6, 4e6],
  );
  private readonly appendSeconds = this.histogram(
    'ledger_append_seconds',
    'From append to acknowledgement.',
    secondsBuckets,
  );
  private readonly loadSeconds = this.histogram(
    'ledger_load_seconds',
    'Folding a ledger from its journal.',
    [0.01, 0.1, 0.5, 1, 5, 10, 60, 300],
  );
  private readonly queue = this.gauge(
    'ledger_commands_waiting',
    'Commands waiting to be decided, all ledgers.',
  );
  private readonly stoppedGauge = this.gauge(
    'ledger_journals_stopped',
    'Ledgers that take no write: their journal is not to be trusted, a later release wrote it, or the event store denies appends.',
  );
  private readonly requestSeconds = new Histogram({
    name: 'ledger_http_request_seconds',
    help: 'From the first byte of a request to the last of its answer.',
    labelNames: ['method', 'route', 'status'],
    buckets: secondsBuckets,
    registers: [this.registry],
  });
  private readonly waiting = new Map<string, number>();
  private readonly stoppedLedgers = new Set<string>();
  private readonly timers = new Map<string, (seconds: number) => void>();

  constructor() {
    collectDefaultMetrics({ register: this.registry });
  }

  /** What the journal reports of itself, counted. */
  readonly journal: JournalObserver = {
    appended: (_ledger, { entries, bytes, milliseconds }) => {
      this.appends.inc();
      this.entries.inc(entries);
      this.batches.observe(entries);
      this.bytes.observe(bytes);
      this.appendSeconds.observe(milliseconds / 1000);
    },
    conflicted: () => this.conflicts.inc(),
    outcomeUnknown: () => this.unknown.inc(),
    denied: () => this.denials.inc(),
    queued: (ledger, commands) => this.queued(ledger, commands),
    loaded: (_ledger, { milliseconds }) => this.loadSeconds.observe(milliseconds / 1000),
    stopped: (ledger) => this.stopped(ledger, true),
    resumed: (ledger) => this.stopped(ledger, false),
    snapshotFailed: () => this.snapshotFailures.inc(),
  };

  /** Counts an answered request. @param route the path with its parts as `:name` */
  answered(method: string, route: string, status: number, seconds: number): void {
    const key = `${method} ${route} ${status}`;
    let observe = this.timers.get(key);
    if (!observe) {
      const child = this.requestSeconds.labels(method, route, String(status));
      observe = (value) => child.observe(value);
      this.timers.set(key, observe);
    }
    observe(seconds);
  }

  private stopped(ledger: string, isStopped: boolean): void {
    if (isStopped) this.stoppedLedgers.add(ledger);
    else this.stoppedLedgers.delete(ledger);
    this.stoppedGauge.set(this.stoppedLedgers.size);
  }

  private queued(ledger: string, commands: number): void {
    if (commands === 0) this.waiting.delete(ledger);
    else this.waiting.set(ledger, commands);
    let sum = 0;
    for (const count of this.waiting.values()) sum += count;
    this.queue.set(sum);
  }

  private counter(name: string, help: string): Counter {
    return new Counter({ name, help, registers: [this.registry] });
  }

  private gauge(name: string, help: string): Gauge {
    return new Gauge({ name, help, registers: [this.registry] });
  }

  private histogram(name: string, help: string, buckets: number[]): Histogram {
    return new Histogram({ name, help, buckets, registers: [this.registry] });
  }
}
