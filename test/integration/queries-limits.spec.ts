import type { PageRequest } from '@read-models/queries/page';
import {
  GetLimits,
  GetLimitsHandler,
  ListVelocityLimits,
  ListVelocityLimitsHandler,
  type VelocityLimitsFilter,
} from '@read-models/velocity-limits/velocity-limits.queries';
import type { KnownAt } from '@read-models/queries/as-of';
import type { SetVelocityLimits } from '@ledger/velocity/velocity';
import type { VelocityLimit } from '@ledger/velocity/velocity-state';
import { changed, opened, paid } from '../support/given';
import { customerBooks } from '../support/queried-books';
import { daily } from '../support/velocity-books';

const { ledger, perform, applied } = customerBooks();

const weekly: VelocityLimit = {
  ...daily,
  name: 'weekly',
  window: { calendar: 'week', timeZone: 'Europe/Berlin' },
};
const limited = (path: string, ...limits: VelocityLimit[]): SetVelocityLimits => ({
  type: 'SetVelocityLimits',
  path,
  limits,
});
const list = (filter: VelocityLimitsFilter = {}, request: PageRequest = {}, asOf: KnownAt = {}) =>
  new ListVelocityLimitsHandler(ledger.now.tables).execute(
    new ListVelocityLimits('acme', filter, request, asOf),
  );
const history = (path: string, request: PageRequest = {}, asOf: KnownAt = {}) =>
  new GetLimitsHandler(ledger.now.tables).execute(new GetLimits('acme', path, request, asOf));

describe('velocity limits', () => {
  it('are listed where they are in force, by node and by subtree', async () => {
    const { seq, recordedAt } = perform(limited('customers', daily));
    perform(limited('customers:ann', weekly));
    perform(limited('customers2', weekly));
    perform(limited('bank', daily));
    perform(limited('bank'));
    await applied();
    expect((await list()).items.map(({ path }) => path)).toEqual([
      'customers',
      'customers2',
      'customers:ann',
    ]);
    expect((await list({ path: 'customers' })).items).toEqual([
      { path: 'customers', limits: [daily], fromSeq: seq, setAt: recordedAt },
    ]);
    expect((await list({ under: 'customers' })).items.map(({ path }) => path)).toEqual([
      'customers',
      'customers:ann',
    ]);
    expect((await list({ under: 'bank' })).items).toEqual([]);
  });

  it('are the last ones set, also where several lists came at once', async () => {
    perform(limited('customers', daily));
    await applied();
    perform(limited('customers', weekly));
    perform(limited('customers', daily, weekly));
    await applied();
    const { items } = await list();
    expect(items.map(({ limits }) => limits)).toEqual([[daily, weekly]]);
  });

  it('are shown as they were known', async () => {
    const first = perform(limited('customers', daily));
    perform(limited('customers'));
    perform(limited('bank', weekly));
    await applied();
    const known = await list({}, {}, { knownAtSeq: BigInt(first.seq) });
    expect(known.items).toMatchObject([{ path: 'customers', limits: [daily] }]);
    expect(known.seq).toBe(first.seq);
  });

  it('come in pages that are true at one seq', async () => {
    for (const path of ['a', 'b', 'c']) perform(limited(path, daily));
    await applied();
    const first = await list({}, { limit: 2 });
    perform(limited('bb', daily));
    perform(limited('c'));
    await applied();
    const second = await list({}, { limit: 2, cursor: first.next! });
    expect([...first.items, ...second.items].map(({ path }) => path)).toEqual(['a', 'b', 'c']);
    expect([second.seq, second.next]).toEqual([first.seq, null]);
  });
});

describe('the history of limits', () => {
  it('shows what the limits of balances and of velocity were from which entry to which', async () => {
    const account = perform(opened('customers', { accountType: 'liability', limits: [] }));
    perform(changed('customers', { tags: ['vip'] }));
    const raised = perform(changed('customers', { limits: [{ currency: 'EUR', minimum: '-50.00' }] }));
    const set = perform(limited('customers', daily));
    perform(paid('1.00', 'bank', 'customers'));
    const removed = perform(limited('customers'));
    await applied();
    const span = (kind: string, limits: unknown[], from: typeof set, until?: typeof set) => ({
      kind,
      limits,
      fromSeq: from.seq,
      untilSeq: until?.seq ?? null,
      setAt: from.recordedAt,
    });
    const all = [
      span('balance', [], account, raised),
      span('balance', [{ currency: 'EUR', minimum: '-50.00' }], raised),
      span('velocity', [daily], set, removed),
      span('velocity', [], removed),
    ];
    expect((await history('customers')).items).toEqual(all);
    expect((await history('customers', { order: 'desc' })).items).toEqual([...all].reverse());
    const known = await history('customers', {}, { knownAtSeq: BigInt(set.seq) });
    expect(known.items).toEqual([all[0], all[1], { ...all[2], untilSeq: null }]);
  });

  it('comes in pages', async () => {
    for (let i = 0; i < 5; i += 1) perform(limited('customers', i % 2 === 0 ? daily : weekly));
    await applied();
    const names: unknown[] = [];
    for (let cursor: string | undefined, i = 0; i < 3; i += 1) {
      const { items, next } = await history('customers', { limit: 2, ...(cursor && { cursor }) });
      names.push(...items.map(({ limits }) => (limits[0] as VelocityLimit).name));
      cursor = next ?? undefined;
      if (i === 2) expect(next).toBeNull();
    }
    expect(names).toEqual(['daily', 'weekly', 'daily', 'weekly', 'daily']);
  });

  it('of a path that has none, and never was an account, is refused', async () => {
    await applied();
    await expect(history('customers')).rejects.toMatchObject({ code: 'AccountNotFound' });
  });
});
