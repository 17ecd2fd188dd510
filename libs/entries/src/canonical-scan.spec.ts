import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { NotCanonical, canonicalText, parseThoroughly, type Canonical } from './canonical';
import { isPlainlyCanonical } from './canonical-scan';

const bytes = (text: string) => Buffer.from(text);

/** What the thorough reading makes of it; undefined where it refuses. */
function readThoroughly(input: Uint8Array): unknown {
  try {
    return parseThoroughly(input);
  } catch (error) {
    if (error instanceof NotCanonical) return undefined;
    throw error;
  }
}

const key = fc.oneof(
  fc.stringMatching(/^[a-z_][a-z0-9_.-]{0,8}$/),
  fc.constantFrom('', '1', '10', '9', 'v', 'a b', 'a!', 'a', '__proto__', 'a"', 'a\\', 'é', '\u007f'),
);
const text = fc.oneof(fc.string({ unit: 'binary-ascii', maxLength: 8 }), fc.string({ maxLength: 8 }));
const { value } = fc.letrec<{ value: Canonical }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    text,
    fc.constantFrom(true, false, null, 0, 1, -1, 12),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(key, tie('value'), { maxKeys: 4 }),
  ),
}));
const object = fc.dictionary(key, value, { minKeys: 1, maxKeys: 6 });

describe('the quick scan of canonical bytes', () => {
  it('takes the lines of the golden journal that are ASCII', () => {
    const journal = readFileSync(join(__dirname, '../../../test/vectors/v1/journal.ndjson'), 'utf8');
    const entries = journal
      .trimEnd()
      .split('\n')
      .map((line) => bytes(JSON.stringify((JSON.parse(line) as { entry: object }).entry)));
    const plain = entries.filter((entry) => entry.every((byte) => byte < 0x80));
    expect(plain.length).toBeGreaterThan(10);
    expect(plain.filter((entry) => !isPlainlyCanonical(entry))).toEqual([]);
  });

  it('takes nothing that the thorough reading refuses, however its keys are ordered', () => {
    let taken = 0;
    const property = fc.property(object, fc.boolean(), (any, isSorted) => {
      const input = bytes(isSorted ? canonicalText(any) : JSON.stringify(any));
      if (!isPlainlyCanonical(input)) return;
      taken += 1;
      expect(readThoroughly(input)).toEqual(JSON.parse(input.toString()));
    });
    fc.assert(property, { seed: 1, numRuns: 3_000 });
    expect(taken).toBeGreaterThan(100);
  });

  it('takes nothing that the thorough reading refuses, of what one changed byte makes of canonical bytes', () => {
    const good = bytes('{"a":{"b":"x\\"y","c":["x",null,true,false,{}]},"ab":[],"b":"\\\\","v":12}');
    expect(isPlainlyCanonical(good)).toBe(true);
    for (let at = 0; at < good.length; at += 1) {
      for (let byte = 0; byte < 256; byte += 1) {
        const bad = Buffer.from(good);
        bad[at] = byte;
        if (isPlainlyCanonical(bad)) expect(canonicalText(readThoroughly(bad))).toBe(bad.toString());
      }
    }
  });

  it.each([
    ['cut short', (good: Buffer) => good.subarray(0, -1)],
    ['longer by a byte', (good: Buffer) => Buffer.concat([good, bytes('}')])],
    ['without the first byte', (good: Buffer) => good.subarray(1)],
    ['empty', () => Buffer.alloc(0)],
  ])('does not take bytes that are %s', (_, change) => {
    expect(isPlainlyCanonical(change(bytes('{"a":"1","v":1}')))).toBe(false);
  });

  it('does not take a nesting so deep that it would end the process', () => {
    const depth = 30_000;
    expect(isPlainlyCanonical(bytes(`{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`))).toBe(false);
  });
});
