import { EventStoreDBClient, jsonEvent, NO_STREAM } from '@eventstore/db-client';
import { againstStores, newStream, note, readNumbers, rejection } from './store-under-test';

againstStores(['on disk', 'in memory'], (store) => {
  it('finds the leader by asking one of several nodes', async () => {
    const address = /esdb:\/\/([^?/]+)/.exec(store.url)?.[1] ?? '';
    const client = EventStoreDBClient.connectionString(
      `esdb://${address},${address}?tls=false&nodePreference=leader`,
    );
    const stream = newStream();
    await store.client.appendToStream(stream, note(1), { expectedRevision: NO_STREAM });
    expect(await readNumbers(client, stream)).toEqual([1]);
    await client.dispose();
  });

  it('takes appends and reads that insist on the leader', async () => {
    const stream = newStream();
    await store.client.appendToStream(stream, note(1), { requiresLeader: true });
    expect(await readNumbers(store.client, stream, { requiresLeader: true })).toEqual([1]);
  });

  it('ignores credentials on an insecure connection', async () => {
    const stream = newStream();
    await store.client.appendToStream(stream, note(1), {
      credentials: { username: 'nobody', password: 'wrong' },
    });
    expect(await readNumbers(store.client, stream)).toEqual([1]);
  });

  it('refuses a message of 17 MiB, and goes on', async () => {
    const huge = jsonEvent({ type: 'Huge', data: { text: 'x'.repeat(17 * 1024 * 1024) } });
    const error = await rejection(store.client.appendToStream(newStream(), huge));
    expect(error).toMatchObject({ type: 'unknown', code: 8 });
    const stream = newStream();
    await store.client.appendToStream(stream, note(1), { expectedRevision: NO_STREAM });
    expect(await readNumbers(store.client, stream)).toEqual([1]);
  });
});
