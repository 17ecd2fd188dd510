import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { modeForOthers } from '@signers/private-file';
import type { Finding } from './finding';

/** Verifier keys are public. */
const publicName = /\.vkey$/;
const headerName = /(^|[-/])auth$/;

/** Whether files with secrets can be read by their owner alone: all of KEYS_DIR, and the headers of DATA_DIR. */
export function checkPrivateFiles({ dataDir, keysDir }: { dataDir: string; keysDir: string }): Finding[] {
  const secrets = [
    ...filesIn(keysDir).filter((file) => !publicName.test(file)),
    ...filesIn(dataDir).filter((file) => headerName.test(file)),
  ];
  const open = secrets.flatMap((file) => {
    const mode = modeForOthers(statSync(file));
    return mode === undefined ? [] : [{ file, mode }];
  });
  if (secrets.length === 0)
    return [{ status: 'ok', sentence: `There are no keys in ${keysDir} and no headers in ${dataDir}.` }];
  if (open.length === 0)
    return [
      {
        status: 'ok',
        sentence: `All ${secrets.length} files of keys and headers are private to their owner.`,
      },
    ];
  return open.map(({ file, mode }) => ({
    status: 'failure',
    sentence: `${file} can be used by others: its mode is ${mode}.`,
    remedy: `chmod 600 ${file}, and replace the key if anybody else uses this machine.`,
  }));
}

function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => join(folder, name));
}
