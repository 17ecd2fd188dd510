import type { Logger } from 'pino';
import { Gauge, type Registry } from 'prom-client';
import type { Journal } from '@journal/journal';
import { newestTime } from '@read-models/queries/newest-time';
import type { Tables } from '@read-models/queries/tables';
import { withTimeout } from '@streams/with-timeout';
import { RequestProblem } from '../problems/problem';
import {
  CheckedClock,
  inWords,
  refuseBeyondMs,
  secondsOf,
  warnBeyondMs,
  type Offset,
  type OtherClock,
} from './checked-clock';

const everyMs = 60_000;

/** How long a clock is waited for, in milliseconds. */
const readWithinMs = 2_000;

/** A comparison is good for so long where writes are refused: one that has just failed is not repeated for each of them. */
const freshMs = 1_000;

/** What could be reached. */
export interface Reached {
  readonly eventStore: boolean;
  readonly tables: boolean;
}

/** A ledger whose time is ahead of our clock, in milliseconds. */
export interface LedgerAhead {
  readonly ledger: string;
  readonly aheadMs: number;
}

type Verdict = 'agree' | 'differ' | 'disagree';

/** Compares the clock of this process with those of Postgres and the event store, at the start and every minute. */
export class ClockWatch {
  private readonly clock = new CheckedClock({ now: Date.now, monotonic: () => performance.now() });
  private others: readonly OtherClock[] = [];
  private comparing: Promise<Reached> | undefined;
  private comparedAt = -Infinity;
  private newest: { readonly ledger: string; readonly recordedAt: number } | undefined;
  private verdict: Verdict = 'agree';

  constructor(
    private readonly log: Logger,
    registry: Registry,
  ) {
    const registers = [registry];
    const offset: Gauge<'clock'> = new Gauge({
      name: 'ledger_clock_ahead_seconds',
      help: 'By how much the clock of this process is ahead of another; negative where it is behind.',
      labelNames: ['clock'],
      registers,
      collect: () => {
        offset.reset();
        for (const { clock, aheadMs } of this.offsets) offset.set({ clock }, aheadMs / 1_000);
      },
    });
    const ahead: Gauge = new Gauge({
      name: 'ledger_time_ahead_seconds',
      help: 'By how much the time of the ledger that is furthest ahead is ahead of the clock; 0 where none is.',
      registers,
      collect: () => ahead.set((this.ledgerAhead?.aheadMs ?? 0) / 1_000),
    });
  }

  /** Begins, and resolves after the first comparison. */
  async start(journal: Journal, tables: Tables): Promise<void> {
    this.others = [
      { name: 'the event store', read: () => withTimeout(journal.storeTime(), readWithinMs) },
      { name: 'Postgres', read: () => withTimeout(this.readTables(tables), readWithinMs) },
    ];
    await this.compare();
    setInterval(() => void this.compare(), everyMs).unref();
  }

  private async readTables(tables: Tables) {
    const { now, ledger, recordedAt } = await newestTime(tables);
    this.newest = ledger === undefined || recordedAt === undefined ? undefined : { ledger, recordedAt };
    return { from: now, to: now };
  }

  /** Compares now, or takes part in the comparison that is under way. Never throws. */
  compare(): Promise<Reached> {
    this.comparing ??= this.compareOnce().finally(() => (this.comparing = undefined));
    return this.comparing;
  }

  private async compareOnce(): Promise<Reached> {
    const [eventStore = false, tables = false] = await this.clock.compare(this.others);
    this.comparedAt = performance.now();
    this.report();
    return { eventStore, tables };
  }

  /** Logs what has changed. */
  private report(): void {
    const { worst } = this.clock;
    const verdict = verdictOn(worst);
    if (verdict === this.verdict) return;
    this.verdict = verdict;
    const sentence = worst
      ? `The clock of this process is ${inWords(worst)}`
      : 'No clock can be compared with';
    if (verdict === 'disagree') this.log.error(`${sentence}: nothing is written until they agree.`);
    else if (verdict === 'differ') this.log.warn(`${sentence}.`);
    else this.log.info('The clocks agree.');
  }

  /** The time for entries, in milliseconds since 1970. */
  now(): number {
    return this.clock.now();
  }

  get offsets(): readonly Offset[] {
    return this.clock.offsets;
  }

  /** The difference with which nothing is written. */
  get disagreement(): Offset | undefined {
    const { worst } = this.clock;
    return verdictOn(worst) === 'disagree' ? worst : undefined;
  }

  /** The ledger that is furthest ahead as of the last comparison, where it is by more than clocks may differ. */
  get ledgerAhead(): LedgerAhead | undefined {
    if (!this.newest) return undefined;
    const aheadMs = this.newest.recordedAt - this.clock.now();
    return aheadMs > warnBeyondMs ? { ledger: this.newest.ledger, aheadMs } : undefined;
  }

  /**
   * Compares once more before it refuses: the clock may have been set right, or the machine may have slept.
   * @throws RequestProblem ClocksDisagree
   */
  async requireAgreement(): Promise<void> {
    if (this.disagreement && performance.now() - this.comparedAt > freshMs) await this.compare();
    const worst = this.disagreement;
    if (!worst) return;
    const aheadSeconds = secondsOf(worst.aheadMs);
    throw new RequestProblem(
      'ClocksDisagree',
      `The clock of this process is ${inWords(worst)}; this request did nothing.`,
      { clock: worst.clock, aheadSeconds },
    );
  }
}

function verdictOn(worst: Offset | undefined): Verdict {
  const differenceMs = Math.abs(worst?.aheadMs ?? 0);
  if (differenceMs > refuseBeyondMs) return 'disagree';
  return differenceMs > warnBeyondMs ? 'differ' : 'agree';
}
