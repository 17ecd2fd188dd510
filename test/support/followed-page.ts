import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from './pages';
import type { Services } from './services';

/**
 * Runs a block of a page in a shell, as an operator with the keys of these services would. What it leaves in WRITER_KEY
 * goes to the API at its restart.
 * @param changes what stands for something else in the block -> what it stands for here
 * @returns what the block printed
 */
export async function follow(
  services: Services,
  block: string,
  {
    changes = {},
    rootKey,
  }: { readonly changes?: Readonly<Record<string, string>>; readonly rootKey?: string } = {},
): Promise<string> {
  const here = Object.entries(changes).reduce((text, [one, other]) => text.replaceAll(one, other), block);
  const script = `${here}\necho "\${WRITER_KEY:-}"`;
  const { PATH = '', HOME = '' } = process.env;
  const env = {
    PATH,
    HOME,
    DATA_DIR: services.dataDir,
    KEYS_DIR: join(services.dataDir, 'keys'),
    LEDGER_API_URL: services.apiUrl,
    EVENTSTORE_URL: services.eventStore.url,
    ...(rootKey !== undefined && { ROOT_KEY: rootKey }),
  };
  const { stdout } = await promisify(execFile)('sh', ['-euc', script], { cwd: root, env });
  const lines = stdout.trimEnd().split('\n');
  const writerKey = lines.at(-1)!;
  if (!writerKey.startsWith('file:')) return stdout.trimEnd();
  await services.restartApi('SIGTERM', { WRITER_KEY: writerKey });
  return lines.slice(0, -1).join('\n');
}
