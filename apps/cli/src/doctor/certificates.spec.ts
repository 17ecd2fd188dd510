import { createServer as createPlain, type AddressInfo, type Server } from 'node:net';
import { createSecureContext, createServer, TLSSocket } from 'node:tls';
import { Authority } from '../../../../test/support/certificates';
import { checkCertificates, type Addresses } from './certificates';

const authority = Authority.make();
const names = ['127.0.0.1'];
const now = Date.parse('2026-12-01T00:00:00.000Z');
const servers: Server[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) await new Promise((closed) => server.close(closed));
});

const until = (notAfter: string) =>
  authority.issue('server', { names, notBefore: '2026-01-01T00:00:00.000Z', notAfter });

async function listening(server: Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((started) => server.listen(0, '127.0.0.1', started));
  return (server.address() as AddressInfo).port;
}

function secure(notAfter: string): Promise<number> {
  const { certificate: cert, key } = until(notAfter);
  return listening(createServer({ cert, key }));
}

/** Answers SSLRequest as Postgres does. */
function postgres(notAfter: string, answer = 'S'): Promise<number> {
  const { certificate: cert, key } = until(notAfter);
  const secureContext = createSecureContext({ cert, key });
  return listening(
    createPlain((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => {
        socket.write(answer);
        if (answer === 'S')
          new TLSSocket(socket, { isServer: true, secureContext }).on('error', () => undefined);
      });
    }),
  );
}

async function found(addresses: Partial<Addresses>): Promise<string[]> {
  const none = { api: undefined, eventStore: undefined, postgres: undefined };
  const findings = await checkCertificates({ ...none, ...addresses }, now);
  return findings.map(({ status, sentence }) => `${status}: ${sentence.replace(/:\d{4,5} /, ' ')}`);
}

describe('the certificates that servers present', () => {
  it('are read from the API, every node of the event store, and Postgres, with the time at which they end', async () => {
    const [api, node, other, database] = await Promise.all([
      secure('2027-12-01T00:00:00.000Z'),
      secure('2026-12-21T00:00:00.000Z'),
      secure('2026-11-30T23:59:59.000Z'),
      postgres('2026-12-22T00:00:00.000Z'),
    ]);
    const addresses = {
      api: `https://127.0.0.1:${api}`,
      eventStore: `esdb://user:secret@127.0.0.1:${node},127.0.0.1:${other}?tlsCAFile=ca.pem`,
      postgres: `postgres://user:secret@127.0.0.1:${database}/ledger?sslmode=verify-full`,
    };
    expect(await found(addresses)).toEqual([
      'ok: The certificate of the API at 127.0.0.1 is valid until 2027-12-01T00:00:00.000Z.',
      'warning: The certificate of the event store at 127.0.0.1 expires at 2026-12-21T00:00:00.000Z.',
      'failure: The certificate of the event store at 127.0.0.1 expired at 2026-11-30T23:59:59.000Z.',
      'ok: The certificate of Postgres at 127.0.0.1 is valid until 2026-12-22T00:00:00.000Z.',
    ]);
  });

  it('are not asked for where the connection is plain', async () => {
    const plain = {
      api: 'http://127.0.0.1:1',
      eventStore: 'esdb://127.0.0.1:1?tls=false',
      postgres: 'postgres://127.0.0.1:1/ledger',
    };
    expect(await found(plain)).toEqual([]);
  });

  it('that cannot be read are a failure', async () => {
    const refusing = await postgres('2027-12-01T00:00:00.000Z', 'N');
    const [answer] = await found({ postgres: `postgres://127.0.0.1:${refusing}/x?sslmode=require` });
    expect(answer).toBe(
      'failure: The certificate of Postgres at 127.0.0.1 cannot be read: it does not speak TLS.',
    );
    const [closed] = await found({ api: 'https://127.0.0.1:1' });
    expect(closed).toMatch(/^failure: .* cannot be read: .*ECONNREFUSED/);
  });
});
