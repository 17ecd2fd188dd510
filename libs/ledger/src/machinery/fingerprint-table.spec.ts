import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { FingerprintTable, uuidFingerprint, type Fingerprint } from './fingerprint-table';
import { sha256Fingerprint } from '@entries/fingerprints';
import { slotsOf } from '../../../../test/support/comparable';

/** Puts all texts into one segment and a few runs, so that they wait behind each other, wrap around and grow. */
const crowded: Fingerprint = (text) => Uint32Array.of(Number(text) % 3, 0, Number(text), 0);

type Step = { readonly do: 'set' | 'get' | 'delete'; readonly text: string; readonly value: number };

const steps = (texts: fc.Arbitrary<string>) =>
  fc.array(
    fc.record({
      do: fc.constantFrom<Step['do']>('set', 'set', 'get', 'delete'),
      text: texts,
      value: fc.oneof(fc.nat(1_000), fc.constantFrom(0, 2 ** 32 - 2, 2 ** 32 - 1, 2 ** 32, 2 ** 40 - 2)),
    }),
    { maxLength: 300, size: 'max' },
  );

function expectSame(table: FingerprintTable, map: ReadonlyMap<string, number>, text: string): void {
  if (table.get(text) !== map.get(text))
    expect({ text, is: table.get(text) }).toEqual({ text, is: map.get(text) });
}

function agreesWithAMap(fingerprint: Fingerprint, texts: fc.Arbitrary<string>) {
  return fc.property(steps(texts), (all) => {
    const table = new FingerprintTable(fingerprint);
    const map = new Map<string, number>();
    for (const step of all) {
      if (step.do === 'set') {
        table.set(step.text, step.value);
        map.set(step.text, step.value);
      } else if (step.do === 'delete') {
        table.delete(step.text);
        map.delete(step.text);
      } else {
        expectSame(table, map, step.text);
      }
    }
    const restored = new FingerprintTable(fingerprint, table.contents());
    for (const each of [table, restored]) {
      expect(each.size).toBe(map.size);
      for (const { text } of all) expectSame(each, map, text);
    }
  });
}

describe('a table of fingerprints', () => {
  it('answers as a map does, in any order of setting and deleting', () => {
    fc.assert(agreesWithAMap(sha256Fingerprint, fc.string({ maxLength: 2 })), { seed: 1, numRuns: 300 });
  });

  it('answers as a map does where all texts crowd into a few places', () => {
    fc.assert(agreesWithAMap(crowded, fc.nat(200).map(String)), { seed: 2, numRuns: 300 });
  });

  it('answers as a map does where runs wrap around the end', () => {
    const last: Fingerprint = (text) => Uint32Array.of(2 ** 32 - 1 - (Number(text) % 2), 7, Number(text), 0);
    fc.assert(agreesWithAMap(last, fc.nat(60).map(String)), { seed: 3, numRuns: 300 });
  });

  it('takes two texts with one fingerprint for one: that is what 88 bits promise', () => {
    const table = new FingerprintTable(() => Uint32Array.of(1, 2, 3, 4));
    table.set('a', 1);
    table.set('b', 2);
    expect([table.get('a'), table.size]).toEqual([2, 1]);
  });

  it('looks at 24 bits of the third word and at none of the fourth', () => {
    const prints: Record<string, Uint32Array> = {
      a: Uint32Array.of(1, 2, 3, 4),
      same: Uint32Array.of(1, 2, 0xff000003, 5),
      other: Uint32Array.of(1, 2, 0x00800003, 4),
    };
    const table = new FingerprintTable((text) => prints[text]!);
    table.set('a', 9);
    expect([table.get('same'), table.get('other')]).toEqual([9, undefined]);
  });

  it.each([-1, 0.5, NaN, 2 ** 40 - 1])('does not take %d', (value) => {
    expect(() => new FingerprintTable(sha256Fingerprint).set('a', value)).toThrow('invariant broken');
  });

  it('differs from the arrays it was made of', () => {
    const table = new FingerprintTable(sha256Fingerprint);
    table.set('a', 1);
    const copy = new FingerprintTable(sha256Fingerprint, table.contents());
    copy.set('a', 2);
    copy.set('b', 3);
    expect([table.get('a'), table.get('b'), table.size]).toEqual([1, undefined, 1]);
  });

  it('keeps 100,000 texts in at most 40 bytes each', () => {
    const table = new FingerprintTable(sha256Fingerprint);
    for (let i = 0; i < 100_000; i += 1) table.set(`key-${i}`, i);
    const bytes = table.contents().reduce((sum, words) => sum + words.byteLength, 0);
    expect(table.size).toBe(100_000);
    expect(bytes / 100_000).toBeLessThanOrEqual(40);
    expect(slotsOf(table)).toHaveLength(100_000);
  });
});

describe('the fingerprint of a text', () => {
  it('is the first 88 bits of its SHA-256', () => {
    const digest = createHash('sha256').update('clé').digest();
    expect([...sha256Fingerprint('clé')]).toEqual([0, 4, 8, 12].map((at) => digest.readUInt32LE(at)));
  });
});

describe('the fingerprint of a UUID', () => {
  const uuid = '01935a00-0000-7000-8000-000000000000';

  it.each([
    ['the last digit', '01935a00-0000-7000-8000-000000000001'],
    ['the random digits after the variant', '01935a00-0000-7000-8000-100000000000'],
    ['the digits of the variant', '01935a00-0000-7000-8100-000000000000'],
    ['the digits after the version', '01935a00-0000-7001-8000-000000000000'],
    ['the lowest digit of the time', '01935a00-0001-7000-8000-000000000000'],
  ])('distinguishes UUIDs by %s', (_what, other) => {
    const table = new FingerprintTable(uuidFingerprint);
    table.set(uuid, 1);
    table.set(other, 2);
    expect([table.get(uuid), table.get(other)]).toEqual([1, 2]);
  });
});
