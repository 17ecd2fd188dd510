import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { rowsIn } from '../support/markdown';
import { page, root } from '../support/pages';

const records = readdirSync(join(root, 'docs/adr'))
  .filter((name) => name !== 'README.md')
  .sort()
  .map((name) => ({ name, ...page(join('docs/adr', name)) }));

describe('the decision records', () => {
  it('are numbered without a gap', () => {
    const numbers = records.map(({ name }) => name.slice(0, 4));
    expect(numbers).toEqual(records.map((_, i) => String(i + 1).padStart(4, '0')));
  });

  it('stand in their index, each with its title', () => {
    const rows = rowsIn(page('docs/adr/README.md').text);
    expect(rows).toEqual(
      records.map(({ name, text }) => [
        `[${name.slice(0, 4)}](${name})`,
        /^# \d{4}\. (.+)$/m.exec(text)?.[1] ?? 'no title',
      ]),
    );
  });

  it.each(records)('$name gives situation, decision and consequence on one page', ({ name, text }) => {
    const parts = [...text.matchAll(/^\*\*(Situation|Decision|Consequence)\.\*\*/gm)].map(([, part]) => part);
    expect(parts).toEqual(['Situation', 'Decision', 'Consequence']);
    expect(text.startsWith(`# ${name.slice(0, 4)}. `)).toBe(true);
    expect(text.split(/\s+/).length).toBeLessThan(500);
  });
});
