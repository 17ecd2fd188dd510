import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileWrappingKey, makeWrappingKeyFile } from '@signers/file-wrapping-key';
import type { WrappingKey } from '@signers/wrapping-key';

export interface KeptWrappingKey {
  /** `file:` and where it is, until it is removed. */
  readonly address: string;
  readonly key: WrappingKey;
  remove(): void;
}

/** A new wrapping key in a file of its own. */
export function keptWrappingKey(): KeptWrappingKey {
  const folder = mkdtempSync(join(tmpdir(), 'wrapping-key-'));
  const file = join(folder, 'wrapping.key');
  makeWrappingKeyFile(file);
  const remove = () => rmSync(folder, { recursive: true });
  return { address: `file:${file}`, key: fileWrappingKey(file), remove };
}
