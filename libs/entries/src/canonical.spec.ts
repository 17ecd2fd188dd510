import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { NotCanonical, canonicalText, isPlain, parseCanonical, type Canonical } from './canonical';

const bytes = (text: string) => Buffer.from(text);

/** Values as entries have them: keys that are not integers, no numbers, NFC without control characters. */
const key = fc.stringMatching(/^[a-z_][a-z0-9_.-]{0,8}$/);
const text = fc
  .string({ unit: 'grapheme', maxLength: 12 })
  .map((any) => any.normalize('NFC'))
  .filter(isPlain);
const { value } = fc.letrec<{ value: Canonical }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    text,
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(key, tie('value'), { maxKeys: 5 }),
  ),
}));
const object = fc.dictionary(key, value, { minKeys: 1, maxKeys: 6 });

describe('canonical text', () => {
  it('is what RFC 8785 gives, whatever the order of the keys', () => {
    fc.assert(
      fc.property(object, (any) => {
        expect(canonicalText(any)).toBe(canonicalize(any));
      }),
      { seed: 1, numRuns: 1_000 },
    );
  });

  it('is what RFC 8785 gives for any text and any key', () => {
    const anyKey = fc.string({ unit: 'binary', maxLength: 4 });
    fc.assert(
      fc.property(fc.dictionary(anyKey, fc.string({ unit: 'binary' })), (any) => {
        expect(canonicalText(any)).toBe(canonicalize(any));
      }),
      { seed: 2, numRuns: 500 },
    );
  });

  it('orders keys by UTF-16 units, as the example of RFC 8785 has it', () => {
    const keys = ['\u20ac', '\r', '\ufb33', '1', '\u{1f600}', '\u0080', '\u00f6'];
    const ordered = Object.keys(
      JSON.parse(canonicalText(Object.fromEntries(keys.map((each) => [each, ''])))) as object,
    );
    expect(ordered).toEqual(['1', '\r', '\u0080', '\u00f6', '\u20ac', '\u{1f600}', '\ufb33']);
  });

  it('leaves out fields that are undefined', () => {
    expect(canonicalText({ b: undefined, a: [{ c: undefined }] })).toBe('{"a":[{}]}');
  });

  it.each([[1.5], [NaN], [Infinity], [2 ** 53], [undefined], [() => 1], [10n], [[undefined]]])(
    'has no form for %p',
    (none) => {
      expect(() => canonicalText(none)).toThrow();
    },
  );
});

describe('parsing canonical bytes', () => {
  it('gives the value back', () => {
    fc.assert(
      fc.property(object, (any) => {
        expect(parseCanonical(bytes(canonicalText(any)))).toEqual({ ...any });
      }),
      { seed: 3, numRuns: 1_000 },
    );
  });

  it('takes one number, the version of an entry', () => {
    expect(parseCanonical(bytes('{"a":"1","v":1}'))).toEqual({ a: '1', v: 1 });
  });

  it.each([
    ['white space', '{"a": "1"}'],
    ['a line feed at the end', '{"a":"1"}\n'],
    ['a key twice', '{"a":"1","a":"1"}'],
    ['a key twice, deep inside', '{"a":{"b":"1","b":"2"}}'],
    ['another order of keys', '{"b":"1","a":"1"}'],
    ['another order of keys inside a list', '{"a":[{"c":"1","b":"1"}]}'],
    ['an escape that is not needed', '{"a":"\\u0041"}'],
    ['an escaped slash', '{"a":"\\/"}'],
    ['an escape in capitals', '{"a":"\\u000B"}'],
    ['an escaped key', '{"\\u0061":"1"}'],
    ['a text that is not NFC', '{"a":"e\u0301"}'],
    ['a key that is not NFC', '{"e\u0301":"1"}'],
    ['a byte order mark', '\ufeff{"a":"1"}'],
    ['a number', '{"a":1}'],
    ['a number deep inside', '{"a":{"v":1}}'],
    ['a number in a list', '{"a":["1",2]}'],
    ['a version with an exponent', '{"v":1e0}'],
    ['minus zero', '{"v":-0}'],
    ['a line feed in a text', '{"a":"\\n"}'],
    ['NUL in a text', '{"a":"\\u0000"}'],
    ['DEL in a text', '{"a":"\u007f"}'],
    ['a C1 control character in a text', '{"a":"\u0085"}'],
    ['a control character in a key', '{"a\\n":"1"}'],
    ['a lone high surrogate', '{"a":"\\ud800"}'],
    ['a lone low surrogate', '{"a":"\\udc00"}'],
    ['a lone surrogate in a key', '{"\\ud800":"1"}'],
    ['bytes after the end', '{"a":"1"}{"a":"1"}'],
    ['NUL after the end', '{"a":"1"}\0'],
    ['a list', '["a"]'],
    ['a text alone', '"a"'],
    ['null', 'null'],
    ['nothing', ''],
    ['half an object', '{"a":"1"'],
    ['integer-like keys, which JavaScript would move', '{"10":"a","9":"b"}'],
  ])('refuses %s', (_what, input) => {
    expect(() => parseCanonical(bytes(input))).toThrow(NotCanonical);
  });

  it.each([
    ['a byte alone that begins a character', [0xc3]],
    ['an overlong slash', [0xc0, 0xaf]],
    ['a surrogate as UTF-8', [0xed, 0xa0, 0x80]],
    ['a byte that never occurs', [0xff]],
    ['a code point beyond the last', [0xf4, 0x90, 0x80, 0x80]],
  ])('refuses %s', (_what, inside) => {
    const input = Buffer.concat([bytes('{"a":"'), Buffer.from(inside), bytes('"}')]);
    expect(() => parseCanonical(input)).toThrow(NotCanonical);
  });

  it('refuses a nesting so deep that it would end the process', () => {
    const depth = 30_000;
    expect(() => parseCanonical(bytes(`{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`))).toThrow(
      NotCanonical,
    );
  });

  it('keeps a key named __proto__ a key', () => {
    const parsed = parseCanonical(bytes('{"__proto__":"x"}'));
    expect(Object.getPrototypeOf(parsed)).toBe(Object.prototype);
    expect(Object.keys(parsed)).toEqual(['__proto__']);
  });

  it('refuses whatever one changed byte makes of canonical bytes, or reads it as another value', () => {
    const good = bytes('{"a":{"b":"é","c":["x",null,true]},"v":1}');
    for (let at = 0; at < good.length; at += 1) {
      for (const flip of [0x01, 0x20, 0x80]) {
        const bad = Buffer.from(good);
        bad[at]! ^= flip;
        const read = tryParse(bad);
        if (read !== undefined) expect(canonicalText(read)).toBe(bad.toString());
      }
    }
  });
});

function tryParse(input: Uint8Array): unknown {
  try {
    return parseCanonical(input);
  } catch (error) {
    if (error instanceof NotCanonical) return undefined;
    throw error;
  }
}
