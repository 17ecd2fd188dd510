import { EventStoreDBClient, jsonEvent, NO_STREAM, START } from '@eventstore/db-client';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Fault } from '../../apps/event-store/src/faults';
import { type RunningEventStore, startEventStore } from '../../apps/event-store/src/server';
import { startEventStoreProcess } from '../support/event-store-process';

describe('a fault', () => {
  let store: RunningEventStore;
  let client: EventStoreDBClient;
  beforeEach(async () => {
    store = await startEventStore();
    client = EventStoreDBClient.connectionString(store.url);
    await client.appendToStream('before', note(0));
  });
  afterEach(async () => {
    await client.dispose();
    await store.stop();
  });

  const note = (n: number) => jsonEvent({ type: 'Noted', data: { n } });
  const append = (n: number) =>
    client.appendToStream('s', note(n), { expectedRevision: n === 0 ? NO_STREAM : BigInt(n - 1) });

  /** What others find in the stream, on a connection of their own. */
  const found = async () => {
    const reader = EventStoreDBClient.connectionString(store.url);
    let count = 0;
    try {
      for await (const _ of reader.readStream('s')) count += 1;
    } catch (error) {
      if ((error as { type?: string }).type !== 'stream-not-found') throw error;
    }
    await reader.dispose();
    return count;
  };

  const untilStruck = async (kind: Fault['kind']) => {
    while (!store.faults.struck[kind]) await new Promise((resolve) => setImmediate(resolve));
  };

  it('can swallow an answer: the append is written and never answered', async () => {
    store.faults.next({ kind: 'swallow-answer' });
    let isAnswered = false;
    const silent = append(0).then(
      () => (isAnswered = true),
      () => (isAnswered = true),
    );
    await untilStruck('swallow-answer');
    await client.appendToStream('after', note(0));
    expect(isAnswered).toBe(false);
    expect(await found()).toBe(1);
    store.faults.next({ kind: 'drop-connection', commits: false });
    await client.appendToStream('after', note(1)).catch(() => undefined);
    await silent;
  });

  it.each([
    [true, 1],
    [false, 0],
  ])('can drop the connection: committed first %s', async (commits, count) => {
    const event = note(0);
    const attempt = () => client.appendToStream('s', event, { expectedRevision: NO_STREAM });
    store.faults.next({ kind: 'drop-connection', commits });
    await expect(attempt()).rejects.toMatchObject({ type: 'unavailable' });
    expect(await found()).toBe(count);
    expect((await attempt()).nextExpectedRevision).toBe(0n);
    expect(await found()).toBe(1);
  });

  it('can delay an answer', async () => {
    store.faults.next({ kind: 'delay', delayMs: 300 });
    const start = performance.now();
    await append(0);
    expect(performance.now() - start).toBeGreaterThan(290);
  });

  it('can close the call with OK: the client never hears of it', async () => {
    const left = EventStoreDBClient.connectionString(store.url);
    store.faults.next({ kind: 'close-call' });
    let isSettled = false;
    void left.appendToStream('s', note(0)).then(
      () => (isSettled = true),
      () => (isSettled = true),
    );
    await untilStruck('close-call');
    expect(await found()).toBe(1);
    expect(isSettled).toBe(false);
  });

  it('can name another leader', async () => {
    store.faults.next({ kind: 'not-leader', host: '127.0.0.1', port: store.port });
    await expect(append(0)).rejects.toMatchObject({
      type: 'not-leader',
      leader: { address: '127.0.0.1', port: store.port },
    });
    expect(await found()).toBe(0);
    expect((await append(0)).nextExpectedRevision).toBe(0n);
  });

  it.each([
    [{ kind: 'server-busy' }, 'Could not recognize Server Is Busy'],
    [{ kind: 'not-ready' }, 'Could not recognize Server Is Not Ready'],
  ] as const)('can be %j', async (fault, message) => {
    store.faults.next(fault);
    await expect(append(0)).rejects.toMatchObject({ type: 'unknown', message });
    expect(await found()).toBe(0);
  });

  it.each([
    [true, 1],
    [false, 0],
  ])('can be a time-out: committed all the same %s', async (commits, count) => {
    store.faults.next({ kind: 'timeout', commits });
    await expect(append(0)).rejects.toMatchObject({ type: 'deadline-exceeded' });
    expect(await found()).toBe(count);
  });

  it('can deny an append to the user, on a shared call and on one of its own', async () => {
    store.faults.next({ kind: 'access-denied' }, 2);
    await expect(append(0)).rejects.toMatchObject({ type: 'access-denied' });
    const credentials = { username: 'u', password: 'p' };
    await expect(client.appendToStream('s', note(0), { credentials })).rejects.toMatchObject({
      type: 'access-denied',
    });
    expect(await found()).toBe(0);
    expect((await append(0)).success).toBe(true);
  });

  it('strikes as many appends as asked, and no more', async () => {
    store.faults.next({ kind: 'server-busy' }, 2);
    await expect(append(0)).rejects.toThrow('Server Is Busy');
    await expect(append(0)).rejects.toThrow('Server Is Busy');
    expect((await append(0)).success).toBe(true);
    expect(store.faults.struck).toEqual({ 'server-busy': 2 });
  });

  it('can freeze the server until it thaws: appends, reads and subscriptions wait', async () => {
    await append(0);
    const seen: bigint[] = [];
    const subscription = client.subscribeToStream('s', { fromRevision: START });
    subscription.on('data', ({ event }) => seen.push(event?.revision ?? -1n));
    while (seen.length < 1) await new Promise((resolve) => setImmediate(resolve));
    store.faults.freeze();
    const order: string[] = [];
    const appended = append(1).then(() => order.push('appended'));
    const read = found().then((count) => order.push(`read ${count}`));
    await new Promise((resolve) => setTimeout(resolve, 200));
    order.push('thawed');
    store.faults.thaw();
    await Promise.all([appended, read]);
    expect(order[0]).toBe('thawed');
    while (seen.length < 2) await new Promise((resolve) => setImmediate(resolve));
    await subscription.unsubscribe();
  });

  it('strikes appends on calls of their own too', async () => {
    const own = (n: number) =>
      client.appendToStream('s', note(n), { credentials: { username: 'u', password: 'p' } });
    store.faults.next({ kind: 'server-busy' });
    await expect(own(0)).rejects.toMatchObject({ type: 'unavailable' });
    store.faults.next({ kind: 'timeout' });
    await expect(own(0)).rejects.toMatchObject({ type: 'timeout', code: 10 });
    store.faults.next({ kind: 'not-leader', host: '127.0.0.1', port: store.port });
    await expect(own(0)).rejects.toMatchObject({ type: 'not-leader' });
    expect(await found()).toBe(0);
  });
});

describe('an event store process started with --faults', () => {
  it('takes them from standard input', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'ledger-faults-'));
    const store = await startEventStoreProcess(dir, '--faults');
    const client = EventStoreDBClient.connectionString(store.url);
    expect(await store.command({ fault: { kind: 'server-busy' }, times: 1 })).toEqual({
      ok: true,
      struck: {},
    });
    await expect(client.appendToStream('s', jsonEvent({ type: 'T', data: {} }))).rejects.toThrow(
      'Server Is Busy',
    );
    expect(await store.command({ clear: true })).toEqual({ ok: true, struck: { 'server-busy': 1 } });
    await client.dispose();
    await store.end();
    rmSync(dir, { recursive: true, force: true });
  });
});

describe('a live subscriber with 500 events waiting', () => {
  const follow = async (slowConsumers: 'drop' | 'catch-up') => {
    const store = await startEventStore({ slowConsumers });
    const client = EventStoreDBClient.connectionString(store.url);
    await client.appendToStream('s', jsonEvent({ type: 'Noted', data: {} }));
    const subscription = client.subscribeToStream('s', { fromRevision: START });
    let count = 0;
    const outcome = new Promise<string>((resolve) => {
      subscription.on('data', () => (count += 1) === 501 && resolve('all delivered'));
      subscription.on('error', (error) => resolve(error.message));
    });
    await new Promise((resolve) => subscription.once('caughtUp' as never, resolve as never));
    const events = Array.from({ length: 500 }, (_, n) => jsonEvent({ type: 'Noted', data: { n } }));
    await client.appendToStream('s', events, { expectedRevision: 0n });
    const reported = await outcome;
    await subscription.unsubscribe();
    await client.dispose();
    await store.stop();
    return reported;
  };

  it('is dropped when the server behaves like 23.10', async () => {
    expect(await follow('drop')).toContain('Consumer too slow to handle event while live');
  });

  it('catches up when the server behaves like 24.2 and later', async () => {
    expect(await follow('catch-up')).toBe('all delivered');
  });
});
