import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Variable } from '@settings/variable';
import { variables } from '@settings/variables';
import { rowsIn, sectionOf } from '../support/markdown';
import { page, root } from '../support/pages';

describe('the table of settings in the README', () => {
  it('has every variable that the project reads, in order, with its default and meaning', () => {
    const expected = Object.entries(variables as Record<string, Variable>).map(([name, row]) => [
      `\`${name}\``,
      row.default === undefined ? '' : `\`${row.default}\``,
      row.meaning,
    ]);
    expect(rowsIn(sectionOf(page('README.md').text, 'Settings'))).toEqual(expected);
  });

  it('has no variable that no program uses', () => {
    const sources = ['apps', 'bench'].flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'))
        .map((name) => readFileSync(join(root, folder, name), 'utf8')),
    );
    const code = [...sources, page('libs/settings/src/parent.ts').text].join('\n');
    const settings = Object.values(variables).map(({ setting }) => setting);
    expect(settings.filter((setting) => !new RegExp(`\\b${setting}\\b`).test(code))).toEqual([]);
  });
});
