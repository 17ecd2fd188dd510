import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export const root = resolve(__dirname, '../..');

/** A page of the documentation; `path` is relative to the project. */
export interface Page {
  readonly path: string;
  readonly text: string;
}

export function page(path: string): Page {
  return { path, text: readFileSync(join(root, path), 'utf8') };
}

/** All documentation: the pages at the root, and everything below docs/. */
export function allPages(): Page[] {
  const atRoot = readdirSync(root).filter((name) => name.endsWith('.md'));
  const below = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' });
  return [...atRoot, ...below.filter((name) => name.endsWith('.md')).map((name) => join('docs', name))]
    .sort()
    .map(page);
}
