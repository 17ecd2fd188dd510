import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ANY, EventStoreDBClient, jsonEvent, NO_STREAM } from '@eventstore/db-client';
import { type RunningEventStore, startEventStore } from '../../apps/event-store/src/server';
import { startEventStoreProcess } from '../support/event-store-process';
import { keptWrappingKey } from '../support/wrapping-key';

const { address, key, remove } = keptWrappingKey();
afterAll(remove);

describe.each([
  { what: 'plain', wrappingKeys: [], words: [], beginsAt: 64 },
  { what: 'encrypted', wrappingKeys: [key], words: ['--encryption-key', address], beginsAt: 4_096 },
])('the data directory of an event store, $what', ({ wrappingKeys, words, beginsAt }) => {
  const dirs: string[] = [];
  const running: RunningEventStore[] = [];
  const newDir = () => {
    const dir = mkdtempSync(join(tmpdir(), 'ledger-log-'));
    dirs.push(dir);
    return dir;
  };
  const start = async (dir: string) => {
    const store = await startEventStore({ dir, wrappingKeys });
    running.push(store);
    return store;
  };
  const logOf = (dir: string) => join(dir, 'events.log');
  afterEach(async () => {
    for (const store of running.splice(0)) await store.stop();
    for (const dir of dirs.splice(0)) rmSync(dir, { recursive: true, force: true });
  });

  const note = (n: number) => jsonEvent({ type: 'Noted', data: { n } });

  /** A directory with two appends in it, as a crash would leave it: without a closing mark. */
  const crashedCopy = async () => {
    const [dir, copy] = [newDir(), newDir()];
    const store = await start(dir);
    const client = EventStoreDBClient.connectionString(store.url);
    await client.appendToStream('s', [note(0), note(1)], { expectedRevision: NO_STREAM });
    const lengthOfOne = usedBytes(logOf(dir));
    await client.appendToStream('s', [note(2), note(3)], { expectedRevision: 1n });
    copyFileSync(logOf(dir), logOf(copy));
    await client.dispose();
    return { dir: copy, lengthOfOne, length: usedBytes(logOf(copy)) };
  };

  const numbersIn = async (store: RunningEventStore) => {
    const client = EventStoreDBClient.connectionString(store.url);
    const numbers: number[] = [];
    for await (const { event } of client.readStream('s')) numbers.push((event?.data as { n: number }).n);
    await client.dispose();
    return numbers;
  };

  it('keeps revisions, positions, metadata, deletes and tombstones over a restart', async () => {
    const dir = newDir();
    const first = await start(dir);
    const client = EventStoreDBClient.connectionString(first.url);
    const { position } = await client.appendToStream('s', [note(0), note(1), note(2)], {
      expectedRevision: NO_STREAM,
    });
    await client.setStreamMetadata('s', { maxCount: 2 });
    await client.appendToStream('deleted', note(0));
    await client.deleteStream('deleted');
    await client.appendToStream('gone', note(0));
    await client.tombstoneStream('gone');
    await client.dispose();
    await first.stop();
    const again = EventStoreDBClient.connectionString((await start(dir)).url);
    const found = [];
    for await (const { event } of again.readStream('s')) found.push(event);
    expect(found.map((event) => event?.revision)).toEqual([1n, 2n]);
    expect(found[1]?.position).toEqual(position);
    expect((await again.appendToStream('s', note(3), { expectedRevision: 2n })).nextExpectedRevision).toBe(
      3n,
    );
    expect(
      (await again.appendToStream('deleted', note(1), { expectedRevision: NO_STREAM })).nextExpectedRevision,
    ).toBe(1n);
    await expect(again.appendToStream('gone', note(1))).rejects.toMatchObject({ type: 'stream-deleted' });
    await again.dispose();
  });

  it('keeps the idempotency of exact appends over a restart, and forgets that of any', async () => {
    const dir = newDir();
    const first = await start(dir);
    const client = EventStoreDBClient.connectionString(first.url);
    const [exact, any] = [[note(0), note(1)], [note(0)]];
    await client.appendToStream('exact', exact, { expectedRevision: NO_STREAM });
    await client.appendToStream('any', any, { expectedRevision: ANY });
    await client.dispose();
    await first.stop();
    const again = EventStoreDBClient.connectionString((await start(dir)).url);
    expect(
      (await again.appendToStream('exact', exact, { expectedRevision: NO_STREAM })).nextExpectedRevision,
    ).toBe(1n);
    expect((await again.appendToStream('any', any, { expectedRevision: ANY })).nextExpectedRevision).toBe(1n);
    await again.dispose();
  });

  it('loses a torn append, and only that', async () => {
    const { dir, length } = await crashedCopy();
    truncateSync(logOf(dir), length - 10);
    const store = await start(dir);
    expect(await numbersIn(store)).toEqual([0, 1]);
  });

  it('loses an append whose beginning never reached the disk, and only that', async () => {
    const { dir, lengthOfOne } = await crashedCopy();
    overwrite(logOf(dir), lengthOfOne + 2, Buffer.alloc(12));
    expect(await numbersIn(await start(dir))).toEqual([0, 1]);
  });

  it('takes appends again after a torn one was cut, and finds them at the next start', async () => {
    const { dir, length } = await crashedCopy();
    truncateSync(logOf(dir), length - 1);
    const store = await start(dir);
    const client = EventStoreDBClient.connectionString(store.url);
    await client.appendToStream('s', note(9), { expectedRevision: 1n });
    await client.dispose();
    await store.stop();
    expect(await numbersIn(await start(dir))).toEqual([0, 1, 9]);
  });

  it.each([
    ['of an early append', 136],
    ['of the header of a frame', 2],
  ])('is refused when a byte %s was flipped', async (_where, after) => {
    const at = beginsAt + after;
    const { dir } = await crashedCopy();
    const bytes = readFileSync(logOf(dir));
    overwrite(logOf(dir), at, Buffer.from([(bytes[at] as number) ^ 1]));
    await expect(startEventStore({ dir, wrappingKeys })).rejects.toThrow(
      `is damaged at byte ${beginsAt}, before events that were acknowledged`,
    );
  });

  it('is refused after a clean end when a byte of the very last append was flipped', async () => {
    const dir = newDir();
    const store = await start(dir);
    const client = EventStoreDBClient.connectionString(store.url);
    await client.appendToStream('s', note(0));
    await client.dispose();
    await store.stop();
    const at = statSync(logOf(dir)).size - 80;
    const bytes = readFileSync(logOf(dir));
    overwrite(logOf(dir), at, Buffer.from([(bytes[at] as number) ^ 1]));
    await expect(startEventStore({ dir, wrappingKeys })).rejects.toThrow(/is damaged/);
  });

  it('is refused when it holds other files, or a log of something else', async () => {
    const foreign = newDir();
    writeFileSync(join(foreign, 'holiday.jpg'), '');
    await expect(startEventStore({ dir: foreign, wrappingKeys })).rejects.toThrow(
      /holds other files \(holiday.jpg\)/,
    );
    const other = newDir();
    writeFileSync(logOf(other), 'something else entirely');
    await expect(startEventStore({ dir: other, wrappingKeys })).rejects.toThrow(
      /is not an event log of this server/,
    );
  });

  it('serves one process at a time, and is free again when that one was killed', async () => {
    const dir = newDir();
    const holder = await startEventStoreProcess(dir, ...words);
    await expect(startEventStore({ dir, wrappingKeys })).rejects.toThrow(
      `in use by process ${holder.child.pid}`,
    );
    await holder.kill();
    await expect(start(dir)).resolves.toBeDefined();
  });

  it('is given back when the port is taken', async () => {
    const [dir, other] = [newDir(), newDir()];
    const store = await start(dir);
    await expect(startEventStore({ dir: other, wrappingKeys, port: store.port })).rejects.toThrow(
      `cannot listen on 127.0.0.1:${store.port}: another process listens there`,
    );
    await expect(start(other)).resolves.toBeDefined();
  });

  it('is closed cleanly by SIGTERM and by SIGINT, answering what was accepted', async () => {
    const dir = newDir();
    const store = await startEventStoreProcess(dir, ...words);
    const client = EventStoreDBClient.connectionString(store.url);
    await client.appendToStream('s', note(0));
    await client.dispose();
    expect(await store.end()).toBe(0);
    expect(await numbersIn(await start(dir))).toEqual([0]);
  });

  it('must be named on the command line, or memory asked for', () => {
    const main = join(__dirname, '../../dist/apps/event-store/src/main.js');
    const { status, stderr } = spawnSync(process.execPath, [main], { encoding: 'utf8' });
    expect(status).toBe(1);
    expect(stderr.trim().split('\n')).toEqual([expect.stringContaining('Say either --dir or --memory')]);
  });
});

function overwrite(path: string, at: number, patch: Buffer): void {
  const bytes = readFileSync(path);
  patch.copy(bytes, at);
  writeFileSync(path, bytes);
}

/** The length of a log without the zeros laid out ahead of it. */
function usedBytes(path: string): number {
  const bytes = readFileSync(path);
  let length = bytes.length;
  while (length > 0 && bytes[length - 1] === 0) length -= 1;
  return length;
}
