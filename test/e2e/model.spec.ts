import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { connectEventStore } from '@streams/eventstore-stream';
import type { Stream } from '@streams/stream';
import { sequences } from '../property/generated';
import { ModelOverHttp, type BalanceOverHttp } from '../support/model-over-http';
import { startServices, type Services } from '../support/services';
import { verifiedInProcess } from '../support/verified-in-process';

/** The same sequences that the rules are tried with, of another seed. */
const tried = fc.sample(sequences, { seed: 20261124, numRuns: 40 });

describe('the running system, asked whatever callers may ask', () => {
  let services: Services;

  let stream: Stream;

  beforeAll(async () => {
    services = await startServices();
    stream = connectEventStore(services.eventStore.url);
  });
  afterAll(async () => {
    await stream?.close();
    await services?.stop();
  });

  /** All balances of an account that are not untouched, as the tables have them once they know `seq`. */
  async function returned(
    model: ModelOverHttp,
    path: string,
    knownAtSeq?: string,
  ): Promise<BalanceOverHttp[]> {
    const known = knownAtSeq === undefined ? '' : `&knownAtSeq=${knownAtSeq}`;
    const query = `after=${model.lastSeq}&wait=30s${known}`;
    const { body } = await services.api.get<{ items: BalanceOverHttp[] }>(
      `${model.ledger}/accounts/${path}/balances?${query}`,
    );
    return body.items;
  }

  /** Compares an account's balances with those of the naive ledger; answers how many there are. */
  function compare(found: readonly BalanceOverHttp[], expected: readonly BalanceOverHttp[]): number {
    const codes = new Set(found.map(({ currency }) => currency));
    expect(found).toMatchObject(expected.filter(({ currency }) => codes.has(currency)));
    expect(expected.filter(({ currency }) => !codes.has(currency)).every(isUntouched)).toBe(true);
    return found.length;
  }

  it('answers as the naive ledger does, and reports its balances and holds at the end and before holds expired', async () => {
    const sum = { accepted: 0, refused: 0, malformed: 0, replayed: 0 };
    let [balances, holds, expiries] = [0, 0, 0];
    for (const { opening, steps } of tried) {
      const model = await ModelOverHttp.open(services.api, `m${randomUUID().slice(0, 18)}`, opening);
      for (const step of steps) await model.take(step);
      await model.allExpired();
      for (const [path, expected] of model.expected())
        balances += compare(await returned(model, path), expected);
      for (const { books, paths, seq } of model.beforeExpiries) {
        for (const path of paths) compare(await returned(model, path, seq), model.expected(books).get(path)!);
        expiries += 1;
      }
      for (const [id, expected] of model.expectedHolds()) {
        const path = `${model.ledger}/holds/${id}?after=${model.lastSeq}&wait=30s`;
        expect((await services.api.get<{ hold: object }>(path)).body.hold).toMatchObject(expected);
        holds += 1;
      }
      const ledger = model.ledger.slice('/v1/ledgers/'.length);
      const { fault, readModels } = await verifiedInProcess(services.databaseUrl, stream, ledger);
      expect([fault?.message, readModels]).toEqual([undefined, expect.anything()]);
      for (const name of Object.keys(sum) as (keyof typeof sum)[]) sum[name] += model.answers[name];
    }
    expect(sum.accepted).toBeGreaterThan(50);
    expect(sum.refused).toBeGreaterThan(50);
    expect(sum.replayed).toBeGreaterThan(0);
    expect(balances).toBeGreaterThan(25);
    expect(holds).toBeGreaterThan(10);
    expect(expiries).toBeGreaterThan(0);
    expect(sum.malformed).toBeLessThan(sum.accepted);
  });
});

function isUntouched({ version, held, rolledUp }: BalanceOverHttp): boolean {
  const figures = [held.debits, held.credits, rolledUp.debits, rolledUp.credits];
  return version === '0' && figures.every((text) => /^[0.]+$/.test(text));
}
