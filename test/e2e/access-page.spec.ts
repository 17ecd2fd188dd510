import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Child } from '../support/child';
import { page } from '../support/pages';
import { Shell } from '../support/shell';
import { runStart, tidy, type StartLine } from '../support/started';
import { against, comparable, stepsOf, type WalkedCommand } from '../support/walked-page';

const steps = stepsOf(page('docs/ACCESS.md').text).filter((step): step is WalkedCommand => 'command' in step);

/** What is another one at every run: ids of credentials, and where the data is. */
function masked(dataDir: string, text: string): string {
  return text
    .replaceAll(`${dataDir}/`, '.data/')
    .replace(/\b(key|credential) [0-9A-Za-z]{12}\b/g, '$1 with an id');
}

describe('docs/ACCESS.md', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'ledger-access-page-'));
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
    expect(steps.length).toBeGreaterThan(10);
    expect(steps.filter(({ answer }) => answer?.language !== 'text')).toEqual([]);
  });

  // In order, each after those before: as an administrator would.
  it.each(steps)('answers as printed: $title', async ({ command, answer }) => {
    const { language, text } = answer!;
    const printed = await shell.run(against({ api, dataDir }, command));
    expect(comparable(language, masked(dataDir, printed))).toEqual(
      comparable(language, masked(dataDir, text)),
    );
  });
});
