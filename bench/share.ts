import { join } from 'node:path';
import { startService } from '@local/service';
import { figure, zipf, type Figure } from './figures';
import { expectStatus, onConnections, type Target } from './http-load';
import { accountCount, accountOf, environment, postRequest, transaction, type System } from './system';

const warmUpMs = 2_000;
const measuredMs = 6_000;
const callers = 128;

/** Single posts to one ledger by callers of two API processes, beside as many callers of one. */
export async function share(system: System, ledger: string): Promise<Figure[]> {
  const second = await startSecondApi(system);
  try {
    const other = { ...system, api: second.url };
    await untilPosted(other, ledger);
    const [alone] = await post(ledger, [system]);
    // What it did not read meanwhile.
    await untilPosted(other, ledger);
    const both = await post(ledger, [system, other]);
    const counts = both.map(({ posted }) => posted);
    const together = counts.reduce((sum, count) => sum + count, 0);
    return [
      figure('share.one.c128', (alone!.posted * 1_000) / measuredMs, 'transactions/s'),
      figure('share.two.c128', (together * 1_000) / measuredMs, 'transactions/s'),
      figure('share.two / share.one', together / alone!.posted, ''),
      figure('share.lesser', Math.min(...counts) / together, 'of all'),
      figure('share.longest', Math.max(...both.map(({ longestMs }) => longestMs)), 'ms'),
    ];
  } finally {
    await second.stop();
  }
}

/** A process reads the ledger before it posts for the first time, which is not what is measured. */
async function untilPosted(target: Target, ledger: string): Promise<void> {
  const body = transaction(accountOf(0), accountOf(1), '0.01');
  const request = postRequest(`/v1/ledgers/${ledger}/transactions`, body);
  await onConnections(target, 1, async (connection) => {
    while ((await connection.send(request)).status === 503);
  });
}

/** Posts at all addresses at once, as many callers at each; answers how many were posted at each in the time measured. */
function post(ledger: string, targets: readonly Target[]): Promise<{ posted: number; longestMs: number }[]> {
  const draw = zipf(accountCount);
  const path = `/v1/ledgers/${ledger}/transactions`;
  const begin = performance.now() + warmUpMs;
  const end = begin + measuredMs;
  return Promise.all(
    targets.map(async (target) => {
      let [posted, longestMs] = [0, 0];
      await onConnections(target, callers / targets.length, async (connection) => {
        while (performance.now() < end) {
          const body = transaction(accountOf(draw()), accountOf(draw()), '0.01');
          const answer = expectStatus(await connection.send(postRequest(path, body)), 201);
          const now = performance.now();
          if (now < begin) continue;
          // One that was sent in time counts as a wait, however late its answer.
          longestMs = Math.max(longestMs, answer.milliseconds);
          if (now < end) posted += 1;
        }
      });
      return { posted, longestMs };
    }),
  );
}

/** Another API beside that of the system, on the same journal and tables. */
export async function startSecondApi({ dataDir, eventStore, postgres }: System) {
  const service = await startService({
    name: 'second API',
    words: ['--max-semi-space-size=64', join(__dirname, '../apps/api/src/main.js')],
    env: {
      ...environment(dataDir),
      EVENTSTORE_URL: eventStore,
      DATABASE_URL: postgres,
      SNAPSHOTS_DIR: join(dataDir, 'snapshots-2'),
    },
    readyWithinMs: 60_000,
    log: () => undefined,
  });
  return { url: String(service.ready['url']), stop: () => service.stop(10_000) };
}
