import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Child } from './child';
import { runStart, tidy, type StartLine } from './started';

/** Where a reader of a page runs its commands: beside a running `ledger start`, in place of what the page names. */
export interface Reader {
  /** Address of the API; known once tests run. */
  readonly api: string;
  readonly dataDir: string;
  /** Ends the instance and starts it again with other settings. */
  restart(env: Readonly<Record<string, string>>): Promise<void>;
}

/** One for all tests of a file or of the suite around; started before them, and ended behind them. */
export function readerOf(page: string): Reader {
  const dataDir = mkdtempSync(join(tmpdir(), `ledger-${page}-`));
  let start: Child | undefined;
  const reader = {
    api: '',
    dataDir,
    async restart(env: Readonly<Record<string, string>>): Promise<void> {
      start?.kill('SIGTERM');
      await start?.exit;
      start = runStart(dataDir, env);
      reader.api = (JSON.parse(await start.line()) as StartLine).api;
    },
  };
  beforeAll(async () => {
    // As root, Postgres runs as another account and must pass through.
    chmodSync(dataDir, 0o711);
    await reader.restart({});
  });
  afterAll(() => tidy(dataDir, start ? [start] : []));
  return reader;
}
