import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endProcess, identityOf, isAlive, type ProcessIdentity } from '@local/process-identity';
import { ApiClient } from './api';
import { type Child, runNode } from './child';

const program = join(__dirname, '../../dist/apps/cli/src/main.js');

/** What `ledger start --json` prints. */
export interface StartLine {
  readonly api: string;
  readonly eventStore: string;
  readonly postgres: string;
  readonly ledger: string;
}

/** A running `ledger start`. */
export interface Started extends StartLine {
  readonly child: Child;
  /** The API, asked by those whom start made. */
  readonly client: ApiClient;
}

/** Runs `ledger start --json` on a data folder, at a free port unless PORT is given, until it is ready. */
async function startLedger(dataDir: string, env: Readonly<Record<string, string>> = {}): Promise<Started> {
  const child = runStart(dataDir, env);
  const line = JSON.parse(await child.line()) as StartLine;
  return { ...line, child, client: ApiClient.at(line.api, dataDir) };
}

/** The same, without waiting for anything. */
export function runStart(
  dataDir: string,
  env: Readonly<Record<string, string>> = {},
  words = ['--json'],
): Child {
  return runNode([program, 'start', ...words], { DATA_DIR: dataDir, PORT: '0', ...env });
}

/** The processes a start has under it now, by name, Postgres included. */
export function processesOf(dataDir: string): Readonly<Record<string, ProcessIdentity>> {
  const { children } = JSON.parse(readFileSync(join(dataDir, 'running.json'), 'utf8')) as {
    children: Record<string, ProcessIdentity>;
  };
  const pidFile = join(dataDir, 'postgres/postmaster.pid');
  const pid = existsSync(pidFile) ? Number(readFileSync(pidFile, 'utf8').split('\n')[0]) : undefined;
  const postgres = pid === undefined ? undefined : identityOf(pid);
  return { ...children, ...(postgres && { postgres }) };
}

/** Resolves once none of these processes runs any more. */
export async function allEnded(processes: readonly ProcessIdentity[]): Promise<void> {
  await until(() => !processes.some(isAlive));
}

/** Says what was waited for before Jest ends the test. */
const patienceMs = 12 * 60_000;

/** Resolves once the condition holds; looks 50 times a second. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + patienceMs;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`Not within ${patienceMs} ms: ${condition.toString()}`);
    await new Promise((wake) => setTimeout(wake, 20));
  }
}

/** Ends whatever a test left running on the data folder and removes it. */
export async function tidy(dataDir: string, children: readonly Child[]): Promise<void> {
  const left = existsSync(join(dataDir, 'running.json')) ? Object.values(processesOf(dataDir)) : [];
  for (const child of children) {
    child.kill('SIGKILL');
    await child.exit;
  }
  for (const process of left) await endProcess(process, 'SIGINT', 10_000);
  rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 });
}

/** Folders and starts of the tests of a file: whatever a test leaves is ended and removed after it. */
export function tidiedStarts() {
  const folders: string[] = [];
  /** Code that runs a program on such a folder in another way adds it here. */
  const children: Child[] = [];
  afterEach(async () => {
    const mine = children.splice(0);
    for (const folder of folders.splice(0)) await tidy(folder, mine);
  });
  return {
    children,
    newFolder(): string {
      const folder = mkdtempSync(join(tmpdir(), 'ledger-start-'));
      // As root, Postgres runs as another account and must pass through.
      chmodSync(folder, 0o711);
      folders.push(folder);
      return folder;
    },
    async start(folder: string, env: Record<string, string> = {}): Promise<Started> {
      const started = await startLedger(folder, env);
      children.push(started.child);
      return started;
    },
  };
}
