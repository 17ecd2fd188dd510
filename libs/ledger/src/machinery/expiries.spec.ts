import fc from 'fast-check';
import { Expiries } from './expiries';
import { UndoLog } from './undo-log';

const entries = fc.array(
  fc.record({
    at: fc.nat(50).map((second) => new Date(second * 1_000).toISOString()),
    id: fc.nat(30).map((n) => `hold-${String(n).padStart(2, '0')}`),
  }),
  { maxLength: 60 },
);
const runs = { seed: 20261123, numRuns: 1_000 };

function emptied(expiries: Expiries): string[] {
  const order: string[] = [];
  for (let { first } = expiries; first; first = expiries.first) {
    order.push(`${first.at} ${first.id}`);
    expiries.removeFirst();
  }
  return order;
}

describe('when holds expire', () => {
  it('gives the earliest first, those of the same time in the order of their ids', () => {
    fc.assert(
      fc.property(entries, (all) => {
        const expiries = new Expiries(new UndoLog());
        for (const each of all) expiries.add(each);
        expect(expiries.size).toBe(all.length);
        expect(emptied(expiries)).toEqual(all.map(({ at, id }) => `${at} ${id}`).sort());
      }),
      runs,
    );
  });

  it('is right also while more comes and some goes', () => {
    fc.assert(
      fc.property(entries, fc.array(fc.boolean(), { minLength: 60, maxLength: 60 }), (all, goes) => {
        const expiries = new Expiries(new UndoLog());
        const naive: string[] = [];
        all.forEach((each, i) => {
          expiries.add(each);
          naive.push(`${each.at} ${each.id}`);
          if (!goes[i]) return;
          naive.sort().shift();
          expiries.removeFirst();
        });
        expect(emptied(expiries)).toEqual(naive.sort());
      }),
      runs,
    );
  });

  it('is nothing where none expires', () => {
    const expiries = new Expiries(new UndoLog());
    expiries.removeFirst();
    expect([expiries.first, expiries.size]).toEqual([undefined, 0]);
  });

  it('keeps only those that are left, whatever was in it before', () => {
    const expiries = new Expiries(new UndoLog());
    for (const id of ['a', 'b', 'c']) expiries.add({ at: '2026-01-01', id });
    expiries.keepOnly([
      { id: 'c', expiresAt: '2026-01-03' },
      { id: 'd' },
      { id: 'b', expiresAt: '2026-01-02' },
    ]);
    expect(emptied(expiries)).toEqual(['2026-01-02 b', '2026-01-03 c']);
  });
});
