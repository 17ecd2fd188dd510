import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Child } from '../support/child';
import { page } from '../support/pages';
import { Shell } from '../support/shell';
import { runStart, tidy, type StartLine } from '../support/started';
import { against, comparable, stepsOf, type WalkedCommand } from '../support/walked-page';

const steps = stepsOf(page('README.md').text).filter((step): step is WalkedCommand => 'command' in step);

describe('the README', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'ledger-readme-'));
  const shell = new Shell({ DATA_DIR: dataDir });
  let start: Child | undefined;
  let api = '';

  beforeAll(async () => {
    // As root, Postgres runs as another account and must pass through.
    chmodSync(dataDir, 0o711);
    start = runStart(dataDir);
    ({ api } = JSON.parse(await start.line()) as StartLine);
  });

  afterAll(() => {
    shell.end();
    return tidy(dataDir, start ? [start] : []);
  });

  it('has an answer below every command', () => {
    expect(steps.length).toBeGreaterThan(5);
    expect(steps.filter(({ answer }) => !/^(?:json|text)$/.test(answer?.language ?? ''))).toEqual([]);
  });

  // In order, each after those before: as a reader would.
  it.each(steps)('answers as printed: $title', async ({ command, answer }) => {
    const { language, text } = answer!;
    expect(comparable(language, await shell.run(against({ api, dataDir }, command)))).toEqual(
      comparable(language, text),
    );
  });

  it('gets the same receipt, marked as replayed, when it sends its first transaction again', async () => {
    const command = against({ api, dataDir }, steps[0]!.command);
    const receipt = await shell.run(command);
    const again = await shell.run(command.replace('curl -s', 'curl -si'));
    expect(again).toMatch(/^idempotency-replayed: true\r$/im);
    expect(again.endsWith(receipt)).toBe(true);
  });
});
