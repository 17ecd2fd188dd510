import { type MemoryStore, type MemoryStream } from '../support/memory-stream';
import { journalOf } from '@streams/stream';
import type { Tables } from '@read-models/queries/tables';
import { LeadingProjector, Overtaken } from '@read-models/projection/leading-projector';
import { ReadModelBehind } from '@read-models/queries/applied-seqs';
import { systemWorld } from '@worker/world';
import { BusyBooks } from '../support/busy-books';
import { ChangedStream } from '../support/changed-stream';
import { paid } from '../support/given';
import { projected } from '../support/projected';
import { ObservedProjector, rowsOfAll, withClient } from '../support/projecting';
import { RecordedBooks } from '../support/recorded-books';
import { seeded } from '../support/seeded';
import { smallBooks } from '../support/small-books';
import { databaseClient } from '../support/database-client';

let databaseUrl: string;
let stream: MemoryStream;
let store: MemoryStore;
let tables: Tables;
const { applied, undisturbed } = projected((present) => ({ databaseUrl, stream, store, tables } = present));

describe('a subscription that ends', () => {
  it('cleanly is followed by another at once, from the last entry taken', async () => {
    const books = smallBooks(stream, 'acme', 20);
    await books.store();
    const projector = new ObservedProjector(databaseUrl, stream).start();
    await applied(books);
    await stream.close();
    await projector.until(() => projector.drops.length === 1);
    books.perform(paid('9.00', 'cash', 'sales'));
    await books.store();
    await applied(books);
    await projector.stop();
    expect(projector.drops).toEqual([undefined]);
    expect(projector.failures).toEqual([]);
    expect(await rowsOfAll(databaseUrl)).toEqual(await undisturbed());
  });

  it('after every few entries costs no pause, repeats nothing and loses nothing', async () => {
    const books = new BusyBooks(new RecordedBooks(stream, 'acme'), seeded(3)).live(200).books;
    await books.store();
    const pauses: number[] = [];
    const dropping = new ChangedStream(store, async function* (events) {
      let left = 7;
      for await (const event of events) {
        yield event;
        if ((left -= 1) === 0) throw new Error('Consumer too slow to handle event while live.');
      }
    });
    const delay = (milliseconds: number) => {
      if (milliseconds > 15 && milliseconds !== 2_000) pauses.push(milliseconds);
      return systemWorld.delay(milliseconds);
    };
    const projector = new ObservedProjector(databaseUrl, dropping, delay).start();
    await applied(books);
    await projector.stop();
    expect(projector.drops.length).toBeGreaterThan(10);
    expect(pauses).toEqual([]);
    expect(projector.failures).toEqual([]);
    expect(await rowsOfAll(databaseUrl)).toEqual(await undisturbed());
  });

  it('again and again before anything comes is tried again after ever longer pauses, and shows as an error', async () => {
    const pauses: number[] = [];
    const down = new ChangedStream(store, async function* () {
      throw new Error('connection refused');
    });
    const delay = async (milliseconds: number) => {
      if (milliseconds === 2_000) return new Promise<void>(() => undefined);
      pauses.push(milliseconds);
      return systemWorld.soon();
    };
    const projector = new ObservedProjector(databaseUrl, down, delay).start();
    await projector.until(() => projector.drops.length === 9);
    expect(projector.projector.lastError).toBe('the event store cannot be read: connection refused');
    await projector.stop();
    expect(pauses[0]).toBeLessThanOrEqual(400);
    expect(pauses.at(-1)).toBeGreaterThanOrEqual(2_500);
    expect(pauses.at(-1)).toBeLessThanOrEqual(5_000);
  });
});

describe('a gap in a journal', () => {
  const withoutEntry5OfAcme = () =>
    new ChangedStream(store, async function* (events) {
      for await (const event of events) {
        if (event.stream !== journalOf('acme') || event.revision !== 5) yield event;
      }
    });

  it('stops its ledger with one sentence, and no other', async () => {
    const [acme, other] = [smallBooks(stream, 'acme', 10), smallBooks(stream, 'other', 10)];
    await acme.store();
    await other.store();
    const projector = new ObservedProjector(databaseUrl, withoutEntry5OfAcme()).start();
    await applied(other);
    const sentence =
      'journal-acme goes on at entry 6, but entry 5 has not come; its read models stay as of entry 4.';
    expect(projector.stopped).toEqual([sentence]);
    expect(projector.projector.stoppedLedgers).toEqual([sentence]);
    const behind = await tables.waitFor('acme', { after: 12n, waitMs: 0 }).catch((error: unknown) => error);
    expect(behind).toBeInstanceOf(ReadModelBehind);
    expect(behind).toMatchObject({ reached: 4n });
    await projector.stop();
  });

  it('is met again by the next projector, and heals when the entry is there after all', async () => {
    const [acme, other] = [smallBooks(stream, 'acme', 10), smallBooks(stream, 'other', 10)];
    await acme.store();
    await other.store();
    for (let i = 0; i < 2; i += 1) {
      const projector = new ObservedProjector(databaseUrl, withoutEntry5OfAcme()).start();
      await projector.until(() => projector.stopped.length === 1);
      await applied(other);
      await projector.stop();
    }
    const healed = new ObservedProjector(databaseUrl, stream).start();
    await applied(acme);
    await healed.stop();
    expect(healed.stopped).toEqual([]);
    expect(await rowsOfAll(databaseUrl)).toEqual(await undisturbed());
  });
});

describe('two projectors', () => {
  it('take turns: the second stands by, and takes over when the first one goes', async () => {
    const books = smallBooks(stream, 'acme', 10);
    await books.store();
    const first = new ObservedProjector(databaseUrl, stream).start();
    await applied(books);
    const second = new ObservedProjector(databaseUrl, stream).start();
    await second.until(() => second.states.includes('standing by'));
    await first.stop();
    await second.until(() => second.states.includes('projecting'));
    books.perform(paid('2.00', 'cash', 'sales'));
    await books.store();
    await applied(books);
    await second.stop();
    expect(second.entries).toBe(1);
    expect(await rowsOfAll(databaseUrl)).toEqual(await undisturbed());
  });

  it('that both believe they lead write every entry once', async () => {
    const books = smallBooks(stream, 'acme', 10);
    await books.store();
    const clients = [0, 1].map(() => databaseClient(databaseUrl));
    for (const client of clients) await client.connect();
    const [first, second] = await Promise.all(clients.map((client) => LeadingProjector.begin(client)));
    for (const event of store.all.slice(0, 6)) first!.take(event);
    for (const event of store.all) second!.take(event);
    await first!.write();
    const before = await rowsOfAll(databaseUrl);
    await expect(second!.write()).rejects.toBeInstanceOf(Overtaken);
    expect(await rowsOfAll(databaseUrl)).toEqual(before);
    const third = await LeadingProjector.begin(clients[1]!);
    for (const event of store.all) third.take(event);
    expect(await third.write()).toMatchObject({ entries: store.all.length - 6 });
    for (const client of clients) await client.end();
    expect(await rowsOfAll(databaseUrl)).toEqual(await undisturbed());
  });
});

describe('a connection to Postgres that breaks', () => {
  it('in the midst of batches neither loses nor repeats an entry', async () => {
    const busy = new BusyBooks(new RecordedBooks(stream, 'acme'), seeded(5));
    const projector = new ObservedProjector(databaseUrl, stream).start();
    for (let round = 1; round <= 4; round += 1) {
      busy.live(150);
      await busy.books.store();
      await withClient(databaseUrl, (client) =>
        client.query(
          `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'ledger-projector'`,
        ),
      );
      await applied(busy.books);
    }
    await projector.stop();
    expect(await rowsOfAll(databaseUrl)).toEqual(await undisturbed());
  });

  it('in the midst of a transaction leaves nothing of the batch', async () => {
    const books = smallBooks(stream, 'acme', 10);
    await books.store();
    await withClient(databaseUrl, async (client) => {
      await client.query('begin');
      const leader = await LeadingProjector.begin(client);
      for (const event of store.all) leader.take(event);
      await leader.write();
      await client.query('rollback');
    });
    const rows = await rowsOfAll(databaseUrl);
    expect(Object.values(rows).flat()).toEqual([]);
    const projector = new ObservedProjector(databaseUrl, stream).start();
    await applied(books);
    await projector.stop();
    expect(await rowsOfAll(databaseUrl)).toEqual(await undisturbed());
  });
});

it('writes what it has taken before it stops', async () => {
  const books = smallBooks(stream, 'acme', 500);
  const projector = new ObservedProjector(databaseUrl, stream).start();
  await books.store();
  await projector.until(() => projector.entries > 0);
  await projector.stop();
  const { rows } = await withClient(databaseUrl, (client) =>
    client.query<{ seq: string }>('select seq from progress'),
  );
  expect(Number(rows[0]!.seq) + 1).toBe(projector.entries);
});

it('what was applied is forgotten with the connection that reported it', async () => {
  const books = smallBooks(stream, 'acme', 10);
  await books.store();
  const projector = new ObservedProjector(databaseUrl, stream).start();
  await applied(books);
  await projector.stop();
  await withClient(databaseUrl, async (client) => {
    await client.query('update progress set seq = 3');
    await client.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'ledger-waiters'`,
    );
  });
  const last = { after: BigInt(books.entries.length - 1), waitMs: 0 };
  let behind: unknown;
  while (behind === undefined) {
    await systemWorld.soon();
    behind = await tables.waitFor('acme', last).catch((error: unknown) => error);
  }
  expect(behind).toBeInstanceOf(ReadModelBehind);
  expect(behind).toMatchObject({ reached: 3n });
});
