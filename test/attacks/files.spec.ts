import { mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryExportFolder, writeFiles, type Files } from '../support/exported';
import {
  checkpointsOf,
  exportOf,
  found,
  foundIn,
  groups,
  journalOf,
  withBytes,
  withFiles,
  withManifest,
} from '../support/tampering';
import { topUp } from '../support/written-journal';

/** A journal of 614 entries: two full bundles, and one that is not. */
const long = journalOf([
  ...groups,
  Array.from({ length: 600 }, (_, i) => topUp('1.00', `${26 + i}.00`, String(8 + i))),
]);
const bundles = ['tile/entries/000', 'tile/entries/001', 'tile/entries/002.p/102'];

let files: Files;
let short: Files;
beforeAll(async () => {
  files = await exportOf(long, checkpointsOf(long, [256, 300, 614]));
  short = await exportOf(journalOf());
});

it('an export of several bundles is in order', () => {
  expect(found(files)).toBe('ok');
  expect([...files.keys()].filter((path) => path.startsWith('tile/entries'))).toEqual(bundles);
});

describe('never says of an export that is not whole that it is in order', () => {
  it('whichever file is missing', () => {
    for (const path of files.keys()) {
      const expected = path === 'manifest.json' ? 'NoManifest' : 'FileMissing';
      expect([path, found(withBytes(files, { [path]: undefined }))]).toEqual([
        path,
        `incomplete: ${expected}`,
      ]);
    }
  });

  it('whichever file is missing and not named in the manifest', () => {
    for (const path of files.keys()) {
      if (path === 'manifest.json' || /^checkpoints\//.test(path)) continue;
      expect(found(withFiles(files, { [path]: undefined }))).toMatch(/^incomplete: /);
    }
  });

  it('even if its last bundle is missing, and the manifest names nothing of it', () => {
    const without = Object.fromEntries(
      [...files.keys()].filter((path) => path.includes('.p/')).map((path) => [path, undefined]),
    );
    const fewer = withManifest(withFiles(files, without), (manifest) => ({ ...manifest, entries: '512' }));
    expect(found(fewer)).toMatch(/^incomplete: |^ManifestDiffers$/);
  });

  it.each<[string, string, (bytes: Buffer) => Uint8Array, string]>([
    ['a bundle cut in an entry', bundles[1]!, (bytes) => bytes.subarray(0, -5), 'incomplete: FileCutOff'],
    [
      'a bundle cut between entries',
      bundles[2]!,
      (bytes) => bytes.subarray(0, 2 + bytes.readUInt16BE()),
      'incomplete: FileCutOff',
    ],
    ['an empty bundle', bundles[0]!, () => Buffer.alloc(0), 'incomplete: FileCutOff'],
    ['seals cut in a line', 'seals', (bytes) => bytes.subarray(0, -40), 'SealMalformed 14'],
    ['a tile cut in a hash', 'tile/0/000', (bytes) => bytes.subarray(0, -5), 'incomplete: FileCutOff'],
    ['a manifest cut off', 'manifest.json', (bytes) => bytes.subarray(0, -5), 'ManifestMalformed'],
  ])('%s', (_, path, change, expected) => {
    expect(found(withBytes(files, { [path]: change }))).toBe(expected);
  });

  it('seals that end within a line, under a manifest made again', () => {
    for (const cut of [1, 40, 200])
      expect(found(withFiles(short, { seals: (bytes) => bytes.subarray(0, -cut) }))).not.toBe('ok');
    expect(found(withFiles(short, { seals: (bytes) => bytes.subarray(0, -1) }))).toBe(
      'incomplete: FileCutOff',
    );
  });

  it('a file that the manifest does not name', () => {
    expect(found(withBytes(files, { 'tile/9/000': 'more' }))).toBe('incomplete: FileUnlisted');
  });

  it('files of more entries than the manifest counts', () => {
    expect(found(withFiles(short, { 'tile/entries/001': 'more' }))).toBe('ManifestDiffers');
  });

  it('an export of no entries', () => {
    expect(found(withManifest(short, (manifest) => ({ ...manifest, entries: '0' })))).toBe(
      'incomplete: EntriesMissing',
    );
  });
});

describe('finds what was changed beside the entries', () => {
  const flip = (at: number) => (bytes: Buffer) => bytes.map((byte, i) => (i === at ? byte ^ 1 : byte));
  it.each<[string, string, (bytes: Buffer) => Uint8Array, string]>([
    ['a leaf hash in a tile', 'tile/0/001', flip(32 * 40), 'TileDiffers 296'],
    ['a leaf hash in the last tile', 'tile/0/002.p/102', flip(32), 'TileDiffers 513'],
    ['a hash in a tile further up', 'tile/1/000.p/2', flip(32), 'TileDiffers 256'],
    [
      'a bundle with more than its entries',
      bundles[0]!,
      (bytes) => Buffer.concat([bytes, Buffer.from('more')]),
      'BundleMalformed 256',
    ],
    [
      'the list of keys',
      'keys',
      (bytes) => Buffer.from(String(bytes).replace('notary', 'writer')),
      'KeysDiffer',
    ],
    [
      'the list of keys, spelt in another way',
      'keys',
      (bytes) => Buffer.concat([bytes, Buffer.from(' ')]),
      'KeysDiffer',
    ],
  ])('%s', (_, path, change, expected) => {
    expect(found(withFiles(files, { [path]: change }))).toBe(expected);
  });

  it.each<[string, (manifest: Record<string, unknown>) => object]>([
    [
      'totals',
      (manifest) => ({ ...manifest, totals: [{ currency: 'EUR', debits: '1.00', credits: '1.00' }] }),
    ],
    ['transactions', (manifest) => ({ ...manifest, transactions: '6' })],
    ['head', (manifest) => ({ ...manifest, head: 'A'.repeat(43) + '=' })],
    ['root', (manifest) => ({ ...manifest, root: 'A'.repeat(43) + '=' })],
    ['time', (manifest) => ({ ...manifest, recordedAt: '2026-11-22T05:57:37.000Z' })],
    ['log', (manifest) => ({ ...manifest, log: 'ledger.test/other' })],
    ['ledger', (manifest) => ({ ...manifest, ledger: 'other' })],
  ])('the %s of the manifest', (_, change) => {
    expect(found(withManifest(short, change))).toBe('ManifestDiffers');
  });

  it('the hash of a file in the manifest', () => {
    const manifest = (bytes: Buffer) => Buffer.from(String(bytes).replace(/"seals":"../, '"seals":"00'));
    expect(found(withBytes(short, { 'manifest.json': manifest }))).toBe('ManifestDiffers');
  });

  it.each<[string, (text: string) => string]>([
    ['a field twice', (text) => text.replace('{', '{"entries":"13",')],
    ['a field too many', (text) => text.replace('"head"', '"more":"","head"')],
    ['another order', (text) => text.replace(/("ledger":"acme"),("entries":"14")/, '$2,$1')],
    ['white space', (text) => text.replace(':', ': ')],
    ['another line feed', (text) => text.replace('\n', '\r')],
    ['a number', (text) => text.replace('"entries":"14"', '"entries":14')],
    ['a leading zero', (text) => text.replace('"entries":"14"', '"entries":"014"')],
    ['a count below zero', (text) => text.replace('"entries":"14"', '"entries":"-14"')],
    ['a hash that is none', (text) => text.replace(/"seals":"../, '"seals":"zz')],
    ['its own hash', (text) => text.replace('"files":{', `"files":{\n"manifest.json":"${'0'.repeat(64)}",`)],
    ['another format', (text) => text.replace('ledger-export/v1', 'ledger-export/v2')],
    ['bytes that are no UTF-8', (text) => text.replace('acme', 'acm\ufffd')],
    ['a nesting so deep that it would end the process', () => `{"files":${'['.repeat(1e6)}`],
  ])('a manifest with %s', (_, change) => {
    const bytes = (before: Buffer) => Buffer.from(change(String(before)), 'latin1');
    expect(found(withBytes(short, { 'manifest.json': bytes }))).toBe('ManifestMalformed');
  });
});

describe('is not harmed by an export that wants to', () => {
  /** An export in a folder, to which something is done that files in memory cannot have. */
  function foundAfter(change: (folder: string) => void): string {
    const folder = temporaryExportFolder();
    try {
      writeFiles(folder.path, short);
      change(folder.path);
      return foundIn(folder.path);
    } finally {
      folder.remove();
    }
  }

  it.each([
    '../secret',
    '/etc/passwd',
    'tile/../../secret',
    'tile\\..\\secret',
    'a\u0000b',
    '',
    'CON',
    '.hidden',
  ])('that names %j in its manifest', (path) => {
    const named = (bytes: Buffer) =>
      Buffer.from(
        String(bytes).replace('"seals":"', `${JSON.stringify(path)}:"${'0'.repeat(64)}",\n"seals":"`),
      );
    expect(found(withBytes(short, { 'manifest.json': named }))).toBe('HostileExport');
  });

  it.each<[string, (folder: string) => void]>([
    [
      'that has a link for a file',
      (folder) => {
        rmSync(join(folder, 'seals'));
        symlinkSync('/dev/zero', join(folder, 'seals'));
      },
    ],
    [
      'that has a link for a folder',
      (folder) => {
        rmSync(join(folder, 'tile'), { recursive: true });
        symlinkSync('/', join(folder, 'tile'));
      },
    ],
    ['that has a link to itself', (folder) => symlinkSync('.', join(folder, 'checkpoints', 'loop'))],
    [
      'whose folders nest without end',
      (folder) => mkdirSync(join(folder, 'x/'.repeat(40)), { recursive: true }),
    ],
    ['whose newest checkpoint fills the disk', (folder) => truncateSync(join(folder, 'checkpoint'), 2 ** 33)],
    ['whose tile fills the disk', (folder) => truncateSync(join(folder, 'tile/0/000.p/14'), 2 ** 33)],
    ['whose bundle fills the disk', (folder) => truncateSync(join(folder, 'tile/entries/000.p/14'), 2 ** 33)],
    ['whose manifest fills the disk', (folder) => truncateSync(join(folder, 'manifest.json'), 2 ** 33)],
    ['whose keys fill the disk', (folder) => truncateSync(join(folder, 'keys'), 2 ** 33)],
  ])('%s', (_, change) => {
    expect(foundAfter(change)).toBe('HostileExport');
  });

  it.each(['.DS_Store', 'tile/Thumbs.db', 'checkpoints/09', 'a\nb'])(
    'but is not put off by a file of another name, %j, which is not opened',
    (name) => {
      const add = (folder: string) => truncateSync(touched(join(folder, name)), 2 ** 33);
      expect(foundAfter(add)).toBe('incomplete: FileUnlisted');
      const edited = (folder: string) => {
        add(folder);
        writeFileSync(join(folder, 'keys'), 'none');
      };
      expect(foundAfter(edited)).toBe('KeysDiffer');
    },
  );

  it('that claims to have more entries than there are atoms', () => {
    const many = withManifest(short, (manifest) => ({ ...manifest, entries: '9'.repeat(15) }));
    expect(found(many)).toBe('incomplete: FileMissing');
  });

  it('whose seals have no line feed for a gigabyte', () => {
    expect(foundAfter((folder) => truncateSync(join(folder, 'seals'), 2 ** 30))).toBe('HostileExport');
  });
});

function touched(file: string): string {
  writeFileSync(file, '');
  return file;
}
