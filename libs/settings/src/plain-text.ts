import { isIP } from 'node:net';

/** What must be encrypted beyond this machine, unless PLAIN_TEXT names it. */
export const connections = ['api', 'metrics', 'eventstore', 'postgres'] as const;
export type Connection = (typeof connections)[number];

/** One setting with the address of a connection. */
export interface Connecting {
  /** Of its variable. */
  readonly name: string;
  readonly connection: Connection;
  /** A URL, or the address to listen on. */
  readonly address: string;
}

/**
 * Connections that leave this machine unencrypted though PLAIN_TEXT does not name them: one sentence for each, which
 * does not repeat a URL, because it may hold a password.
 * @param plain what PLAIN_TEXT names
 * @param isServedByTls whether what listens has a certificate
 */
export function plainConnections(
  connecting: readonly Connecting[],
  plain: readonly Connection[],
  isServedByTls: boolean,
): string[] {
  return connecting
    .filter(({ connection }) => !plain.includes(connection))
    .filter(({ address }) => !isOfThisMachine(address))
    .filter(({ connection, address }) => !isEncrypted(connection, address, isServedByTls))
    .map(({ name, connection, address }) => {
      const { what, remedy } = texts[isUrl(address) && connection === 'api' ? 'apiUrl' : connection];
      return `${name} ${what}: ${remedy}, or allow it with PLAIN_TEXT=${connection}.`;
    });
}

const texts = {
  api: {
    what: 'is an address beyond this machine, and the API would be served without TLS',
    remedy: 'set TLS_CERT and TLS_KEY',
  },
  apiUrl: {
    what: 'is the URL of an API on another machine, without TLS',
    remedy: 'begin it with https://',
  },
  metrics: {
    what: 'is an address beyond this machine, and health and metrics are served without TLS',
    remedy: 'set TLS_CERT and TLS_KEY, or set it to 127.0.0.1',
  },
  eventstore: {
    what: 'connects to an event store on another machine without TLS',
    remedy: 'remove tls=false from it',
  },
  postgres: {
    what: 'connects to Postgres on another machine without verifying its certificate',
    remedy: 'add sslmode=verify-full to it, and sslrootcert with the file of its authority',
  },
} as const;

function isUrl(address: string): boolean {
  return address.includes('://');
}

/** The client of the event store ignores the case of keys, and `_` and `-` in them. */
function isEncrypted(connection: Connection, address: string, isServedByTls: boolean): boolean {
  switch (connection) {
    case 'api':
      return isUrl(address) ? address.startsWith('https://') : isServedByTls;
    case 'metrics':
      return isServedByTls;
    case 'eventstore':
      return parametersOf(address)
        .filter(([key]) => key.replace(/[-_]/g, '').toLowerCase() === 'tls')
        .every(([, value]) => value.trim() === 'true');
    case 'postgres':
      return parametersOf(address).findLast(([key]) => key === 'sslmode')?.[1] === 'verify-full';
  }
}

function isOfThisMachine(address: string): boolean {
  return isUrl(address) ? hostsOf(address).every(isLoopback) : isLoopback(address);
}

/** An address that no other machine can reach: a loopback address, or the path of a Unix socket. */
function isLoopback(host: string): boolean {
  const plain = host.replace(/^\[(.*)\]$/, '$1').toLowerCase();
  if (plain.startsWith('/') || plain === 'localhost' || plain === '::1') return true;
  return isIP(plain) === 4 && plain.startsWith('127.');
}

/** Every host that a URL names: a connection string of the event store has several, one of Postgres `host=` instead. */
function hostsOf(url: string): string[] {
  const named = parametersOf(url).filter(([key]) => key === 'host');
  if (named.length > 0) return named.map(([, host]) => host);
  const [authority = ''] = /(?<=:\/\/)[^/?#]*/.exec(url) ?? [];
  return authority
    .slice(authority.lastIndexOf('@') + 1)
    .split(',')
    .map((host) => decoded(host.trim().replace(/:\d*$/, '')));
}

function decoded(text: string): string {
  return /%(?![0-9a-f]{2})/i.test(text) ? text : decodeURIComponent(text);
}

function parametersOf(url: string): [key: string, value: string][] {
  const at = url.indexOf('?');
  return at === -1 ? [] : [...new URLSearchParams(url.slice(at + 1))];
}
