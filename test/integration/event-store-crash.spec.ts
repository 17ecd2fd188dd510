import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventStoreDBClient, jsonEvent, NO_STREAM } from '@eventstore/db-client';
import { startEventStoreProcess, type EventStoreProcess } from '../support/event-store-process';
import { keptWrappingKey } from '../support/wrapping-key';

const rounds = 3;
const streams = 8;
const eventsPerAppend = 7;
const answersBeforeKill = 150;

type Events = ReturnType<typeof jsonEvent>[];

/** What one writer had answered, and the append it had in flight when the store died. */
interface Written {
  readonly stream: string;
  answered: number;
  inFlight: Events | undefined;
}

const { address, remove } = keptWrappingKey();
afterAll(remove);

describe.each([
  { what: 'plain', words: [] },
  { what: 'encrypted', words: ['--encryption-key', address] },
])('an event store killed under load, $what', ({ words }) => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'ledger-crash-'));
  });
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  it('has lost nothing it answered, half-written nothing, and takes every retry once', async () => {
    const before: Written[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const store = await startEventStoreProcess(dir, ...words);
      const client = EventStoreDBClient.connectionString(store.url);
      const writers = Array.from({ length: streams }, (_, n) => newWriter(`round-${round}-${n}`));
      let answers = 0;
      let killed: Promise<void> | undefined;
      const onAnswer = () => {
        answers += 1;
        if (answers === answersBeforeKill) killed = store.kill();
      };
      await Promise.all(writers.map((writer) => writeUntilRefused(client, writer, onAnswer)));
      await killed;
      await client.dispose();
      before.push(...writers);
      await expectKept(() => startEventStoreProcess(dir, ...words), before, writers);
    }
  });
});

function newWriter(stream: string): Written {
  return { stream, answered: 0, inFlight: undefined };
}

async function writeUntilRefused(client: EventStoreDBClient, written: Written, onAnswer: () => void) {
  for (;;) {
    written.inFlight = newEvents(written.answered);
    try {
      await client.appendToStream(written.stream, written.inFlight, {
        expectedRevision: revisionOf(written),
      });
    } catch {
      return;
    }
    written.answered += eventsPerAppend;
    onAnswer();
  }
}

/** Starts the store again, checks every stream, and retries what was in flight. */
async function expectKept(
  start: () => Promise<EventStoreProcess>,
  all: readonly Written[],
  killed: readonly Written[],
) {
  const store = await start();
  const client = EventStoreDBClient.connectionString(store.url);
  for (const written of all) {
    const found = await numbersIn(client, written.stream);
    expect(found).toEqual(found.map((_, n) => n));
    const landed = found.length - written.answered;
    expect(written.inFlight ? [0, eventsPerAppend] : [0]).toContain(landed);
  }
  for (const written of killed) {
    const retried = await client.appendToStream(written.stream, written.inFlight ?? [], {
      expectedRevision: revisionOf(written),
    });
    written.answered += eventsPerAppend;
    written.inFlight = undefined;
    expect(retried.nextExpectedRevision).toBe(BigInt(written.answered - 1));
    expect(await numbersIn(client, written.stream)).toHaveLength(written.answered);
  }
  await client.dispose();
  await store.kill();
}

function newEvents(first: number): Events {
  return Array.from({ length: eventsPerAppend }, (_, n) =>
    jsonEvent({ type: 'Noted', data: { n: first + n, pad: 'x'.repeat(300) } }),
  );
}

function revisionOf(written: Written) {
  return written.answered === 0 ? NO_STREAM : BigInt(written.answered - 1);
}

async function numbersIn(client: EventStoreDBClient, stream: string): Promise<number[]> {
  const numbers: number[] = [];
  for await (const { event } of client.readStream(stream)) numbers.push((event?.data as { n: number }).n);
  return numbers;
}
