import { EventStoreDBClient } from '@eventstore/db-client';
import { eventStoreUrl } from './event-store-url';

const { parse } = eventStoreUrl();
const login = 'esdb://ledger:hunter2@';

const accepted = [
  'esdb://127.0.0.1:2113?tls=false',
  'esdb+discover://a.example?tl_s=false&nodePreference=leader',
  `${login}node1:2113,node2,node-3.example:2113/?nodePreference=read-only-replica&tlsCAFile=${__filename}`,
  'esdb://ledger:p%40ss%3Aword@node1?keepAliveInterval=10000&connectionName=ledger%20api',
];

const refused = [
  'http://127.0.0.1:2113',
  'kurrentdb://node1',
  'esdb://',
  `${login}`,
  `${login}node1:port`,
  `${login}node1?tls`,
  `${login}node1?tls=no`,
  `${login}node1?tlsVerifyCert=false`,
  `${login}node1?sslmode=verify-full`,
  `${login}node1?gossipTimeout=soon`,
  `${login}node1?nodePreference=closest`,
  'esdb://ledger:hunter2@extra@node1',
  'esdb://ledger:hunter2:extra@node1',
  'esdb://ledger:hunter2%ZZ@node1',
  'esdb://ledger@node1',
];

describe('the connection string of the event store', () => {
  it.each(accepted)('is taken where its client has nothing to complain of: %s', (text) => {
    const complaints = jest.spyOn(console, 'warn').mockImplementation();
    expect(parse(text)).toBe(text);
    expect(() => EventStoreDBClient.connectionString(text)).not.toThrow();
    expect(complaints).not.toHaveBeenCalled();
    complaints.mockRestore();
  });

  it.each(refused)('is refused here, and not by its client, which would repeat the password: %s', (text) => {
    expect(parse(text)).toBeUndefined();
  });
});
