import fc from 'fast-check';
import { fieldsOf } from './exact-json';

it('keeps every digit of a number above 64 bits', () => {
  const line = '{"value": 7786596450288373164569331648084, "step":-0.10, "rate":1e-7}';
  expect({ ...fieldsOf(line) }).toEqual({
    value: '7786596450288373164569331648084',
    step: '-0.10',
    rate: '1e-7',
  });
});

it('leaves numbers inside strings alone', () => {
  expect({ ...fieldsOf('{"a 1":"x\\" 12 \\\\","b":"3"}') }).toEqual({ 'a 1': 'x" 12 \\', b: '3' });
});

it('names the fields of inner objects, and leaves out null and lists', () => {
  expect({ ...fieldsOf('{"a":{"b":{"c":1}},"d":null,"e":[1,2],"f":true}') }).toEqual({
    'a.b.c': '1',
    f: 'true',
  });
});

it.each([
  '',
  '[1]',
  '12',
  'null',
  '{"a":01}',
  '{"a":1-2}',
  '{"a":--1}',
  '{"a":.5}',
  '{"a":1.}',
  '{"a":1 2}',
  '{"a"',
])('refuses %j', (line) => {
  expect(() => fieldsOf(line)).toThrow();
});

it('reads any whole number as the digits that were written', () => {
  fc.assert(
    fc.property(fc.bigInt(), fc.string(), (number, text) => {
      const line = `{"t":${JSON.stringify(text)},"n":${number}}`;
      expect({ ...fieldsOf(line) }).toEqual({ t: text, n: number.toString() });
    }),
  );
});
