import { readFileSync, rmSync, symlinkSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { verdictOf } from '@verifier/verdict';
import { temporaryExportFolder, writeFiles, type Files } from '../support/exported';
import {
  checkpointsOf,
  ended,
  exportOf,
  found,
  foundIn,
  groups,
  journalOf,
  notary,
  withBytes,
  withFiles,
} from '../support/tampering';
import { topUp } from '../support/written-journal';

/** More than one full bundle. */
const long = journalOf([
  ...groups,
  Array.from({ length: 600 }, (_, i) => topUp('1.00', `${26 + i}.00`, String(8 + i))),
]);

let files: Files;
let short: Files;
beforeAll(async () => {
  files = await exportOf(long, checkpointsOf(long, [256, 300, 614]));
  short = await exportOf(journalOf());
});

describe('reads no more than an export can have', () => {
  const folderOf = (given: Files, change: (path: string) => void) => {
    const folder = temporaryExportFolder();
    try {
      writeFiles(folder.path, given);
      change(folder.path);
      const begin = Date.now();
      return { found: foundIn(folder.path), ms: Date.now() - begin };
    } finally {
      folder.remove();
    }
  };

  it('of seals that go on as a hole of 20 GiB', () => {
    const outcome = folderOf(short, (path) => truncateSync(join(path, 'seals'), 20 * 2 ** 30));
    expect(outcome.found).toBe('HostileExport');
    expect(outcome.ms).toBeLessThan(60_000);
  });

  it('of seals that end far beyond the entries, and go on as a hole', () => {
    const [line = ''] = String(short.get('seals')).trimEnd().split('\n').slice(-1);
    const far = line.replace(/\\n12 13\\n/, '\\n12 999999\\n');
    expect(far).not.toBe(line);
    const seals = (bytes: Buffer) => Buffer.from(String(bytes).replace(line, far));
    const outcome = folderOf(withFiles(short, { seals }), (path) =>
      truncateSync(join(path, 'seals'), 50_000),
    );
    expect(outcome.found).toBe('SealMalformed 14');
  });

  it('of a manifest of 512 MiB', () => {
    const outcome = folderOf(short, (path) => truncateSync(join(path, 'manifest.json'), 512 * 2 ** 20));
    expect(outcome.found).toBe('HostileExport');
  });
});

describe('accuses nobody of', () => {
  /** The files of a longer export over those of a shorter one, as far as these paths. */
  const over = (older: Files, newer: Files, until: (path: string) => boolean) => {
    const mixed: Files = new Map(older);
    for (const [path, bytes] of newer) {
      if (until(path)) return mixed;
      mixed.set(path, bytes);
    }
    return mixed;
  };

  it('an archive that was unpacked over an older export and interrupted, wherever it was', async () => {
    const registered = journalOf([...groups, [ended('KeyRetired', notary)], [topUp('1.00', '26.00', '8')]]);
    const newer = await exportOf(registered, checkpointsOf(registered, [9, 14, 15]));
    for (const path of newer.keys()) {
      const mixed = over(short, newer, (each) => each === path);
      expect([path, found(mixed)]).toEqual([path, expect.stringMatching(/^ok$|^incomplete: /)]);
    }
    expect(found(over(short, newer, (path) => path === 'manifest.json'))).toMatch(/^incomplete: /);
  });

  it('a file that the system does not let us read', () => {
    const { incomplete } = verdictOf(() => readFileSync('/nowhere/at/all'));
    expect(incomplete?.class).toBe('FileUnreadable');
  });

  it('a tile that was not unpacked to its end', () => {
    const cut = withBytes(files, { 'tile/0/001': (bytes: Buffer) => bytes.subarray(0, 100) });
    expect(found(cut)).toBe('incomplete: FileCutOff');
  });

  it('a link to the folder', () => {
    const folder = temporaryExportFolder();
    try {
      writeFiles(folder.path, short);
      const link = `${folder.path}-link`;
      symlinkSync(folder.path, link);
      try {
        expect(foundIn(link)).toBe('ok');
      } finally {
        rmSync(link);
      }
    } finally {
      folder.remove();
    }
  });
});
