import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** A package that is none of our dependencies, in a folder of its own. */
export interface ExternalPackage {
  /** For NODE_PATH: where a process finds the package. */
  readonly nodePath: string;
  remove(): void;
}

/** Installs the package as npm does for its users; one with native code is compiled against this Node's headers. */
export function installExternal(nameAndVersion: string): ExternalPackage {
  const folder = mkdtempSync(join(tmpdir(), 'ledger-external-'));
  const words = [
    'install',
    '--prefix',
    folder,
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
    nameAndVersion,
  ];
  execFileSync('npm', words, {
    cwd: folder,
    env: { ...process.env, ...headers() },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return {
    nodePath: join(folder, 'node_modules'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Headers that came with Node need not be fetched. */
function headers(): Readonly<Record<string, string>> {
  const prefix = resolve(process.execPath, '../..');
  return existsSync(join(prefix, 'include/node/node_api.h')) ? { npm_config_nodedir: prefix } : {};
}
