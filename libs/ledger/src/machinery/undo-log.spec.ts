import fc from 'fast-check';
import { sha256Fingerprint } from '@entries/fingerprints';
import { UndoLog } from './undo-log';
import { UndoableMap } from './undoable-map';
import { UndoableSet } from './undoable-set';
import { UndoableTable } from './undoable-table';

const keys = ['a', 'b', 'c', 'd'] as const;

/** One of everything that records its changes. */
class Recorded {
  readonly undo = new UndoLog();
  readonly map = new UndoableMap<string, number>(this.undo);
  readonly set = new UndoableSet<string>(this.undo);
  readonly table = new UndoableTable(this.undo, sha256Fingerprint);
  readonly record = { count: 0, text: '' };

  get content() {
    const table = keys.map((key) => this.table.get(key));
    return { map: [...this.map].sort(), set: [...this.set].sort(), table, record: { ...this.record } };
  }
}

const change = fc.record({
  what: fc.constantFrom('map', 'set', 'table', 'record'),
  how: fc.constantFrom('set', 'set', 'delete', 'clear'),
  key: fc.constantFrom(...keys),
  value: fc.nat(9),
});

function make(
  recorded: Recorded,
  { what, how, key, value }: typeof change extends fc.Arbitrary<infer T> ? T : never,
) {
  const { map, set, table, undo, record } = recorded;
  if (what === 'record') return void Object.assign(undo.keep(record), { count: value, text: key });
  if (what === 'table') return how === 'set' ? table.set(key, value) : table.delete(key);
  if (how === 'clear') return what === 'map' ? map.clear() : set.clear();
  if (how === 'delete') return void (what === 'map' ? map.delete(key) : set.delete(key));
  return void (what === 'map' ? map.set(key, value) : set.add(key));
}

describe('an undo log', () => {
  it('takes back all changes since a mark, and no other', () => {
    const changes = fc.array(change, { maxLength: 30 });
    const property = fc.property(changes, changes, changes, (first, second, third) => {
      const recorded = new Recorded();
      for (const each of first) make(recorded, each);
      const before = recorded.content;
      recorded.undo.restart();
      for (const each of second) make(recorded, each);
      const marked = recorded.content;
      const { mark } = recorded.undo;
      for (const each of third) make(recorded, each);
      recorded.undo.backTo(mark);
      expect(recorded.content).toEqual(marked);
      recorded.undo.backTo(0);
      expect(recorded.content).toEqual(before);
    });
    fc.assert(property, { seed: 77, numRuns: 300 });
  });

  it('records nothing before it is restarted, and forgets what it recorded when it is restarted again', () => {
    const recorded = new Recorded();
    recorded.map.set('a', 1);
    expect(recorded.undo.mark).toBe(0);
    recorded.undo.restart();
    recorded.map.set('a', 2);
    recorded.undo.restart();
    recorded.undo.backTo(0);
    expect(recorded.map.get('a')).toBe(2);
  });

  it('takes back steps of any kind in the reverse order', () => {
    const undo = new UndoLog();
    const taken: number[] = [];
    undo.restart();
    for (const step of [1, 2, 3]) undo.record(() => taken.push(step));
    undo.backTo(1);
    expect(taken).toEqual([3, 2]);
  });
});

it('maps, sets and tables are made of earlier contents without a record of it', () => {
  const undo = new UndoLog();
  undo.restart();
  const first = new UndoableTable(undo, sha256Fingerprint);
  first.set('a', 7);
  const { mark } = undo;
  const table = new UndoableTable(undo, sha256Fingerprint, first.contents());
  const map = new UndoableMap(undo, [['a', 1]]);
  const set = new UndoableSet(undo, ['a']);
  expect([undo.mark, table.get('a'), table.size, map.get('a'), set.has('a')]).toEqual([mark, 7, 1, 1, true]);
});
