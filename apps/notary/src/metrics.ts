import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Logger } from 'pino';
import type { AnchorsObserver } from '@notary/anchors/anchors';
import type { Notary, NotaryObserver, NotaryState } from '@notary/notary';
import type { Signed } from '@notary/leading-notary';
import type { WitnessesObserver } from '@notary/witnesses';
import { WorkerMetrics } from '@worker/metrics';
import type { Lag } from './lag';

/** Counts and logs what the notary does. */
export class Metrics implements NotaryObserver, WitnessesObserver, AnchorsObserver {
  readonly registry = new Registry();
  private readonly registers = [this.registry];
  private readonly checkpoints = new Counter({
    name: 'ledger_notary_checkpoints_total',
    help: 'Checkpoints signed and released.',
    registers: this.registers,
  });
  private readonly signedSeconds = new Histogram({
    name: 'ledger_notary_signed_seconds',
    help: 'From when the first entry under no earlier checkpoint was recorded until one was released.',
    buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 1.5, 2.5, 5, 10, 60],
    registers: this.registers,
  });
  private readonly cosignatures = new Counter({
    name: 'ledger_notary_cosignatures_total',
    help: 'Cosignatures by each witness.',
    labelNames: ['witness'] as const,
    registers: this.registers,
  });
  private readonly witnessFailures = new Counter({
    name: 'ledger_notary_witness_failures_total',
    help: 'Checkpoints that a witness was asked for and did not cosign.',
    labelNames: ['witness'] as const,
    registers: this.registers,
  });
  private readonly heldBackTotal = new Counter({
    name: 'ledger_notary_held_back_total',
    help: 'Times that a checkpoint was not released because too few witnesses had cosigned it; it is tried again.',
    registers: this.registers,
  });
  private readonly anchoredTotal = new Counter({
    name: 'ledger_notary_anchored_total',
    help: 'Checkpoints that arrived at each anchor.',
    labelNames: ['anchor'] as const,
    registers: this.registers,
  });
  private readonly anchorFailures = new Counter({
    name: 'ledger_notary_anchor_failures_total',
    help: 'Checkpoints that an anchor did not take; it gets the next one.',
    labelNames: ['anchor'] as const,
    registers: this.registers,
  });

  /** Logs of which a checkpoint waits for cosignatures. */
  private readonly heldBackLogs = new Set<string>();
  private readonly worker: WorkerMetrics;

  constructor(
    private readonly log: Logger,
    lag: Lag,
    notary: () => Pick<Notary, 'stoppedLedgers' | 'unregisteredLedgers'>,
  ) {
    const names = {
      worker: 'notary',
      drops: 'ledger_notary_drops_total',
      failures: 'ledger_notary_failures_total',
      standingBy: { name: 'ledger_notary_standing_by', help: '1 while another process signs.' },
      lagEntries: {
        name: 'ledger_notary_lag_entries',
        help: 'Entries of signed ledgers that are under no checkpoint.',
      },
      lagSeconds: {
        name: 'ledger_notary_lag_seconds',
        help: 'Age of the oldest entry that was taken and is under no checkpoint; 0 when there is none.',
      },
    };
    this.worker = new WorkerMetrics(this.registry, log, names, () => lag.measure());
    const stopped: Gauge = new Gauge({
      name: 'ledger_notary_stopped_ledgers',
      help: 'Ledgers that are signed no more because their journal is not what it was, or not as it should be.',
      registers: this.registers,
      collect: () => stopped.set(notary().stoppedLedgers.length),
    });
    const unregistered: Gauge = new Gauge({
      name: 'ledger_notary_unregistered_ledgers',
      help: "Ledgers that are not signed because they have not registered the notary's key.",
      registers: this.registers,
      collect: () => unregistered.set(notary().unregisteredLedgers.length),
    });
  }

  state(state: NotaryState): void {
    this.worker.state(state);
  }

  resubscribed(cause: unknown): void {
    this.worker.resubscribed(cause);
  }

  failed(error: unknown): void {
    this.worker.failed(error);
  }

  signed({ ledger, size, since }: Signed): void {
    this.checkpoints.inc();
    for (const log of this.heldBackLogs) if (log.endsWith(`/${ledger}`)) this.heldBackLogs.delete(log);
    if (since !== undefined) this.signedSeconds.observe(Math.max(0, Date.now() - Date.parse(since)) / 1000);
    this.log.debug({ ledger, size }, 'signed');
  }

  cosigned(witness: string): void {
    this.cosignatures.inc({ witness });
  }

  witnessFailed(witness: string, sentence: string): void {
    this.witnessFailures.inc({ witness });
    this.log.warn({ witness }, `The witness ${witness} did not cosign ${sentence}`);
  }

  heldBack(log: string, size: number): void {
    this.heldBackTotal.inc();
    // It is tried again every second: logged once, until one is released.
    if (this.heldBackLogs.has(log)) return;
    this.heldBackLogs.add(log);
    this.log.error({ log, size }, 'too few witnesses have cosigned the checkpoint: it is not released yet');
  }

  anchored(anchor: string, log: string, size: number): void {
    this.anchoredTotal.inc({ anchor });
    this.log.debug({ anchor, log, size }, 'anchored');
  }

  anchorFailed(anchor: string, sentence: string): void {
    this.anchorFailures.inc({ anchor });
    this.log.error({ anchor }, `The checkpoint is not anchored at ${anchor}: ${sentence}`);
  }

  ledgerStopped(sentence: string): void {
    this.log.fatal(sentence);
  }

  unregistered(ledger: string): void {
    this.log.warn(
      { ledger },
      'the ledger has not registered the key of this notary: nothing of it is signed',
    );
  }
}
