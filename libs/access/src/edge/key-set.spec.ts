import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider } from '../../../../test/support/tokens';
import { KeySet } from './key-set';

const provider = Provider.make();
const header = { alg: 'ES256', kid: provider.keyId };
const notKnown = { code: 'AccessNotKnown' };

const open: (() => void)[] = [];
afterEach(() => {
  for (const close of open.splice(0)) close();
});

/** The keys of a provider that answers so, read within the given time. */
async function keysAnswered(answer: (response: ServerResponse) => void, withinMs = 60_000): Promise<KeySet> {
  const server = createServer((_, response) => answer(response));
  open.push(() => {
    server.close();
    server.closeAllConnections();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`;
  return new KeySet({ address, now: () => 0, withinMs });
}

describe('the keys of a provider', () => {
  it('are read from its address', async () => {
    const published = JSON.stringify(await provider.keys());
    const keys = await keysAnswered((response) => response.end(published));
    expect(await keys.keyOf(header)).toMatchObject({ type: 'public' });
  });

  it.each<[string, (response: ServerResponse) => void]>([
    ['never answers', () => undefined],
    ['never ends its answer', (response) => response.write('{"keys":[')],
  ])('are given up in time where it %s, so that no caller waits for ever', async (_, answer) => {
    const keys = await keysAnswered(answer, 20);
    await expect(keys.keyOf(header)).rejects.toMatchObject(notKnown);
  });

  it.each<[string, (response: ServerResponse) => void]>([
    ['is no JSON', (response) => response.end('<html>')],
    ['is JSON of another shape', (response) => response.end('{"keys":"none"}')],
    ['is longer than a mebibyte', (response) => response.end(' '.repeat(1_048_577) + '{"keys":[]}')],
    ['is an error', (response) => response.writeHead(500).end('{"keys":[]}')],
    ['leads elsewhere', (response) => response.writeHead(302, { Location: 'http://127.0.0.1:1/' }).end()],
    ['breaks off', (response) => response.destroy()],
  ])('are not known where the answer %s', async (_, answer) => {
    const keys = await keysAnswered(answer);
    await expect(keys.keyOf(header)).rejects.toMatchObject(notKnown);
  });
});
