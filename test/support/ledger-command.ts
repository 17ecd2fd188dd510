import { join } from 'node:path';
import { runNode, type Child } from './child';
import type { Services } from './services';

const program = join(__dirname, '../../dist/apps/cli/src/main.js');

/** What a command of `ledger` ended with. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts `ledger <words>` against these services. */
export function startCommand(
  services: Pick<Services, 'apiUrl' | 'eventStore' | 'databaseUrl' | 'dataDir'>,
  ...words: string[]
): Child {
  return runNode([program, ...words], {
    LEDGER_API_URL: services.apiUrl,
    EVENTSTORE_URL: services.eventStore.url,
    DATABASE_URL: services.databaseUrl,
    DATA_DIR: services.dataDir,
    KEYS_DIR: '/nowhere',
  });
}

/** Runs `ledger <words>` without any service but those named in `env`. */
export function runAlone(env: Readonly<Record<string, string>>, ...words: string[]): Promise<Ended> {
  return runNode([program, ...words], env).exit;
}

/** Runs `ledger <words> --json` against these services to its end, and reads the line it printed. */
export async function runCommand(
  services: Services,
  ...words: string[]
): Promise<Ended & { readonly report: Readonly<Record<string, unknown>> }> {
  const ended = await startCommand(services, ...words, '--json').exit;
  const last = ended.stdout.trim().split('\n').at(-1) ?? '';
  return {
    ...ended,
    report: (last.startsWith('{') ? JSON.parse(last) : {}) as Readonly<Record<string, unknown>>,
  };
}
