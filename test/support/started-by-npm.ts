import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { root } from './pages';

/** Everything on this machine, brought up by `npm start`. */
export interface StartedByNpm {
  readonly dataDir: string;
  readonly addresses: { readonly api: string; readonly eventStore: string; readonly postgres: string };
  /** Environment of a command that is to find it. */
  readonly env: Readonly<Record<string, string>>;
  /** Stops it as a user would and deletes its data. */
  stop(): Promise<void>;
}

/** Runs `npm start -- --json` on free ports and a temporary data folder, and waits for its line of JSON. */
export async function startedByNpm(): Promise<StartedByNpm> {
  const dataDir = mkdtempSync(join(tmpdir(), 'ledger-start-'));
  const { PATH = '', HOME = '' } = process.env;
  const env = { PATH, HOME, DATA_DIR: dataDir, PORT: '0', LOG_LEVEL: 'error' };
  const npm = spawn('npm', ['start', '--', '--json'], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const errors: string[] = [];
  createInterface({ input: npm.stderr }).on('line', (line) => errors.push(line));
  const ended = new Promise<void>((resolve) => npm.once('close', () => resolve()));
  const stop = async (): Promise<void> => {
    npm.kill('SIGINT');
    await ended;
    rmSync(dataDir, { recursive: true, force: true });
  };
  const line = await new Promise<string | undefined>((resolve) => {
    // npm says first what it runs.
    createInterface({ input: npm.stdout }).on('line', (said) => said.startsWith('{') && resolve(said));
    void ended.then(() => resolve(undefined));
  });
  if (line === undefined) {
    await stop();
    throw new Error(`npm start ended before all was ready:\n${errors.join('\n')}`);
  }
  return { dataDir, addresses: JSON.parse(line) as StartedByNpm['addresses'], env, stop };
}
