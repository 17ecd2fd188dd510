import { variables, type Variable } from '@settings/variables';
import { rowsIn, sectionOf } from '../support/markdown';
import { page } from '../support/pages';

describe('the table of settings in the README', () => {
  it('has every variable that the project reads, in order, with its default and meaning', () => {
    const expected = Object.entries(variables as Record<string, Variable>).map(([name, row]) => [
      `\`${name}\``,
      row.default === undefined ? '' : `\`${row.default}\``,
      row.meaning,
    ]);
    expect(rowsIn(sectionOf(page('README.md').text, 'Settings'))).toEqual(expected);
  });
});
