import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { verifyAccountExport } from '@verifier/account-export/verify-account';
import { UsageError } from '@verifier/export-fault';
import { accountLines } from '../support/account-exported';
import { temporaryExportFolder } from '../support/exported';
import { root } from '../support/tampering';

/** The verdict on a symbolic link to `target`, beside a file `account.ndjson` of these lines. */
function verdictOfLink(target: string, lines: readonly string[]): string {
  const folder = temporaryExportFolder();
  try {
    writeFileSync(join(folder.path, 'account.ndjson'), lines.map((line) => `${line}\n`).join(''));
    const file = join(folder.path, 'link');
    symlinkSync(target, file);
    const now = Date.UTC(2026, 10, 23) / 1_000;
    return verifyAccountExport({ file, rootKey: root.vkey, held: [], policy: undefined, now }).verdict;
  } finally {
    folder.remove();
  }
}

describe('a symbolic link to the export of an account', () => {
  it('works like the file', async () => {
    const lines = await accountLines();
    expect(verdictOfLink('account.ndjson', lines)).toBe('ok');
    expect(verdictOfLink('account.ndjson', lines.toSpliced(4, 1))).toBe('incomplete');
  });

  it.each(['.', 'gone'])('is a usage error where it points to no file: %s', (target) => {
    expect(() => verdictOfLink(target, [])).toThrow(UsageError);
  });
});
