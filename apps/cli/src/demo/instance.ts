import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, chmodSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { inheritedEnvironment, type CliSettings } from '@settings/settings';
import { Failure } from '../failure';
import { runningAddresses, type Addresses } from '../start/claim';

/** The running system that the demo goes through. */
export interface Instance {
  readonly addresses: Addresses;
  /** Where its header files are. */
  readonly dataDir: string;
  /** Where its keys are, so that `verify` can hold the journal against its root. */
  readonly keysDir: string;
  /** Ends it, if the demo started it. */
  stop(): Promise<void>;
}

const stays = { stop: () => Promise.resolve() };

/** The instance that the settings name, or that runs on DATA_DIR, or else one of our own in a temporary folder. */
export async function findOrStart(settings: CliSettings): Promise<Instance> {
  const { apiUrl, eventStoreUrl, databaseUrl, dataDir, keysDir } = settings;
  const running = runningAddresses(dataDir);
  if (apiUrl === undefined && !running) return startOwn();
  const addresses = {
    api: apiUrl ?? running?.api,
    eventStore: eventStoreUrl ?? running?.eventStore,
    postgres: databaseUrl ?? running?.postgres,
  };
  if (!isComplete(addresses)) {
    throw new Failure(
      'With LEDGER_API_URL, the demo also needs EVENTSTORE_URL and DATABASE_URL, to verify.',
      3,
    );
  }
  return { addresses, dataDir, keysDir, ...stays };
}

function isComplete(
  addresses: Readonly<Record<keyof Addresses, string | undefined>>,
): addresses is Addresses {
  return Object.values(addresses).every((address) => address !== undefined);
}

async function startOwn(): Promise<Instance> {
  const folder = mkdtempSync(join(tmpdir(), 'ledger-demo-'));
  // As root, Postgres runs as another account, which must pass through.
  chmodSync(folder, 0o711);
  const dataDir = join(folder, 'data');
  // This file is dist/apps/cli/src/demo/instance.js.
  const program = join(__dirname, '../main.js');
  const child = spawn(process.execPath, [program, 'start', '--json'], {
    // As npm's child it watches its parent, and ends even if we are killed.
    env: { ...inheritedEnvironment(), npm_lifecycle_event: 'demo', DATA_DIR: dataDir, PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void stop().then(() => process.exit(1)));
  }
  const line = new Promise<string>((resolve) => {
    createInterface({ input: child.stdout }).once('line', resolve);
  });
  const first = await Promise.race([line, ended]);
  if (typeof first !== 'string') {
    rmSync(folder, { recursive: true, force: true });
    throw new Failure('The demo could not start an instance of its own; the reason stands above.');
  }
  return { addresses: JSON.parse(first) as Addresses, dataDir, keysDir: join(dataDir, 'keys'), stop };
}
