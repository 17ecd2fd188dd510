import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inOrder, readFiles, temporaryExportFolder } from '../../../test/support/exported';
import { fileOf } from './export-file';
import { FolderRefused, writeFolder, writeNewFile } from './folder';

let folder: ReturnType<typeof temporaryExportFolder>;
beforeEach(() => {
  folder = temporaryExportFolder();
});
afterEach(() => folder.remove());

const files = [fileOf('tile/0/x001/000.p/5', 'hashes'), fileOf('manifest.json', '{}')];

it.each(['missing', 'empty'])('writes into a folder that is %s', async (state) => {
  const target = join(folder.path, 'export');
  if (state === 'empty') mkdirSync(target);
  await writeFolder(target, () => inOrder(files));
  expect([...readFiles(target)]).toEqual([
    ['manifest.json', Buffer.from('{}')],
    ['tile/0/x001/000.p/5', Buffer.from('hashes')],
  ]);
  expect(readdirSync(folder.path)).toEqual(['export']);
});

it('refuses a folder in which there is anything', async () => {
  writeFileSync(join(folder.path, 'mine'), '');
  await expect(writeFolder(folder.path, () => inOrder(files))).rejects.toThrow(FolderRefused);
  expect(readdirSync(folder.path)).toEqual(['mine']);
});

it('refuses a file in the place of the folder', async () => {
  writeFileSync(join(folder.path, 'mine'), '');
  await expect(writeFolder(join(folder.path, 'mine'), () => inOrder(files))).rejects.toThrow(FolderRefused);
});

it('leaves nothing where the export fails in the middle', async () => {
  async function* failing() {
    yield files[0]!;
    throw new Error('the store is gone');
  }
  await expect(writeFolder(join(folder.path, 'export'), failing)).rejects.toThrow('the store is gone');
  expect(readdirSync(folder.path)).toEqual([]);
});

it('has no folder under the wanted name before the last file is written', async () => {
  const target = join(folder.path, 'export');
  async function* looking() {
    for (const file of files) {
      expect(readdirSync(folder.path)).not.toContain('export');
      yield file;
    }
  }
  await writeFolder(target, looking);
  expect(readdirSync(folder.path)).toEqual(['export']);
});

it.each(['../outside', '/outside', 'tile/../../outside', 'tile//0', '.', 'tile/.hidden', 'TILE', 'a\0b', ''])(
  'writes no file %j, wherever the name comes from',
  async (path) => {
    const writing = writeFolder(join(folder.path, 'export'), () => inOrder([fileOf(path, 'x')]));
    await expect(writing).rejects.toThrow('an export has no file');
    expect(readdirSync(folder.path)).toEqual([]);
  },
);

it('writes one file under its name only when it is whole', async () => {
  const target = join(folder.path, 'ledger.journal');
  await writeNewFile(target, (path) => {
    writeFileSync(path, 'whole');
    expect(readdirSync(folder.path)).not.toContain('ledger.journal');
    return Promise.resolve();
  });
  expect(readdirSync(folder.path)).toEqual(['ledger.journal']);
});

it('writes no file over another', async () => {
  writeFileSync(join(folder.path, 'mine'), '');
  const writing = writeNewFile(join(folder.path, 'mine'), () => Promise.resolve());
  await expect(writing).rejects.toThrow(FolderRefused);
});

it('leaves no file that could not be written to its end', async () => {
  const writing = writeNewFile(join(folder.path, 'ledger.journal'), (path) => {
    writeFileSync(path, 'half');
    return Promise.reject(new Error('the store is gone'));
  });
  await expect(writing).rejects.toThrow('the store is gone');
  expect(readdirSync(folder.path)).toEqual([]);
});
