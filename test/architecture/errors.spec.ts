import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { refusalTitles } from '@ledger/refusal';
import { runNode } from '../support/child';

interface Kind {
  readonly title: string;
  readonly status: number;
  readonly when: string;
  readonly remedy: string;
}

const root = join(__dirname, '../..');
const page = readFileSync(join(root, 'docs/ERRORS.md'), 'utf8');

/** The rows of the tables under a heading, cell by cell. */
function rowsUnder(heading: string): string[][] {
  const [, section = ''] = page.split(new RegExp(`^## ${heading}$`, 'm'));
  return section
    .split(/^## /m, 1)[0]!
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) => line.slice(2, -2).split(' | '));
}

/** As a text of its own, or as the name of a story. */
const met = (code: string) => new RegExp(`'${code}(?:: )?'|^ {2}${code}:`, 'm');

describe('docs/ERRORS.md', () => {
  let problems: Readonly<Record<string, Kind>>;
  let flaws: Readonly<Record<string, string>>;

  beforeAll(async () => {
    const described = await runNode([join(root, 'dist/apps/api/src/describe.js')]).exit;
    ({ 'x-problems': problems, 'x-flaws': flaws } = JSON.parse(described.stdout));
  });

  it('lists every problem, and of none that does not exist, as the code has it', () => {
    const written = rowsUnder('Problems').map(([code, status, title, when, remedy]) => [
      code,
      status,
      title,
      when,
      remedy,
    ]);
    const coded = Object.entries(problems).map(([code, { status, title, when, remedy }]) => [
      `\`${code}\``,
      String(status),
      title,
      when,
      remedy,
    ]);

    expect(coded.length).toBeGreaterThan(40);
    expect(written).toEqual(coded);
  });

  it('lists no refusal that no test meets over HTTP', () => {
    const reported = readdirSync(join(root, 'test/e2e'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.spec.ts'))
      .map((name) => readFileSync(join(root, 'test/e2e', name), 'utf8'));
    const unmet = Object.keys(refusalTitles).filter((code) => !reported.some((text) => met(code).test(text)));

    // A process that is left with its last writer key seals with it, and says KeyInUse first.
    expect(unmet).toEqual(['KeyIsLast']);
  });

  it('lists every flaw of malformed input, and of none that does not exist', () => {
    expect(rowsUnder('Flaws')).toEqual(Object.entries(flaws).map(([code, rule]) => [`\`${code}\``, rule]));
  });
});
