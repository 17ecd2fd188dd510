import { setImmediate as nextTurn } from 'node:timers/promises';
import { Leadership } from '@worker/leadership';
import { startTestPostgres, type TestPostgres } from '../support/postgres';
import { withClient } from '../support/projecting';

const name = 'ledger-leadership';
/** Between two questions for the lock; how often it is asked is nobody's business here. */
const askAgainMs = 200;

let postgres: TestPostgres;
let databaseUrl: string;
const workers: Leadership<number>[] = [];
beforeAll(async () => {
  postgres = await startTestPostgres();
});
afterAll(() => postgres.stop());
beforeEach(async () => {
  databaseUrl = await postgres.createDatabase();
});
afterEach(async () => {
  for (const worker of workers.splice(0)) await worker.stop();
});

/** A worker that has led so often, and what it reported, in order; `work` begins its sides. */
function worker(work: (leader: number, leadership: Leadership<number>) => readonly Promise<void>[]) {
  const reported: string[] = [];
  let begun = 0;
  const leadership: Leadership<number> = new Leadership<number>({
    lock: { databaseUrl, number: 1, name },
    world: {
      now: () => 0,
      random: () => 0.5,
      delay: (milliseconds) => {
        if (milliseconds !== askAgainMs) reported.push(`pauses ${milliseconds}`);
        return nextTurn();
      },
    },
    observer: {
      state: (state) => reported.push(state),
      failed: (error) => reported.push((error as Error).message),
    },
    begin: async () => (begun += 1),
    sides: (leader) => work(leader, leadership),
    ended: () => undefined,
  });
  workers.push(leadership);
  leadership.start();
  return { leadership, reported };
}

/** Resolves when it leads for the given time. */
async function begins(leadership: Leadership<number>, leader: number): Promise<void> {
  while (leadership.present !== leader) await nextTurn();
}

async function untilOver(leadership: Leadership<number>): Promise<void> {
  while (!leadership.isOver) await nextTurn();
}

async function fails(sentence: string): Promise<void> {
  throw new Error(sentence);
}

it('a side that fails ends the others, and the first one that failed in their order says why', async () => {
  const ended: number[] = [];
  const { reported } = worker((leader, leadership) => [
    untilOver(leadership).then(() => void ended.push(leader)),
    untilOver(leadership).then(() => fails('the second')),
    fails('the third'),
  ]);
  while (ended.length < 2) await nextTurn();
  expect(ended).toEqual([1, 2]);
  expect(reported.slice(0, 4)).toEqual(['standing by', 'the second', 'pauses 75', 'standing by']);
});

it('pauses twice as long after every failure, at most five seconds, until something has been done', async () => {
  const { leadership, reported } = worker((leader, own) => {
    if (leader === 9) own.succeeded();
    return leader === 10 ? [untilOver(own)] : [fails('it fails')];
  });
  await begins(leadership, 10);
  expect(reported.filter((each) => each.startsWith('pauses'))).toEqual(
    [75, 150, 300, 600, 1_200, 2_400, 3_750, 3_750, 75].map((each) => `pauses ${each}`),
  );
  expect(leadership.lastError).toBeUndefined();
});

it('stays away for as long as was asked when its leadership was ended', async () => {
  const { leadership, reported } = worker((_leader, own) => [untilOver(own)]);
  await begins(leadership, 1);
  leadership.end(750);
  expect(leadership.present).toBeUndefined();
  await begins(leadership, 2);
  leadership.end();
  await begins(leadership, 3);
  expect(reported).toEqual(['standing by', 'pauses 750', 'standing by', 'standing by']);
});

it('is over when the connection that holds the lock ends, and comes again', async () => {
  const { leadership, reported } = worker((_leader, own) => [untilOver(own)]);
  await begins(leadership, 1);
  await withClient(databaseUrl, (client) =>
    client.query(`select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1`, [
      name,
    ]),
  );
  await begins(leadership, 2);
  expect(reported).toEqual(['standing by', 'standing by']);
});

it('one at a time has it, and the next one when that one stops', async () => {
  const [first, second] = [0, 1].map(() => worker((_leader, own) => [untilOver(own)]).leadership);
  while (first!.present === undefined && second!.present === undefined) await nextTurn();
  const [holder, other] = first!.present ? [first!, second!] : [second!, first!];
  expect(other.present).toBeUndefined();
  await holder.stop();
  while (other.present === undefined) await nextTurn();
  expect(holder.present).toBeUndefined();
});
