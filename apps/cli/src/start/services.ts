import { join } from 'node:path';
import { freePort } from '@local/free-port';
import { type Service, startService } from '@local/service';
import {
  type ApiSettings,
  environmentFor,
  inheritedEnvironment,
  type NotarySettings,
  type ProjectorSettings,
} from '@settings/settings';
import type { Claim } from './claim';
import type { DataFolder } from './data-folder';
import type { Running } from './keep-running';
import type { Logs } from './logs';

const readyWithinMs = 180_000;
/**
 * Megabytes of each half of the young generation. What a request leaves behind dies within a few groups; in node's
 * usual 16 MB it is promoted first, and a fifth of the API's time at 128 connections went into collecting it.
 */
const youngGeneration = '--max-semi-space-size=64';
/** Longer than the API gives requests under way (20 s). */
const stopPatienceMs = 25_000;

/** A service of ours and the address it said it is ready at. */
export interface ServiceAt extends Running {
  readonly url: string;
}

/** What every service needs to know of the start it belongs to. */
export interface Surroundings {
  readonly data: DataFolder;
  readonly claim: Claim;
  readonly logs: Logs;
}

/**
 * Runs the local event store at the port it had before, when that is free.
 * @param key addresses of the wrapping keys of its log; undefined where that is plain
 * @throws CannotStart
 */
export async function startEventStore(around: Surroundings, key: string | undefined): Promise<ServiceAt> {
  const port = await freePort('127.0.0.1', around.data.port('event-store'));
  const dir = around.data.privateFolder('event-store');
  const words = ['--port', String(port), '--dir', dir, '--exit-with-parent'];
  if (key !== undefined) words.push('--encryption-key', key);
  const { service, running } = await run(
    around,
    'event store',
    ['event-store', ...words],
    inheritedEnvironment(),
  );
  const bound = Number(service.ready['port'] ?? port);
  around.data.rememberPort('event-store', bound);
  return { ...running, url: `esdb://127.0.0.1:${bound}?tls=false` };
}

/** @throws CannotStart */
export async function startApi(around: Surroundings, settings: ApiSettings): Promise<ServiceAt> {
  const { service, running } = await run(around, 'The API', ['api'], environmentFor('api', settings));
  return { ...running, url: String(service.ready['url']) };
}

/** @throws CannotStart */
export async function startProjector(around: Surroundings, settings: ProjectorSettings): Promise<ServiceAt> {
  const { service, running } = await run(
    around,
    'projector',
    ['projector'],
    environmentFor('projector', settings),
  );
  return { ...running, url: String(service.ready['url']) };
}

/** @throws CannotStart */
export async function startNotary(around: Surroundings, settings: NotarySettings): Promise<ServiceAt> {
  const { service, running } = await run(around, 'notary', ['notary'], environmentFor('notary', settings));
  return { ...running, url: String(service.ready['url']) };
}

async function run(
  { claim, logs }: Surroundings,
  name: string,
  [app, ...words]: readonly [string, ...string[]],
  env: Readonly<Record<string, string>>,
): Promise<{ service: Service; running: Running }> {
  const service = await startService({
    name,
    // This file is dist/apps/cli/src/start/services.js.
    words: [youngGeneration, join(__dirname, `../../../${app}/src/main.js`), ...words],
    env,
    readyWithinMs,
    log: logs.of(app),
    born: (identity) => claim.child(app, identity),
  });
  return { service, running: { ended: service.ended, stop: () => service.stop(stopPatienceMs) } };
}
