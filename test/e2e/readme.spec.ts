import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Child } from '../support/child';
import { blocksIn } from '../support/markdown';
import { page, root } from '../support/pages';
import { runStart, tidy, type StartLine } from '../support/started';

jest.setTimeout(120_000);

/** A command of the README, and the answer it prints below it. */
interface Step {
  readonly command: string;
  /** What it asks for: path and query, or the first line. */
  readonly target: string;
  readonly answer: { readonly language: string; readonly text: string };
}

const addressInReadme = 'http://127.0.0.1:3000';

const blocks = blocksIn(page('README.md').text);
const steps: Step[] = blocks.flatMap(({ language, text }, i) =>
  language === 'sh' ? [{ command: text, target: targetOf(text), answer: blocks[i + 1]! }] : [],
);

function targetOf(command: string): string {
  return /127\.0\.0\.1:3000([^\s']+)/.exec(command)?.[1] ?? command.split('\n')[0]!;
}

/** What is another one at every run. */
function masked(text: string): string {
  return text
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/g, 'an id')
    .replace(/\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z/g, 'a time')
    .replace(/\bin [\d.]+ s \([\d,]+ a second\)/g, 'in a while');
}

function read(language: string, text: string): unknown {
  return language === 'json' ? (JSON.parse(masked(text)) as unknown) : masked(text).trim();
}

describe('the README', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'ledger-readme-'));
  let start: Child | undefined;
  let api = '';

  beforeAll(async () => {
    // As root, Postgres runs as another account and must pass through.
    chmodSync(dataDir, 0o711);
    start = runStart(dataDir);
    ({ api } = JSON.parse(await start.line()) as StartLine);
  });

  afterAll(() => tidy(dataDir, start ? [start] : []));

  async function run(command: string): Promise<string> {
    const script = command.replaceAll(addressInReadme, api);
    const { PATH = '', HOME = '' } = process.env;
    const env = { PATH, HOME, DATA_DIR: dataDir };
    const { stdout } = await promisify(execFile)('sh', ['-euc', script], { cwd: root, env });
    return stdout;
  }

  it('has an answer below every command', () => {
    expect(steps.length).toBeGreaterThan(5);
    expect(steps.filter(({ answer }) => !/^(?:json|text)$/.test(answer.language))).toEqual([]);
  });

  // In order, each after those before: as a reader would.
  it.each(steps)('answers as printed: $target', async ({ command, answer }) => {
    expect(read(answer.language, await run(command))).toEqual(read(answer.language, answer.text));
  });

  it('gets the same receipt, marked as replayed, when it sends its first transaction again', async () => {
    const { command } = steps[0]!;
    const receipt = await run(command);
    const again = await run(command.replace('curl -s', 'curl -si'));
    expect(again).toMatch(/^idempotency-replayed: true\r$/im);
    expect(again.endsWith(receipt)).toBe(true);
  });
});
