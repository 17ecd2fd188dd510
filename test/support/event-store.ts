/**
 * The event store a test talks to: ours, started in this process on a free port with data in a temporary
 * folder (or in memory); or, in contract tests, the real one that EVENTSTORE_URL names.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type EventStoreOptions,
  type RunningEventStore,
  startEventStore,
} from '../../apps/event-store/src/server';

export interface TestEventStore {
  /** Connection string. */
  readonly url: string;
  /** Undefined when the store is a real one. */
  readonly running: RunningEventStore | undefined;
  stop(): Promise<void>;
}

/** A store of our own whose folder goes with it. */
export async function durableEventStore(
  options: EventStoreOptions = {},
): Promise<TestEventStore & { running: RunningEventStore; dir: string }> {
  const dir = mkdtempSync(join(tmpdir(), 'ledger-event-store-'));
  const running = await startEventStore({ ...options, dir });
  const stop = async () => {
    await running.stop();
    rmSync(dir, { recursive: true, force: true });
  };
  return { url: running.url, running, dir, stop };
}

/** A store of our own that keeps nothing. */
export async function memoryEventStore(
  options: EventStoreOptions = {},
): Promise<TestEventStore & { running: RunningEventStore }> {
  const running = await startEventStore(options);
  return { url: running.url, running, stop: () => running.stop() };
}
