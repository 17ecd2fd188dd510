import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryExportFolder, writeFiles, type Files } from '../support/exported';
import { seeded } from '../support/seeded';
import { exportOf, foundIn, journalOf, withBytes, withFiles } from '../support/tampering';

type Damage = (bytes: Buffer, random: (below: number) => number) => Buffer;

const flip: Damage = (bytes, random) => {
  const changed = Buffer.from(bytes);
  changed[random(bytes.length)]! ^= 1 + random(255);
  return changed;
};
const truncate: Damage = (bytes, random) => bytes.subarray(0, random(bytes.length));
const swapLines: Damage = (bytes, random) => {
  const lines = bytes.toString('latin1').split('\n');
  const [a, b] = [random(lines.length), random(lines.length)];
  return Buffer.from(lines.with(a, lines[b]!).with(b, lines[a]!).join('\n'), 'latin1');
};
const remove: Damage = (bytes, random) => {
  const at = random(bytes.length);
  return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + random(8))]);
};
const repeat: Damage = (bytes, random) => {
  const at = random(bytes.length);
  return Buffer.concat([bytes.subarray(0, at), bytes.subarray(Math.max(0, at - 1 - random(64)))]);
};

/** So many damages of each kind, everywhere in turn. */
const damages = 48;

describe.each([
  ['a byte changed', flip],
  ['a file cut off', truncate],
  ['two lines swapped', swapLines],
  ['bytes removed', remove],
  ['bytes repeated', repeat],
])('never says that an export is in order after %s', (_, damage) => {
  const folder = temporaryExportFolder();
  afterAll(() => folder.remove());

  it.each([
    [
      'under the manifest that it has',
      (files: Files, path: string, bytes: Buffer) => withBytes(files, { [path]: bytes }),
    ],
    [
      'under a manifest made again',
      (files: Files, path: string, bytes: Buffer) => withFiles(files, { [path]: bytes }),
    ],
  ])('%s', async (_name, around) => {
    const files = await exportOf(journalOf());
    writeFiles(folder.path, files);
    expect(foundIn(folder.path)).toBe('ok');
    const next = seeded(20261123);
    const random = (below: number) => Math.floor(next() * below);
    const paths = [...files.keys()];
    for (let i = 0; i < damages; i += 1) {
      const path = paths[i % paths.length]!;
      const before = files.get(path)!;
      const bytes = damage(before, random);
      const isManifest = path === 'manifest.json';
      // The order of the files in a manifest means nothing.
      if (bytes.equals(before) || (isManifest && damage === swapLines)) continue;
      const changed = isManifest ? withBytes(files, { [path]: bytes }) : around(files, path, bytes);
      for (const each of [path, 'manifest.json']) writeFileSync(join(folder.path, each), changed.get(each)!);
      const found = foundIn(folder.path);
      expect({ path, bytes: found === 'ok' ? bytes.toString('latin1') : '', found }).not.toMatchObject({
        found: 'ok',
      });
      for (const each of [path, 'manifest.json']) writeFileSync(join(folder.path, each), files.get(each)!);
    }
  });
});
