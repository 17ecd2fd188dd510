import { EntryFromTheFuture, entryVersion, upcast, type Upcaster } from './upcast';

const entry = { seq: '7', v: entryVersion };

describe('a stored entry', () => {
  it('of today’s version is read as it is', () => {
    expect(upcast(entry)).toBe(entry);
  });

  it('of an earlier version takes every step to today’s, in order', () => {
    const step =
      (name: string): Upcaster =>
      (before) => ({
        ...before,
        v: before.v + 1,
        steps: [...((before as { steps?: string[] }).steps ?? []), name],
      });
    const known = { steps: [undefined, step('second shape'), step('third shape')], version: 3 };
    expect(upcast({ seq: '7', v: 1 }, known)).toEqual({
      seq: '7',
      v: 3,
      steps: ['second shape', 'third shape'],
    });
    expect(upcast({ seq: '7', v: 2 }, known)).toEqual({ seq: '7', v: 3, steps: ['third shape'] });
  });

  it('of a later version stops the release that does not know it, with seq and versions', () => {
    const later = { ...entry, v: entryVersion + 1 };
    expect(() => upcast(later)).toThrow(EntryFromTheFuture);
    expect(() => upcast(later)).toThrow(`seq 7 has version ${entryVersion + 1}; this release knows`);
  });
});
