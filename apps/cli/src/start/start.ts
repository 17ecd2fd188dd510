import { existsSync, mkdirSync } from 'node:fs';
import { accessJournalId } from '@access/access-book';
import { knownRoot } from '@access/edge/pinned-root';
import { CannotStart } from '@local/cannot-start';
import { freePort, isFree } from '@local/free-port';
import { migrate } from '@read-models/schema/migrate';
import { type StartSettings, startSettings, unknownVariables } from '@settings/settings';
import type { Command } from 'commander';
import { KeyUnusable } from '@signers/key-unusable';
import { openKeys } from '@signers/open-keys';
import { headerFor } from '../access/header-for';
import { OwnAccess } from '../access/own-access';
import { ApiClient } from '../api-client';
import { Failure } from '../failure';
import { sandboxLedger, seedSandbox } from '../sandbox';
import { type Addresses, Claim } from './claim';
import { DataFolder } from './data-folder';
import { greeting } from './greeting';
import { Keeper } from './keep-running';
import { startLocalPostgres } from './local-postgres';
import { Logs } from './logs';
import { makeCallers } from './sandbox-callers';
import {
  startApi,
  startEventStore,
  startNotary,
  startProjector,
  type ServiceAt,
  type Surroundings,
} from './services';
import { untilStopSignal } from './until-stop-signal';

/** `ledger start`: everything on this machine, until Ctrl-C. */
export function define(command: Command): void {
  command
    .option('--json', 'print one line of JSON with the addresses when all is ready')
    .action(({ json = false }: { json?: boolean }) => start(startSettings(), json));
}

/** Messages go to standard error; standard output carries the addresses alone. */
const say = (line: string): void => console.error(line);

async function start(settings: StartSettings, isJson: boolean): Promise<void> {
  unknownVariables().forEach(say);
  const stopSignal = untilStopSignal();
  // A folder that is not there yet shall not be left behind by a start that cannot listen.
  if (settings.port !== 0 && !existsSync(settings.dataDir)) await requireFreePort(settings);
  const data = DataFolder.open(settings.dataDir);
  const claim = await Claim.take(data.path);
  const keeper = new Keeper(say);
  const logs = new Logs(data.privateFolder('logs'));
  const failure = Promise.race([
    keeper.failure.then((sentence) => fail(`${sentence} Its log is in ${data.path}/logs.`)),
    logs.failure.then((sentence) => fail(`${sentence} Everything was stopped; make room, then start again.`)),
  ]);
  try {
    const up = bringUp(settings, { data, claim, logs }, keeper).then((addresses) =>
      print(addresses, data.path, isJson),
    );
    await Promise.race([up, stopSignal, failure]);
    await Promise.race([stopSignal, failure]);
    say('Stopping.');
  } finally {
    claim.stopping();
    await keeper.stop();
    claim.release();
  }
  // Whatever was still on its way up ends with us.
  process.exit(0);
}

function fail(sentence: string): never {
  throw new Failure(sentence);
}

/** Starts all services, each after those it needs; resolves when the sandbox ledger takes commands. */
async function bringUp(settings: StartSettings, around: Surroundings, keeper: Keeper): Promise<Addresses> {
  const { data, claim } = around;
  const port = await apiPort(settings, data);
  for (const folder of [settings.keysDir, settings.snapshotsDir])
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  const [postgres, eventStore] = await Promise.all([
    settings.databaseUrl ?? runPostgres(around, keeper),
    settings.eventStoreUrl ?? runEventStore(around, keeper, settings.eventStoreKey),
  ]);
  const [accessRoot] = await Promise.all([callersIn(data, settings, eventStore), migrated(postgres)]);
  const metricsPort = settings.metricsPort || (await freePort(settings.metricsHost, data.port('projector')));
  data.rememberPort('projector', metricsPort);
  // A database of tables that can be rebuilt need not be backed up, so no keys go there.
  const personalDatabaseUrl =
    settings.personalDatabaseUrl ?? (settings.databaseUrl === undefined ? postgres : undefined);
  const shared = {
    ...settings,
    accessRoot,
    personalDatabaseUrl,
    databaseUrl: postgres,
    eventStoreUrl: eventStore,
    exitWithParent: true,
  };
  const projector = keeper.start({
    name: 'The projector',
    start: () => startProjector(around, { ...shared, metricsPort }),
  });
  const [api] = await Promise.all([
    keeper.start({ name: 'The API', start: () => startApi(around, { ...shared, port }) }),
    projector,
  ]);
  // After the API, which makes the keys on the first start.
  const notaryPort = settings.notaryPort || (await freePort(settings.metricsHost, data.port('notary')));
  data.rememberPort('notary', notaryPort);
  await Promise.all([
    keeper.start({ name: 'The notary', start: () => startNotary(around, { ...shared, notaryPort }) }),
    seedSandbox(new ApiClient(api.url, headerFor({ auth: undefined, dataDir: data.path }))),
  ]);
  const addresses = { api: api.url, eventStore, postgres };
  claim.ready(addresses);
  return addresses;
}

async function migrated(postgres: string): Promise<void> {
  await migrate(postgres).catch((cause: Error) => {
    throw new CannotStart(`The tables of the read models cannot be brought up to date: ${cause.message}`, {
      cause,
    });
  });
}

/**
 * Before the API, which from its first request on asks who sends it.
 * @returns the verifier key of the root that the access journal stands under; undefined where it is not known
 * @throws CannotStart, Failure
 */
async function callersIn(
  data: DataFolder,
  settings: StartSettings,
  eventStoreUrl: string,
): Promise<string | undefined> {
  const keys = await openKeys(settings).catch((cause: Error) => {
    throw cause instanceof KeyUnusable ? new CannotStart(cause.message, { cause }) : cause;
  });
  const { accessRoot, keysDir } = settings;
  // Where the root key was taken away, the persons of the first start go on.
  if (keys.root(accessJournalId)) {
    const undone = await OwnAccess.with({ eventStoreUrl, keysDir, keys }, (access) =>
      makeCallers(access, data),
    );
    undone.forEach(say);
  }
  return accessRoot ?? knownRoot(keysDir, keys);
}

async function runPostgres({ data, logs }: Surroundings, keeper: Keeper): Promise<string> {
  const log = logs.of('postgres');
  const task = { name: 'Postgres', start: atOneAddress(() => startLocalPostgres(data, say, log)) };
  return (await keeper.start(task)).url;
}

async function runEventStore(around: Surroundings, keeper: Keeper, key: string | undefined): Promise<string> {
  const task = { name: 'The event store', start: atOneAddress(() => startEventStore(around, key)) };
  return (await keeper.start(task)).url;
}

/** Others hold the address of a store: a later start of it counts only at the same one. */
function atOneAddress<S extends ServiceAt>(run: () => Promise<S>): () => Promise<S> {
  let url: string | undefined;
  return async () => {
    const running = await run();
    url ??= running.url;
    if (running.url === url) return running;
    await running.stop();
    throw new CannotStart('its port was taken by another program meanwhile');
  };
}

/** @throws CannotStart when the port the user asked for cannot be listened on. */
async function apiPort(settings: StartSettings, data: DataFolder): Promise<number> {
  if (settings.port !== 0) {
    await requireFreePort(settings);
    return settings.port;
  }
  const chosen = await freePort(settings.host, data.port('api')).catch((cause) =>
    cannotListen(settings, cause),
  );
  data.rememberPort('api', chosen);
  return chosen;
}

/** @throws CannotStart */
async function requireFreePort(settings: Pick<StartSettings, 'port' | 'host'>): Promise<void> {
  const { port, host } = settings;
  if (await isFree(port, host).catch((cause) => cannotListen(settings, cause))) return;
  throw new CannotStart(`Port ${port} is taken by another program; choose another with PORT=… .`);
}

function cannotListen(
  { port, host }: Pick<StartSettings, 'port' | 'host'>,
  cause: NodeJS.ErrnoException,
): never {
  const sentence = `Nothing can listen on port ${port} of ${host} (${cause.code}); choose another PORT or HOST.`;
  throw new CannotStart(sentence, { cause });
}

function print(addresses: Addresses, dataDir: string, isJson: boolean): void {
  const line = JSON.stringify({ ...addresses, ledger: sandboxLedger });
  console.log(isJson ? line : greeting(addresses, sandboxLedger, dataDir));
}
