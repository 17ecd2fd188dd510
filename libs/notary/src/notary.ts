import type { Client } from 'pg';
import type { Stream } from '@streams/stream';
import type { Signer } from '@proof/note';
import { Reading, type Portions, type ReadingObserver } from '@worker/reading';
import { Leadership, type LeadershipObserver } from '@worker/leadership';
import type { WorkerWorld } from '@worker/world';
import type { CheckpointSink } from './checkpoint-sink';
import { LeadingNotary, type LeadingNotaryObserver } from './leading-notary';
import { SignedHeads } from './signed-heads';
import { WritableTables } from './tables';
import type { Witnesses } from './witnesses';

export type NotaryState = 'standing by' | 'signing' | 'stopped';

/** Receives events for metrics and logs. */
export interface NotaryObserver extends LeadingNotaryObserver, LeadershipObserver, ReadingObserver {
  state(state: NotaryState): void;
}

export interface NotaryOptions {
  readonly databaseUrl: string;
  readonly stream: Stream;
  /** Folder of the notary's own memory, which nobody else writes. */
  readonly folder: string;
  /** The notary's keys under the name of a ledger's log. */
  readonly signers: (ledger: string) => readonly Signer[];
  /** Who is asked to cosign each checkpoint. */
  readonly witnesses?: Pick<Witnesses, 'cosigned'> | undefined;
  /** What gets each checkpoint beside the tables. */
  readonly sinks?: readonly CheckpointSink[];
  readonly world: WorkerWorld;
  readonly observer: NotaryObserver;
  /** How entries are taken, unless as {@link usualPortions} says. */
  readonly portions?: Portions;
}

/**
 * A checkpoint of a ledger is signed once a second: to read more often than that is of no use. The entries of an append
 * come within a few milliseconds.
 */
const usualPortions: Portions = { gatherMs: 20, restMs: 1_000 };

/** The advisory lock that the one who signs holds. Chosen at random. */
const notaryLock = 7_302_114_860;

/**
 * Signs a checkpoint of every ledger as it grows: stands by until it leads, then takes committed entries a portion
 * at a time, re-checks each, and signs what has grown, at most once a second and ledger.
 */
export class Notary {
  private readonly leadership: Leadership<LeadingNotary>;
  private readonly reading: Reading;
  private wakeWriter: () => void = () => undefined;

  constructor(private readonly options: NotaryOptions) {
    const { databaseUrl, world, observer } = options;
    this.leadership = new Leadership({
      lock: { databaseUrl, number: notaryLock, name: 'ledger-notary' },
      world,
      observer,
      begin: (client) => this.begin(client),
      sides: (leader) => this.sign(leader),
      ended: (leader) => {
        leader?.end();
        this.reading.end();
        this.wakeWriter();
      },
    });
    this.reading = new Reading(this.leadership, { portions: usualPortions, ...options });
  }

  /** Starts, once. Whatever fails is reported to the observer and tried again. */
  start(): void {
    this.leadership.start();
  }

  /** Ends what is under way, then gives leadership up. */
  stop(): Promise<void> {
    return this.leadership.stop();
  }

  /** Why it does not go on at the moment, or undefined. */
  get lastError(): string | undefined {
    return this.leadership.lastError ?? this.reading.lastError;
  }

  /** One sentence for each ledger whose journal is not what was signed, or not as a writer writes it. */
  get stoppedLedgers(): string[] {
    return [...(this.leadership.present?.stopped.values() ?? [])];
  }

  /** Ledgers that have not registered the notary's key. */
  get unregisteredLedgers(): string[] {
    return [...(this.leadership.present?.unregistered.keys() ?? [])];
  }

  get isSigning(): boolean {
    return this.leadership.present !== undefined;
  }

  /** Ledger id -> entries under its last checkpoint; empty while standing by. */
  get signedSizes(): ReadonlyMap<string, number> {
    return this.leadership.present?.signedSizes ?? new Map();
  }

  /** When the oldest entry that was taken and is under no checkpoint was recorded, RFC 3339. */
  get unsignedSince(): string | undefined {
    return this.leadership.present?.unsignedSince;
  }

  private begin(client: Client): Promise<LeadingNotary> {
    const { stream, folder, signers, sinks = [], witnesses, world, observer } = this.options;
    return LeadingNotary.begin({
      // Read again: the previous leader may be this process.
      heads: new SignedHeads(folder),
      tables: new WritableTables(client),
      now: () => world.now(),
      stream,
      signers,
      sinks,
      witnesses,
      observer,
      hasNews: () => this.wakeWriter(),
    });
  }

  private sign(leader: LeadingNotary): readonly Promise<void>[] {
    this.options.observer.state('signing');
    return [this.write(leader), this.reading.read(leader)];
  }

  private async write(leader: LeadingNotary): Promise<void> {
    while (!this.leadership.isOver) {
      const dueIn = leader.dueIn();
      if (dueIn > 0) {
        await this.news(dueIn);
        continue;
      }
      await leader.round();
      this.leadership.succeeded();
    }
  }

  /** Until something is due, or there is more to do. */
  private async news(dueIn: number): Promise<void> {
    const news = new Promise<void>((resolve) => (this.wakeWriter = resolve));
    await (dueIn < Infinity ? Promise.race([news, this.options.world.delay(dueIn)]) : news);
  }
}
