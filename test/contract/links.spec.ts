import { binaryEvent, NO_STREAM, type ResolvedEvent, START } from '@eventstore/db-client';
import { againstStores, all, newStream, notes } from './store-under-test';
import { follow } from './subscribing';

/** A link is an event of type $> whose data is "revision@stream". */
function linkTo(stream: string, revision: number) {
  return binaryEvent({ type: '$>', data: Buffer.from(`${revision}@${stream}`) });
}

againstStores(['on disk'], (store) => {
  const linked = async () => {
    const [target, links] = [newStream(), newStream()];
    await store.client.appendToStream(target, notes(2), { expectedRevision: NO_STREAM });
    const events = [linkTo(target, 1), linkTo(target, 7), linkTo(newStream(), 0)];
    await store.client.appendToStream(links, events, { expectedRevision: NO_STREAM });
    return { target, links };
  };

  const expectResolved = ([found, beyond, missing]: ResolvedEvent[], target: string, links: string) => {
    expect(found?.event).toMatchObject({ streamId: target, revision: 1n, data: { n: 1 } });
    expect(found?.link).toMatchObject({ streamId: links, revision: 0n, type: '$>' });
    for (const unresolved of [beyond, missing]) {
      expect(unresolved?.event).toBeUndefined();
      expect(unresolved?.link).toMatchObject({ streamId: links, type: '$>' });
    }
  };

  it('are events like others unless one asks to resolve them', async () => {
    const { links } = await linked();
    const found = await all(store.client.readStream(links));
    expect(found.map(({ event, link }) => [event?.type, link])).toEqual(Array(3).fill(['$>', undefined]));
  });

  it('come with the event they point to when asked, or without when there is none', async () => {
    const { target, links } = await linked();
    expectResolved(await all(store.client.readStream(links, { resolveLinkTos: true })), target, links);
  });

  it('are resolved in subscriptions too', async () => {
    const { target, links } = await linked();
    const options = { fromRevision: START, resolveLinkTos: true } as const;
    const follower = follow<ResolvedEvent>(store.client.subscribeToStream(links, options));
    await follower.until(() => follower.arrived.length === 3);
    await follower.stop();
    expectResolved(follower.arrived, target, links);
  });
});
