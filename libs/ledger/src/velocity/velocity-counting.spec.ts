import fc from 'fast-check';
import { noon } from '../../../../test/support/given';
import { VelocityBooks, daily, debited, hour, later, today } from '../../../../test/support/velocity-books';
import { UndoLog } from '../machinery/undo-log';
import { countUses, releaseUses } from './velocity';
import { restoredVelocity, velocitySnapshot, type VelocityLimit } from './velocity-state';

const books = () => new VelocityBooks();

describe('counting', () => {
  it('begins with the entry that sets the limit', () => {
    const limited = books().counted(debited('a', 90_00n)).limited('a', daily).counted(debited('a', 1_00n));
    expect(limited.used('a')).toBe('1.00');
  });

  it('goes on where only the figure changes', () => {
    const limited = books().limited('a', daily).counted(debited('a', 90_00n));
    expect(limited.limited('a', { ...daily, maximum: '95.00' }).used('a')).toBe('90.00');
  });

  const others: Partial<VelocityLimit>[] = [
    { name: 'other' },
    { per: 'node' },
    { window: { seconds: '3600' } },
    { window: today },
    { side: 'credit' },
    { category: 'card' },
  ];
  it.each(others)('starts over where %j changes', (change) => {
    const limited = books().limited('a', daily).counted(debited('a', 90_00n));
    limited.limited('a', { ...daily, ...change }).limited('a', daily);
    expect(limited.used('a')).toBe('0.00');
  });

  it('starts over where a limit was removed and set again', () => {
    const limited = books()
      .limited('a', daily)
      .counted(debited('a', 90_00n))
      .limited('a')
      .limited('a', daily);
    expect(limited.used('a')).toBe('0.00');
  });

  it('of a use ends when the seconds of the window have gone by', () => {
    const limited = books().limited('a', daily).counted(debited('a', 90_00n));
    expect(limited.used('a', later(24 * hour - 1))).toBe('90.00');
    expect(limited.used('a', later(24 * hour))).toBe('0.00');
  });

  it('ends with the calendar window, be the day long or short', () => {
    const limited = books().limited('a', { ...daily, window: today });
    // 25 October 2026 has 25 hours in Berlin.
    limited.counted(debited('a', 90_00n), '2026-10-24T22:00:00.000Z');
    expect(limited.used('a', '2026-10-25T22:59:59.999Z')).toBe('90.00');
    expect(limited.used('a', '2026-10-25T23:00:00.000Z')).toBe('0.00');
  });
});

describe('a hold that is released', () => {
  const windows = [daily, { ...daily, window: today }];

  it.each(windows)('gives its budget back at the time at which it was placed: %j', (limit) => {
    const limited = books()
      .limited('a', limit)
      .counted(debited('a', 60_00n))
      .counted(debited('a', 30_00n), later(1));
    expect(limited.released(debited('a', 60_00n), noon, 2).used('a', later(2))).toBe('30.00');
    expect(limited.released(debited('a', 10_00n), later(1), 3).used('a', later(2))).toBe('20.00');
  });

  it.each(windows)('gives nothing back where its time has left the window: %j', (limit) => {
    const limited = books().limited('a', limit).counted(debited('a', 60_00n));
    const next = later(25 * hour);
    limited.counted(debited('a', 30_00n), next).released(debited('a', 60_00n), noon, 2);
    expect(limited.used('a', next)).toBe('30.00');
  });

  it.each(windows)('gives nothing back where it was placed before counting began: %j', (limit) => {
    const limited = books().counted(debited('a', 60_00n)).limited('a', limit).counted(debited('a', 30_00n));
    expect(limited.released(debited('a', 60_00n), noon, 1).used('a')).toBe('30.00');
  });

  it('gives a count back where it was released wholly', () => {
    const limited = books().limited('a', {
      count: '1',
      name: 'n',
      per: 'account',
      side: 'debit',
      window: today,
    });
    limited.counted(debited('a', 60_00n)).released(debited('a', 10_00n, { count: 0 }), noon, 2);
    expect(limited.refuses(debited('a', 1n))).toBe(true);
    expect(limited.released(debited('a', 50_00n), noon, 2).refuses(debited('a', 1n))).toBe(false);
  });
});

describe('when it frees up', () => {
  const limits = fc
    .record({
      most: fc.bigInt({ min: 1n, max: 8n }),
      isCount: fc.boolean(),
      window: fc.constantFrom<VelocityLimit['window'][]>(
        { seconds: '1' },
        { seconds: '4000' },
        { calendar: 'day', timeZone: 'America/New_York' },
        { calendar: 'week', timeZone: 'Asia/Kathmandu' },
      ),
    })
    .map(({ most, isCount, window }): VelocityLimit => {
      const of = isCount ? { count: `${most}` } : { currency: 'EUR', maximum: `0.0${most}` };
      return { ...of, name: 'n', per: 'node', side: 'debit', window };
    });
  const uses = fc.array(
    fc.record({
      units: fc.bigInt({ min: 0n, max: 4n }),
      afterMs: fc.constantFrom(0, 1, 400, 999, 1000, 1_500_000),
    }),
    { maxLength: 12 },
  );

  it('it fits, and not a millisecond before', () => {
    let refused = 0;
    const property = fc.property(limits, uses, fc.bigInt({ min: 1n, max: 8n }), (limit, all, units) => {
      const limited = books().limited('a', limit);
      // A quarter of an hour before the clocks of New York are put back.
      let now = '2026-11-01T05:45:00.000Z';
      for (const { units: each, afterMs } of all) {
        now = later(afterMs, now);
        limited.counted(debited('a', each), now);
      }
      const wish = debited('a:b', units);
      if (!limited.refuses(wish, now)) return;
      const { facts } = limited.refusal(wish, now);
      const at = facts['freesUpAt'] as string | null;
      if (at === null)
        return expect(limited.refusal(wish, later(9_000 * hour, now)).facts['used']).toMatch(/^0/);
      refused += 1;
      expect([at > now, limited.refuses(wish, at), limited.refuses(wish, later(-1, at))]).toEqual([
        true,
        false,
        true,
      ]);
    });
    fc.assert(property, { seed: 48, numRuns: 1_000 });
    expect(refused).toBeGreaterThan(200);
  });
});

describe('a step that is taken back', () => {
  it('leaves limits and use as they were', () => {
    const limited = books().limited('a', daily, { ...daily, name: 'n', window: today });
    limited.counted(debited('a:b', 5n)).counted(debited('a:c', 7n), later(1));
    const before = velocitySnapshot(limited.state.velocity);
    limited.state.undo.restart();
    const next = later(30 * hour);
    limited.released(debited('a:b', 2n), noon, 2).counted(debited('a:b', 1n), later(1));
    limited
      .counted(debited('a:d', 3n), next)
      .counted(debited('a:b', 4n), next)
      .limited('a')
      .limited('b', daily);
    expect(velocitySnapshot(limited.state.velocity)).not.toEqual(before);
    limited.state.undo.backTo(0);
    expect(velocitySnapshot(limited.state.velocity)).toEqual(before);
    expect(limited.used('a:b')).toBe('0.05');
  });

  it('costs nothing to remember where nothing is limited', () => {
    const { state } = books();
    state.undo.restart();
    countUses(state, [debited('a', 1n)], { at: noon, category: undefined });
    releaseUses(state, [debited('a', 1n)], { placedAt: noon, placedSeq: 0, category: undefined });
    expect(state.undo.mark).toBe(0);
  });
});

describe('a snapshot of velocity limits', () => {
  it('is plain data, from which the same refusals come', () => {
    const limited = books()
      .limited('a', daily, { ...daily, name: 'n', window: today })
      .limited('b', daily);
    limited.counted(debited('a:b', 5n)).counted(debited('a:c', 7n), later(1));
    const stored = structuredClone(velocitySnapshot(limited.state.velocity));
    const restored = restoredVelocity(stored, new UndoLog());
    expect(velocitySnapshot(restored)).toEqual(stored);
    const again = books();
    Object.assign(again.state, { velocity: restored });
    const wish = debited('a:b', 99_96n);
    expect(again.refusal(wish, later(2)).facts).toEqual(limited.refusal(wish, later(2)).facts);
  });

  it('is equal for equal histories, though something was taken back in one of them', () => {
    const [straight, winding] = [books(), books()].map((each) =>
      each.limited('a', daily).counted(debited('a:b', 1n)).counted(debited('a:c', 1n), later(hour)),
    );
    winding!.state.undo.restart();
    winding!.counted(debited('a:b', 5n), later(2 * hour));
    winding!.state.undo.backTo(0);
    const [one, other] = [straight!, winding!].map((each) =>
      velocitySnapshot(each.counted(debited('a:d', 1n), later(24 * hour)).state.velocity),
    );
    expect(one).toEqual(other);
    expect(
      JSON.stringify(one, (_, value: unknown) => (typeof value === 'bigint' ? `${value}` : value)),
    ).not.toContain('a:b');
  });
});
