import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '../..');

const sources = ['apps', 'libs', 'bench', 'test'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.includes('node_modules'))
    .map((name) => join(folder, name)),
);

const countOf = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].length;

/** Whether a source makes connections to Postgres of which one has no listener for errors. */
function isDeaf(text: string): boolean {
  if (!/import \{[^}]*\} from 'pg';/.test(text)) return false;
  return countOf(text, /new (?:Client|Pool)\(/g) > countOf(text, /\.on\('error'/g);
}

describe('a connection to Postgres', () => {
  it('has a listener for errors: when Postgres ends it, an event without one would end the process', () => {
    const deaf = sources.filter((name) => isDeaf(readFileSync(join(root, name), 'utf8')));
    expect(deaf).toEqual([]);
  });

  it('without a listener is found', () => {
    const made = "import { Client } from 'pg';\nconst client = new Client({ host });\n";
    expect([isDeaf(made), isDeaf(`${made}client.on('error', () => undefined);\n`)]).toEqual([true, false]);
  });
});
