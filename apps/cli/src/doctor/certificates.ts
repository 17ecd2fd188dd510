import { connect as connectPlain, isIP, type Socket } from 'node:net';
import { connect, type PeerCertificate } from 'node:tls';
import type { Finding } from './finding';

/** Connection strings of what a process connects to; undefined of what is not known here. */
export interface Addresses {
  readonly api: string | undefined;
  readonly eventStore: string | undefined;
  readonly postgres: string | undefined;
}

/** A server that speaks TLS, and how its connections begin. */
interface Endpoint {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly begin: (host: string, port: number) => Socket | Promise<Socket>;
}

const patienceMs = 5_000;
const dayMs = 86_400_000;
/** A certificate that ends sooner is worth a warning, in days. */
const soonDays = 21;

/**
 * When the certificates end that the servers present now, whatever files they were read from. Whether they are trusted is
 * not looked at: every process refuses those that are not.
 * @param now milliseconds since 1970
 */
export async function checkCertificates(addresses: Addresses, now: number): Promise<Finding[]> {
  const endpoints = [
    ...ofApi(addresses.api),
    ...ofEventStore(addresses.eventStore),
    ...ofPostgres(addresses.postgres),
  ];
  return Promise.all(endpoints.map((endpoint) => checked(endpoint, now)));
}

function ofApi(address: string | undefined): Endpoint[] {
  const { protocol, hostname, port } = new URL(address ?? 'http://none');
  if (protocol !== 'https:') return [];
  return [{ name: 'the API', host: bare(hostname), port: Number(port || 443), begin: connected }];
}

/** Several nodes may stand in one connection string. */
function ofEventStore(address = ''): Endpoint[] {
  const [, nodes = '', query = ''] = /^[a-z+]+:\/\/(?:[^@/?]*@)?([^/?]+)\/?(?:\?(.*))?$/.exec(address) ?? [];
  if (nodes === '' || new URLSearchParams(query.toLowerCase()).get('tls') === 'false') return [];
  return nodes.split(',').map((node) => {
    const { hostname, port } = new URL(`http://${node}`);
    const name = 'the event store';
    return { name, host: bare(hostname), port: Number(port || 2_113), begin: connected };
  });
}

function ofPostgres(address = ''): Endpoint[] {
  if (!/[?&]sslmode=(?:require|verify-ca|verify-full)(?:&|$)/.test(address)) return [];
  const { hostname, port } = new URL(address);
  return [{ name: 'Postgres', host: bare(hostname), port: Number(port || 5_432), begin: connectPostgres }];
}

function bare(hostname: string): string {
  return hostname.replace(/^\[|\]$/g, '');
}

function connected(host: string, port: number): Socket {
  return connectPlain({ host, port });
}

/** TLS begins once the server agrees to it: SSLRequest, protocol of Postgres, 55.2.10. */
async function connectPostgres(host: string, port: number): Promise<Socket> {
  const socket = connectPlain({ host, port, timeout: patienceMs });
  const request = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);
  const answer = await new Promise<string>((resolve, reject) => {
    socket.once('error', reject);
    socket.once('timeout', () => reject(new Error('it does not answer')));
    socket.once('end', () => reject(new Error('it closed the connection')));
    socket.once('data', (data) => resolve(data.toString('latin1')));
    socket.write(request);
  });
  if (answer === 'S') return socket;
  socket.destroy();
  throw new Error('it does not speak TLS');
}

async function checked(endpoint: Endpoint, now: number): Promise<Finding> {
  const { name, host, port } = endpoint;
  const place = `${name} at ${host}:${port}`;
  try {
    const { valid_to: validTo } = await certificateOf(endpoint);
    const end = Date.parse(validTo);
    return findingOf(place, end, Math.floor((end - now) / dayMs));
  } catch (error) {
    return {
      status: 'failure',
      sentence: `The certificate of ${place} cannot be read: ${(error as Error).message}.`,
      remedy: 'Start it, or correct its address.',
    };
  }
}

function findingOf(place: string, end: number, days: number): Finding {
  const time = new Date(end).toISOString();
  if (days >= soonDays)
    return { status: 'ok', sentence: `The certificate of ${place} is valid until ${time}.` };
  const remedy = 'Replace its files; the API reads them again by itself.';
  if (days < 0)
    return { status: 'failure', sentence: `The certificate of ${place} expired at ${time}.`, remedy };
  return { status: 'warning', sentence: `The certificate of ${place} expires at ${time}.`, remedy };
}

async function certificateOf({ host, port, begin }: Endpoint): Promise<PeerCertificate> {
  const socket = await begin(host, port);
  const secure = connect({
    socket,
    // What it presents is to be seen, not believed: nothing is sent over this connection.
    rejectUnauthorized: false,
    timeout: patienceMs,
    ...(isIP(host) === 0 && { servername: host }),
  });
  try {
    return await new Promise((resolve, reject) => {
      secure.once('error', reject);
      socket.once('error', reject);
      secure.once('timeout', () => reject(new Error('it does not answer')));
      secure.once('secureConnect', () => resolve(secure.getPeerCertificate()));
    });
  } finally {
    secure.destroy();
    socket.destroy();
  }
}
