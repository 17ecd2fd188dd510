/** Puts store and calls together behind a port. */
import {
  Server,
  ServerCredentials,
  type ServiceDefinition,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import { GossipService } from '@eventstore/db-client/generated/gossip_grpc_pb';
import { ServerFeaturesService } from '@eventstore/db-client/generated/serverfeatures_grpc_pb';
import { StreamsService } from '@eventstore/db-client/generated/streams_grpc_pb';
import { Faults } from './faults';
import { serveAppend } from './services/append';
import { BatchAppendCall } from './services/batch-append';
import { serveDelete, serveTombstone } from './services/delete';
import type { SlowConsumers } from './services/live-limit';
import { clusterInfo, supportedMethods } from './services/node-info';
import { serveRead } from './services/read';
import { openStore, type OpenStore } from './open-store';
import type { WrappingKey } from '@signers/wrapping-key';
import type { Store } from './streams/store';

export interface EventStoreOptions {
  /** Data directory; one process each. Leave it out for a store that lives in memory only. */
  readonly dir?: string;
  /** 0 picks a free one. */
  readonly port?: number;
  readonly host?: string;
  /** Serves over TLS: a certificate and its key, both in PEM. Any user and password are accepted, as without. */
  readonly tls?: { readonly certificate: string; readonly key: string };
  /** 23.10 drops a live subscriber when more than 32 events wait for it, later servers do not. */
  readonly slowConsumers?: SlowConsumers;
  readonly maxAppendBytes?: number;
  readonly writeTimeoutMs?: number;
  /** Ids remembered for idempotency of appends with expected revision any and stream_exists. */
  readonly recentIdsMax?: number;
  /** Encrypt the log: the first one wraps the key of a new log, each one unwraps what it has wrapped. */
  readonly wrappingKeys?: readonly WrappingKey[];
  /** The store's clock, in milliseconds since 1970. */
  readonly now?: () => number;
  /** Called when the disk refuses a write; the store takes no more appends after that. */
  readonly onFailure?: (error: Error) => void;
}

export interface RunningEventStore {
  readonly port: number;
  /** Connection string for the client. */
  readonly url: string;
  readonly faults: Faults;
  /** Answers what it has accepted, ends every call, releases the directory; a second call does nothing. */
  stop(): Promise<void>;
}

const defaults = {
  port: 0,
  host: '127.0.0.1',
  slowConsumers: 'catch-up' as SlowConsumers,
  maxAppendBytes: 1_048_576,
  writeTimeoutMs: 2_000,
  recentIdsMax: 200_000,
  wrappingKeys: [] as readonly WrappingKey[],
  now: Date.now,
  onFailure: (error: Error): void => {
    throw error;
  },
};
/** As on the real server: 16 MiB for a message, 100 streams on a connection. */
const messageBytesMax = 16 * 1024 * 1024 - 256;
const callsPerConnectionMax = 100;

type Settings = typeof defaults & Pick<EventStoreOptions, 'tls'>;

interface Serving {
  readonly store: Store;
  readonly faults: Faults;
  readonly settings: Settings;
  /** The port is known only after the services were added. */
  readonly bound: { port: number };
}

/** Starts a server; throws an Error of one sentence when port or directory cannot be had. */
export async function startEventStore(options: EventStoreOptions = {}): Promise<RunningEventStore> {
  const settings: Settings = { ...defaults, ...options };
  const opened = await openStore(options.dir, settings);
  const faults = new Faults();
  const server = new Server({
    'grpc.max_receive_message_length': messageBytesMax,
    'grpc.max_send_message_length': -1,
    'grpc.max_concurrent_streams': callsPerConnectionMax,
  });
  const bound = { port: 0 };
  addServices(server, { store: opened.store, faults, settings, bound });
  try {
    bound.port = await bind(server, settings);
  } catch (error) {
    await opened.close();
    throw error;
  }
  let stopped: Promise<void> | undefined;
  return {
    port: bound.port,
    url: `esdb://${settings.host}:${bound.port}?tls=${settings.tls !== undefined}`,
    faults,
    stop: () => (stopped ??= stop(server, opened, faults)),
  };
}

function bind(server: Server, { host, port, tls }: Settings): Promise<number> {
  const credentials = tls
    ? ServerCredentials.createSsl(null, [
        { cert_chain: Buffer.from(tls.certificate), private_key: Buffer.from(tls.key) },
      ])
    : ServerCredentials.createInsecure();
  return new Promise((resolve, reject) => {
    server.bindAsync(`${host}:${port}`, credentials, (error, bound) => {
      if (!error) return resolve(bound);
      const isTaken = error.message.includes('EADDRINUSE');
      const reason = isTaken ? 'another process listens there' : error.message;
      reject(new Error(`The event store cannot listen on ${host}:${port}: ${reason}.`));
    });
  });
}

async function stop(server: Server, opened: OpenStore, faults: Faults): Promise<void> {
  faults.clear();
  await opened.store.commits.drained();
  await new Promise((resolve) => setImmediate(resolve));
  server.forceShutdown();
  await opened.store.commits.drained();
  await opened.close();
}

function addServices(server: Server, { store, faults, settings, bound }: Serving): void {
  const thawed = faults.whileFrozen.bind(faults);
  const reading = { store, faults, slowConsumers: settings.slowConsumers, now: settings.now };
  add(server, raw(StreamsService), {
    read: (call: never) => void thawed().then(() => serveRead(reading, call)),
    append: (call: never, answer: never) => serveAppend({ store, faults, settings }, call, answer),
    batchAppend: (call: never) => void new BatchAppendCall(store, faults, settings, call),
    delete: (call: never, answer: never) => void thawed().then(() => serveDelete(store, call, answer)),
    tombstone: (call: never, answer: never) => void thawed().then(() => serveTombstone(store, call, answer)),
  });
  add(server, GossipService, {
    read: (_call: never, answer: Respond) =>
      void thawed().then(() => answer(null, clusterInfo(settings.host, bound.port, settings.now()))),
  });
  add(server, ServerFeaturesService, {
    getSupportedMethods: (_call: never, answer: Respond) =>
      void thawed().then(() => answer(null, supportedMethods())),
  });
}

type Respond = (error: null, message: unknown) => void;

/** The generated typings were made for another edition of grpc-js; the calls themselves are the same. */
function add(
  server: Server,
  service: unknown,
  calls: Record<string, (call: never, answer: never) => void>,
): void {
  server.addService(service as ServiceDefinition, calls as unknown as UntypedServiceImplementation);
}

/** The generated service with bytes instead of messages on the two hot paths. */
function raw(service: typeof StreamsService): object {
  const asIs = (bytes: Buffer) => bytes;
  return {
    ...service,
    read: { ...service.read, responseSerialize: asIs },
    batchAppend: { ...service.batchAppend, requestDeserialize: asIs, responseSerialize: asIs },
  };
}
