import { setImmediate as nextTurn } from 'node:timers/promises';
import { Turns } from '@worker/turns';
import { startTestPostgres, type TestPostgres } from '../support/postgres';
import { withClient } from '../support/projecting';

const name = 'ledger-turns';
/** Between two questions for the lock; how often it is asked is nobody's business here. */
const askAgainMs = 200;

let postgres: TestPostgres;
let databaseUrl: string;
const workers: Turns<number>[] = [];
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

/** A worker that has begun its turn so often, and what it told, in order; `work` begins its sides. */
function worker(work: (turn: number, turns: Turns<number>) => readonly Promise<void>[]) {
  const told: string[] = [];
  let begun = 0;
  const turns: Turns<number> = new Turns<number>({
    lock: { databaseUrl, number: 1, name },
    world: {
      now: () => 0,
      random: () => 0.5,
      delay: (milliseconds) => {
        if (milliseconds !== askAgainMs) told.push(`pauses ${milliseconds}`);
        return nextTurn();
      },
    },
    observer: {
      state: (state) => told.push(state),
      failed: (error) => told.push((error as Error).message),
    },
    begin: async () => (begun += 1),
    sides: (turn) => work(turn, turns),
    ended: () => undefined,
  });
  workers.push(turns);
  turns.start();
  return { turns, told };
}

/** Resolves when it is this turn. */
async function begins(turns: Turns<number>, turn: number): Promise<void> {
  while (turns.present !== turn) await nextTurn();
}

async function untilOver(turns: Turns<number>): Promise<void> {
  while (!turns.isOver) await nextTurn();
}

async function fails(sentence: string): Promise<void> {
  throw new Error(sentence);
}

it('a side that fails ends the others, and the first one that failed in their order says why', async () => {
  const ended: number[] = [];
  const { told } = worker((turn, turns) => [
    untilOver(turns).then(() => void ended.push(turn)),
    untilOver(turns).then(() => fails('the second')),
    fails('the third'),
  ]);
  while (ended.length < 2) await nextTurn();
  expect(ended).toEqual([1, 2]);
  expect(told.slice(0, 4)).toEqual(['standing by', 'the second', 'pauses 75', 'standing by']);
});

it('pauses twice as long after every failure, at most five seconds, until something has been done', async () => {
  const { turns, told } = worker((turn, own) => {
    if (turn === 9) own.succeeded();
    return turn === 10 ? [untilOver(own)] : [fails('it fails')];
  });
  await begins(turns, 10);
  expect(told.filter((each) => each.startsWith('pauses'))).toEqual(
    [75, 150, 300, 600, 1_200, 2_400, 3_750, 3_750, 75].map((each) => `pauses ${each}`),
  );
  expect(turns.trouble).toBeUndefined();
});

it('stays away for as long as it was told when its turn was ended', async () => {
  const { turns, told } = worker((_turn, own) => [untilOver(own)]);
  await begins(turns, 1);
  turns.end(750);
  expect(turns.present).toBeUndefined();
  await begins(turns, 2);
  turns.end();
  await begins(turns, 3);
  expect(told).toEqual(['standing by', 'pauses 750', 'standing by', 'standing by']);
});

it('is over when the connection that holds the lock ends, and comes again', async () => {
  const { turns, told } = worker((_turn, own) => [untilOver(own)]);
  await begins(turns, 1);
  await withClient(databaseUrl, (client) =>
    client.query(`select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1`, [
      name,
    ]),
  );
  await begins(turns, 2);
  expect(told).toEqual(['standing by', 'standing by']);
});

it('one at a time has it, and the next one when that one stops', async () => {
  const [first, second] = [0, 1].map(() => worker((_turn, own) => [untilOver(own)]).turns);
  while (first!.present === undefined && second!.present === undefined) await nextTurn();
  const [holder, other] = first!.present ? [first!, second!] : [second!, first!];
  expect(other.present).toBeUndefined();
  await holder.stop();
  while (other.present === undefined) await nextTurn();
  expect(holder.present).toBeUndefined();
});
