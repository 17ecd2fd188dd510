import { Malformed } from '@commands/input/malformed';
import { hasMoreValuesThan } from './more-values';
import { parseStrictJson, parseStrictText } from './strict-json';

const flawsOf = (text: string) => {
  try {
    parseStrictText(text);
  } catch (error) {
    if (error instanceof Malformed) return error.flaws.map(({ pointer, code }) => `${code} ${pointer}`);
    throw error;
  }
  return [];
};

describe('strict JSON', () => {
  it('reads what JSON.parse reads', () => {
    const value = { a: ['x:y', { '"': 1, b: null }], 'c":': '":', d: ' : ', e: '\\":' };
    expect(parseStrictText(JSON.stringify(value, null, 2))).toEqual(value);
  });

  it.each([
    ['{"a":1,"a":2}', 'DuplicateKey /a'],
    ['{"a" :1,"a" : 2}', 'DuplicateKey /a'],
    ['{"a":1,"\\u0061":2}', 'DuplicateKey /a'],
    ['[{"b":1},{"x":[0,{"a":1,"b":"\\":","a":2}]}]', 'DuplicateKey /1/x/1/a'],
    ['{"a/b~":1,"a/b~":1}', 'DuplicateKey /a~1b~0'],
    ['{"a":{"b":1},"b":":","c":{"c":{"c":1}},"a":1}', 'DuplicateKey /a'],
  ])('refuses %s because a name stands twice', (text, flaw) => {
    expect(flawsOf(text)).toEqual([flaw]);
  });

  it('takes the same name in different objects, and text that looks like a name', () => {
    expect(flawsOf('{"a":{"a":[{"a":1},{"a":"\\":\\":"}]},"b":"\\"a\\":1,\\"a\\":2"}')).toEqual([]);
  });

  it.each(['__proto__', 'constructor', 'prototype'])('refuses the name %s at any depth', (name) => {
    expect(flawsOf(`{"a":[{"${name}":{}}]}`)).toEqual([`ForbiddenKey /a/0/${name}`]);
  });

  it('refuses a forbidden name that is written with an escape', () => {
    expect(flawsOf('{"\\u005f_proto__":1}')).toEqual(['ForbiddenKey /__proto__']);
  });

  it('reads 16 levels and refuses the 17th', () => {
    expect(flawsOf('['.repeat(16) + ']'.repeat(16))).toEqual([]);
    expect(flawsOf('['.repeat(17) + ']'.repeat(17))[0]).toMatch(/^TooDeep (\/0){16}$/);
  });

  it('refuses a million brackets without running out of stack', () => {
    expect(flawsOf('['.repeat(1_000_000) + ']'.repeat(1_000_000))[0]).toMatch(/^TooDeep/);
    expect(flawsOf('['.repeat(1_000_000))).toEqual(['NotJson ']);
  });

  it('reads a string of millions of escapes that looks like names', () => {
    expect(flawsOf(`{"a":"${'\\\\":'.repeat(1_000_000)}"}`.replaceAll('\\\\"', '\\"'))).toEqual([]);
  });

  it.each(['', ' ', '{', '{"a":01}', "{'a':1}", '{"a":1,}', '\ufeff{}', 'NaN'])(
    'refuses %j, which is not JSON',
    (text) => {
      expect(flawsOf(text)).toEqual(['NotJson ']);
    },
  );

  it('refuses bytes that are not UTF-8', () => {
    const overlong = Buffer.from([0x7b, 0x22, 0xc0, 0x80, 0x22, 0x3a, 0x31, 0x7d]);
    expect(() => parseStrictJson(overlong, 100)).toThrow('not valid UTF-8');
  });

  it('passes over a byte order mark before the text, and over none within', () => {
    const marked = Buffer.from('\ufeff{"a":"\ufeff"}');

    expect(parseStrictJson(marked, 100)).toEqual({ a: '\ufeff' });
    expect(() => parseStrictJson(Buffer.from('\ufeff\ufeff{}'), 100)).toThrow('not JSON');
  });

  it('refuses text with more values than asked for before it reads any', () => {
    expect(() => parseStrictJson(Buffer.from('{"a":1,"b":2,'), 3)).toThrow(
      'at most 3 JSON fields and values',
    );
  });

  it.each([
    ['{}', 2],
    ['{"a":1}', 3],
    ['[1,2,3]', 4],
    ['[[],[]]', 5],
    ['[":,[{"]', 2],
    ['["\\",[{"]', 2],
    ['["\\\\",1]', 3],
  ])('counts in %s no more than %i fields and values', (text, count) => {
    expect(hasMoreValuesThan(Buffer.from(text), count)).toBe(false);
    expect(hasMoreValuesThan(Buffer.from(text), count - 1)).toBe(true);
  });
});
