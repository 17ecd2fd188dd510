import type { JournalKeys } from '@proof/key-ring';
import { connectEventStore } from '@streams/eventstore-stream';
import type { JournalOptions } from './journals';
import type { JournalObserver } from './observer';
import { systemWorld } from './system-world';
import type { WriterLimits } from './writer/writer-limits';

/** What a process says of the journals that it keeps. */
export interface JournalSettings {
  /** Connection string of the event store. */
  readonly eventStoreUrl: string;
  /** The keys of the process. */
  readonly keys: JournalKeys;
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

/** The journals of one book on a connection of their own, with the clock and the randomness of this machine. */
export function journalOptions(settings: JournalSettings): JournalOptions {
  const { appendTimeoutMs, eventStoreUrl, keys, observer, snapshots } = settings;
  return {
    ...systemWorld,
    now: () => settings.now(),
    stream: connectEventStore(eventStoreUrl, { appendTimeoutMs }),
    observer,
    keys,
    limits: limitsFor(settings),
    snapshots,
  };
}

function limitsFor({ appendBytesMax, appendTimeoutMs, callersAheadMs }: JournalSettings): WriterLimits {
  const patienceMs = timeoutsOfPatience * appendTimeoutMs;
  const retryMs = { first: 50, longest: 1_000 };
  return { appendBytesMax, callersAheadMs, queueMax: 50_000, patienceMs, retryMs };
}
