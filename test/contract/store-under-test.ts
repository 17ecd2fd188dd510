/**
 * The contract suite speaks to a store only through the client. It runs against our server, started once
 * per file, or against the store EVENTSTORE_URL names; there it uses streams of its own and expects nothing
 * of what else is in the store.
 */
import { randomUUID } from 'node:crypto';
import {
  type AllStreamResolvedEvent,
  EventStoreDBClient,
  jsonEvent,
  type JSONEventData,
  type ResolvedEvent,
} from '@eventstore/db-client';
import { durableEventStore, memoryEventStore, type TestEventStore } from '../support/event-store';

export interface StoreUnderTest {
  url: string;
  /** The one client of this process: its pending appends live in one table per process. */
  client: EventStoreDBClient;
}

export type StoreKind = 'on disk' | 'in memory' | 'on disk, dropping slow subscribers';

const realUrl = process.env['EVENTSTORE_URL'];

const starts: Record<StoreKind, () => Promise<TestEventStore>> = {
  'on disk': () => durableEventStore(),
  'in memory': () => memoryEventStore(),
  'on disk, dropping slow subscribers': () => durableEventStore({ slowConsumers: 'drop' }),
};

/** Runs the same rules against each kind of store; `store` is filled in before the first of them. */
export function againstStores(kinds: readonly StoreKind[], rules: (store: StoreUnderTest) => void): void {
  for (const kind of realUrl ? (['the real one'] as const) : kinds) {
    describe(`a store ${kind}`, () => {
      const store = {} as StoreUnderTest;
      let started: TestEventStore | undefined;
      beforeAll(async () => {
        if (kind !== 'the real one') started = await starts[kind]();
        store.url = started?.url ?? (realUrl as string);
        store.client = EventStoreDBClient.connectionString(store.url);
      });
      afterAll(async () => {
        await store.client.dispose();
        await started?.stop();
      });
      rules(store);
    });
  }
}

export function newStream(): string {
  return `contract-${randomUUID()}`;
}

export interface Note {
  readonly type: 'Noted';
  readonly data: { readonly n: number };
}

/** An event that says nothing but its number. */
export function note(n: number, given: { id?: string; type?: string } = {}): JSONEventData {
  return jsonEvent({ type: 'Noted', data: { n }, ...given });
}

/** Events `first` to `first + count - 1`. */
export function notes(count: number, first = 0): JSONEventData[] {
  return Array.from({ length: count }, (_, index) => note(first + index));
}

type AnyResolved = ResolvedEvent | AllStreamResolvedEvent;

/** The numbers of notes, in the order they came. */
export function numbersOf(resolved: readonly AnyResolved[]): number[] {
  return resolved.map(({ event }) => (event?.data as Note['data']).n);
}

export function revisionsOf(resolved: readonly AnyResolved[]): bigint[] {
  return resolved.map(({ event }) => event?.revision ?? -1n);
}

/** Everything a read yields. */
export async function all<T>(read: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of read) found.push(item);
  return found;
}

/** What a promise is rejected with; fails when it is not. */
export async function rejection<T = Error & Record<string, unknown>>(promise: Promise<unknown>): Promise<T> {
  const outcome = await promise.then(
    (value) => ({ value }),
    (error: T) => ({ error }),
  );
  if ('error' in outcome) return outcome.error;
  throw new Error(`was to be refused, but answered ${String(outcome.value)}`);
}

export async function readNumbers(
  client: EventStoreDBClient,
  stream: string,
  options: Parameters<EventStoreDBClient['readStream']>[1] = {},
): Promise<number[]> {
  return numbersOf(await all(client.readStream(stream, options)));
}
