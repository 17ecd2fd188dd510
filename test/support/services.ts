/** The whole product for one test file: event store, Postgres, projector and API, on free ports and in temporary folders. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate } from '@read-models/schema/migrate';
import { cliSettings } from '@settings/settings';
import { openKeys } from '@signers/open-keys';
import type { EventStoreOptions } from '../../apps/event-store/src/server';
import { ApiClient } from './api';
import { runNode, type Child } from './child';
import { durableEventStore } from './event-store';
import { startTestPostgres } from './postgres';
import { eventStoreAddress } from '../../apps/cli/src/addresses';
import { OwnAccess } from '../../apps/cli/src/access/own-access';
import { makeCallers } from '../../apps/cli/src/start/sandbox-callers';

export interface ServiceOptions {
  /** Variables for the API beside its addresses and folders. */
  readonly api?: Readonly<Record<string, string>>;
  readonly eventStore?: EventStoreOptions;
  /** False opens no access journal: nobody may do anything. Keys that only the processes can reach do not open it here. */
  readonly withAccess?: boolean | 'by keys in files';
  /** True gives the API a database of subject keys, without which it keeps no personal text. */
  readonly withPersonal?: boolean;
  /** False leaves the projector out, so that the read models stay behind. */
  readonly withProjector?: boolean;
}

export interface Services {
  readonly api: ApiClient;
  readonly apiUrl: string;
  readonly eventStore: Awaited<ReturnType<typeof durableEventStore>>;
  readonly databaseUrl: string;
  /** Of the keys of personal text. */
  readonly personalDatabaseUrl: string;
  /** Where keys and snapshots are. */
  readonly dataDir: string;
  /** The process of the API at present. */
  readonly apiProcess: () => Child;
  /** Ends the API, as `signal` says, and starts it again on the same port, with other variables; resolves when ready. */
  restartApi(signal: NodeJS.Signals, env?: Readonly<Record<string, string>>): Promise<void>;
  /** One more process of the API, on a port of its own. @param env variables beside those of addresses and folders */
  startAnotherApi(env?: Readonly<Record<string, string>>): Promise<ApiClient>;
  /** @param env variables beside those of addresses and folders */
  startProjector(env?: Readonly<Record<string, string>>): Promise<StartedWorker>;
  /** @param env variables beside those of addresses and folders */
  startNotary(env?: Readonly<Record<string, string>>): Promise<StartedWorker>;
  stop(): Promise<void>;
}

/** A projector or notary that works. */
export interface StartedWorker extends Child {
  /** Of its health and metrics. */
  readonly url: string;
}

const programs = {
  api: 'dist/apps/api/src/main.js',
  projector: 'dist/apps/projector/src/main.js',
  notary: 'dist/apps/notary/src/main.js',
};

/** Starts everything and resolves when all of it is ready. Whatever fails on the way is cleaned up. */
export async function startServices(options: ServiceOptions = {}): Promise<Services> {
  const undo: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    return await startAll(options, undo, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startAll(
  {
    api = {},
    eventStore: storeOptions = {},
    withAccess = true,
    withPersonal = false,
    withProjector = true,
  }: ServiceOptions,
  undo: (() => Promise<unknown>)[],
  stop: () => Promise<void>,
): Promise<Services> {
  const folder = mkdtempSync(join(tmpdir(), 'ledger-services-'));
  undo.push(async () => rmSync(folder, { recursive: true, force: true }));
  const eventStore = await durableEventStore(storeOptions);
  undo.push(() => eventStore.stop());
  const env = {
    EVENTSTORE_URL: eventStore.url,
    DATA_DIR: folder,
    EXIT_WITH_PARENT: '1',
  };
  const [postgres] = await Promise.all([
    startTestPostgres(migrate),
    withAccess && openAccess(withAccess === 'by keys in files' ? env : { ...env, ...api }),
  ]);
  undo.push(() => postgres.stop());
  const databaseUrl = await postgres.createDatabase();
  const personalDatabaseUrl = await postgres.createDatabase();
  const begin = async (program: keyof typeof programs, more: Readonly<Record<string, string>>) => {
    const child = runNode([programs[program]], {
      ...env,
      DATABASE_URL: databaseUrl,
      ...(withPersonal && { PERSONAL_DATABASE_URL: personalDatabaseUrl }),
      LOG_LEVEL: 'warn',
      ...more,
    });
    undo.push(() => end(child, 'SIGTERM'));
    const ready = JSON.parse(await child.line()) as { url: string };
    // A test that makes a certificate of its own asks by itself.
    const isPlain = ready.url.startsWith('http:');
    if (program === 'api' && isPlain) await Promise.race([untilReady(ready.url), endedEarly(child)]);
    return { child, ready };
  };
  const startWorker = async (program: 'projector' | 'notary', more: Readonly<Record<string, string>>) => {
    const { child, ready } = await begin(program, more);
    return { ...child, url: ready.url };
  };
  const startProjector = (more: Readonly<Record<string, string>> = {}) =>
    startWorker('projector', { ...accessRootIn(folder), ...more });
  if (withProjector) await startProjector();
  let running = await begin('api', { PORT: '0', ...api });
  const apiUrl = running.ready.url;
  return {
    api: ApiClient.at(apiUrl, folder),
    apiUrl,
    eventStore,
    databaseUrl,
    personalDatabaseUrl,
    dataDir: folder,
    apiProcess: () => running.child,
    async restartApi(signal, more = {}) {
      await end(running.child, signal);
      running = await begin('api', { ...api, ...more, PORT: new URL(apiUrl).port });
    },
    startAnotherApi: async (more = {}) =>
      ApiClient.at((await begin('api', { ...api, ...more, PORT: '0' })).ready.url, folder),
    startProjector,
    startNotary: (more = {}) => startWorker('notary', more),
    stop,
  };
}

/** Makes who may call, with their header files in DATA_DIR, as start does. */
export async function openAccess(env: Readonly<Record<string, string>>): Promise<void> {
  const settings = cliSettings(env);
  const { dataDir, keysDir } = settings;
  const places = { eventStoreUrl: eventStoreAddress(settings), keysDir, keys: await openKeys(settings) };
  const folder = { path: dataDir, credential: () => undefined, rememberCredential: () => undefined };
  await OwnAccess.with(places, (access) => makeCallers(access, folder));
}

/** What the projector gets of the root of the access journal, once that is opened. */
function accessRootIn(dataDir: string): Readonly<Record<string, string>> {
  const file = join(dataDir, 'keys/access-root.vkey');
  return existsSync(file) ? { ACCESS_ROOT: readFileSync(file, 'utf8').trim() } : {};
}

/** A process listens before it has its first connection to everything it needs. */
async function untilReady(url: string): Promise<void> {
  while (!(await fetch(`${url}/readyz`)).ok) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function endedEarly(child: Child): Promise<never> {
  const { code, stderr } = await child.exit;
  throw new Error(`It ended with ${code} before it was ready: ${stderr}`);
}

async function end(child: Child, signal: NodeJS.Signals): Promise<void> {
  child.kill(signal);
  await child.exit;
}
