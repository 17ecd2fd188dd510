import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { rowsIn, sectionOf, spansIn } from '../support/markdown';
import { page, root } from '../support/pages';

interface Rule {
  readonly name: string;
  readonly comment: string;
}

const { text } = page('docs/ARCHITECTURE.md');
const importLaw = (
  createRequire(__filename)(join(root, '.dependency-cruiser.cjs')) as { forbidden: readonly Rule[] }
).forbidden;

/** Empty folders are in no checkout. */
function foldersIn(folder: string): string[] {
  const sources = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.includes('/') && /\.\w+$/.test(name))
    .map((name) => `${folder}/${name.split('/')[0]}`);
  return [...new Set(sources)].sort();
}

describe('the code map', () => {
  const named = rowsIn(sectionOf(text, 'Where things are')).map(([folder]) => spansIn(folder!)[0]);

  it.each(['apps', 'libs', 'test'])('names every folder of %s and no other', (top) => {
    expect(named.filter((folder) => folder?.startsWith(`${top}/`)).sort()).toEqual(foldersIn(top));
  });
});

describe('the import law', () => {
  it('stands in the page sentence by sentence, as it is checked', () => {
    const sentences = sectionOf(text, 'Who may import whom')
      .split('\n')
      .filter((line) => line.startsWith('- '))
      .map((line) => line.slice(2));
    expect(sentences).toEqual(importLaw.map(({ comment }) => comment));
  });
});

describe('the promises', () => {
  const promises = rowsIn(sectionOf(text, 'Promises')).map(([promise, checks]) => ({
    promise: promise!,
    checks: spansIn(checks!),
  }));

  it.each(promises)('$promise', ({ checks }) => {
    expect(checks.filter((check) => !isCheck(check))).toEqual([]);
    expect(checks).not.toEqual([]);
  });

  it('are more than none', () => {
    expect(promises.length).toBeGreaterThan(10);
  });
});

/** A file of tests, a rule of the import law, or what ESLint says when its rule is broken. */
function isCheck(check: string): boolean {
  const file = join(root, check);
  if (check.endsWith('.spec.ts'))
    return existsSync(file) && /\bit(\.each)?\(/.test(readFileSync(file, 'utf8'));
  const lint = readFileSync(join(root, 'eslint.config.mjs'), 'utf8');
  return importLaw.some(({ name }) => name === check) || lint.includes(`'${check}'`);
}
