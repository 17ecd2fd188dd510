import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventStoreDBClient, jsonEvent } from '@eventstore/db-client';
import { crc32 } from 'node:zlib';
import type { WrappingKey } from '@signers/wrapping-key';
import { startEventStore, type RunningEventStore } from '../../apps/event-store/src/server';
import { keptWrappingKey } from '../support/wrapping-key';

const kept = [keptWrappingKey(), keptWrappingKey()] as const;
const [right, other] = kept;
let dir: string;
let log: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'ledger-encrypted-'));
  log = join(dir, 'events.log');
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));
afterAll(() => kept.forEach(({ remove }) => remove()));

const secret = 'Rosalind Example';

/** Runs a store on the folder while something is done with it, and stops it. */
async function during<Result>(
  wrappingKeys: readonly WrappingKey[],
  work: (client: EventStoreDBClient, store: RunningEventStore) => Promise<Result>,
): Promise<Result> {
  const store = await startEventStore({ dir, wrappingKeys });
  const client = EventStoreDBClient.connectionString(store.url);
  try {
    return await work(client, store);
  } finally {
    await client.dispose();
    await store.stop();
  }
}

const write = (wrappingKeys: readonly WrappingKey[], count = 1) =>
  during(wrappingKeys, async (client) => {
    for (let n = 0; n < count; n += 1)
      await client.appendToStream(
        'people',
        jsonEvent({ type: 'Named', data: { n, name: secret.repeat(40) } }),
      );
  });
const numbersIn = (wrappingKeys: readonly WrappingKey[]) =>
  during(wrappingKeys, async (client) => {
    const numbers: number[] = [];
    for await (const { event } of client.readStream('people')) numbers.push((event?.data as { n: number }).n);
    return numbers;
  });

describe('an encrypted event log', () => {
  it('holds nothing of what was appended in plain, and gives it back', async () => {
    await write([right.key]);
    expect(readFileSync(log).includes('Named')).toBe(false);
    expect(readFileSync(log).includes(secret)).toBe(false);
    expect(await numbersIn([right.key])).toEqual([0]);
  });

  it('is read back page by page where it is larger than what is kept in memory', async () => {
    const count = 400;
    await during([right.key], async (client) => {
      for (let n = 0; n < count; n += 50) {
        const events = Array.from({ length: 50 }, (_, at) =>
          jsonEvent({ type: 'Named', data: { n: n + at, name: secret.repeat(1_200) } }),
        );
        await client.appendToStream('people', events);
      }
    });
    expect(readFileSync(log).length).toBeGreaterThan(3 * 128 * 1024);
    expect(await numbersIn([right.key])).toEqual(Array.from({ length: count }, (_, n) => n));
  });

  it('begins once more where a crash left a part of its header alone', async () => {
    await write([right.key]);
    writeFileSync(log, readFileSync(log).subarray(0, 100));
    expect(await during([right.key], (_client, { port }) => Promise.resolve(port))).toBeGreaterThan(0);
    await write([right.key]);
    expect(await numbersIn([right.key])).toEqual([0]);
  });

  it('is opened by a wrapping key that is not the first one any more', async () => {
    await write([right.key]);
    expect(await numbersIn([other.key, right.key])).toEqual([0]);
  });
});

describe('a log and a key that do not belong together', () => {
  /** What is refused changes no byte of the log. */
  async function refused(wrappingKeys: readonly WrappingKey[], sentence: RegExp | string): Promise<void> {
    const before = readFileSync(log);
    await expect(startEventStore({ dir, wrappingKeys })).rejects.toThrow(sentence);
    expect(readFileSync(log).equals(before)).toBe(true);
  }

  it('are refused without a key, and nothing is lost', async () => {
    await write([right.key]);
    await refused([], 'is encrypted: set EVENT_STORE_KEY to the address of its wrapping key');
    expect(await numbersIn([right.key])).toEqual([0]);
  });

  it('are refused under another key, which is named', async () => {
    await write([right.key]);
    await refused(
      [other.key],
      `is encrypted under the wrapping key ${right.key.id}, which is not the one that EVENT_STORE_KEY names (${other.key.id})`,
    );
    expect(await numbersIn([right.key])).toEqual([0]);
  });

  it('are refused where the log is plain', async () => {
    await write([]);
    await refused(
      [right.key],
      'is not encrypted, and cannot be any more; leave EVENT_STORE_KEY unset for it',
    );
    expect(await numbersIn([])).toEqual([0]);
  });

  it('are refused where a frame was changed by somebody who can compute its sum', async () => {
    await write([right.key]);
    const bytes = readFileSync(log);
    bytes[4_096 + 24 + 20]! ^= 1;
    const length = 24 + bytes.readUInt32LE(4_096 + 8);
    bytes.writeUInt32LE(crc32(bytes.subarray(4_096 + 8, 4_096 + length)), 4_096 + 4);
    writeFileSync(log, bytes);
    await refused(
      [right.key],
      'cannot be decrypted at byte 4096: it was changed there, or is under another key',
    );
  });

  it('are refused where the wrapped key in the header is damaged', async () => {
    await write([right.key]);
    const bytes = readFileSync(log);
    bytes.write('}', 40);
    writeFileSync(log, bytes);
    await refused([right.key], /The header of the event log .* is damaged/);
  });
});
