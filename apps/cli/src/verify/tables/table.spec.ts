import { columnsOf, jsonbText, keyOf, tableNames, textsOf } from './table';

it.each([
  [{}, '{}'],
  [[], '[]'],
  [{ longer: '1', b: '2', a: '3' }, '{"a": "3", "b": "2", "longer": "1"}'],
  [{ é: '1', zz: '2', z: '3' }, '{"z": "3", "zz": "2", "é": "1"}'],
  [[{ minimum: '0.00', currency: 'EUR' }], '[{"minimum": "0.00", "currency": "EUR"}]'],
  [{ a: undefined, b: '"quoted" \\ slash' }, '{"b": "\\"quoted\\" \\\\ slash"}'],
])('writes %j as Postgres writes jsonb', (value, text) => {
  expect(jsonbText(value)).toBe(text);
});

it('finds every row by columns that it has', () => {
  for (const table of tableNames) expect(columnsOf(table)).toEqual(expect.arrayContaining([...keyOf(table)]));
});

it('writes a row column by column, and nothing where there is no value', () => {
  const row = { seq: 7, recorded_at: '2026-01-01T00:00:00.001Z' };
  expect(textsOf('recorded_times', row)).toEqual(['1767225600001', '7']);
  expect(textsOf('nodes', { node: 0, parent: null, depth: 1, path: 'bank' })).toEqual([
    '0',
    null,
    '1',
    'bank',
  ]);
});
