import {
  Global,
  Module,
  type DynamicModule,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { connectEventStore } from '@streams/eventstore-stream';
import { Journal } from './journal';
import type { JournalKeys } from '@proof/key-ring';
import type { JournalObserver } from './observer';
import { systemWorld } from './system-world';
import type { WriterLimits } from './writer/writer-limits';

export interface JournalModuleOptions {
  /** Connection string of the event store. */
  readonly eventStoreUrl: string;
  /** Opens the keys of the process. */
  readonly keys: () => Promise<JournalKeys>;
  /** How long an append may go unanswered before its outcome counts as unknown, in milliseconds. */
  readonly appendTimeoutMs: number;
  /** Largest append the event store takes, in bytes. */
  readonly appendBytesMax: number;
  /** By how much the clocks of callers may be ahead of ours, in milliseconds. */
  readonly callersAheadMs: number;
  readonly snapshots: { readonly folder: string; readonly everyEntries: number } | undefined;
  readonly observer: JournalObserver;
  /** The time for entries, in milliseconds since 1970. */
  now(): number;
}

/** After so many append time-outs, a caller receives that the outcome is unknown. */
const timeoutsOfPatience = 2;

/** Provides the one Journal of a process, and closes it when the process ends. */
@Global()
@Module({})
export class JournalModule implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(private readonly journal: Journal) {}

  static forRoot(options: JournalModuleOptions): DynamicModule {
    const { eventStoreUrl, observer, snapshots } = options;
    const journal = {
      provide: Journal,
      useFactory: async () =>
        new Journal({
          ...systemWorld,
          now: () => options.now(),
          stream: connectEventStore(eventStoreUrl, { appendTimeoutMs: options.appendTimeoutMs }),
          observer,
          keys: await options.keys(),
          limits: limitsFor(options),
          snapshots,
        }),
    };
    return { module: JournalModule, providers: [journal], exports: [Journal] };
  }

  onApplicationBootstrap(): void {
    this.journal.writeDue();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.journal.close();
  }
}

function limitsFor({ appendBytesMax, appendTimeoutMs, callersAheadMs }: JournalModuleOptions): WriterLimits {
  const patienceMs = timeoutsOfPatience * appendTimeoutMs;
  const retryMs = { first: 50, longest: 1_000 };
  return { appendBytesMax, callersAheadMs, queueMax: 50_000, patienceMs, retryMs };
}
