import { fileOf } from './export-file';
import { tarOf } from './tar';
import { filesOfTar } from './untar';

type Named = readonly (readonly [path: string, content: string])[];

async function archive(files: Named): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  async function* each() {
    for (const [path, content] of files) yield fileOf(path, content);
  }
  for await (const part of tarOf(each(), 0)) parts.push(part);
  return Buffer.concat(parts);
}

async function unpacked(bytes: Buffer, pieces: number): Promise<[string, string][]> {
  async function* chunks() {
    for (let at = 0; at < bytes.length; at += pieces) yield bytes.subarray(at, at + pieces);
  }
  const files: [string, string][] = [];
  for await (const { path, chunks: content } of filesOfTar(chunks())) {
    const parts: Uint8Array[] = [];
    for await (const chunk of content) parts.push(chunk);
    files.push([path, Buffer.concat(parts).toString()]);
  }
  return files;
}

const good: Named = [
  ['tile/entries/000', 'x'.repeat(513)],
  ['seals', ''],
  ['manifest.json', '{}'],
];

it('gives back the files of an archive as they were, in whatever pieces it comes', async () => {
  const bytes = await archive(good);
  for (const pieces of [1, 511, 512, 100_000]) expect(await unpacked(bytes, pieces)).toEqual(good);
});

it('ends early where the archive was cut off', async () => {
  const bytes = await archive(good);
  for (const left of [1, 600, 1_500, bytes.length - 1])
    await expect(unpacked(bytes.subarray(0, left), 512)).rejects.toMatchObject({
      incompleteClass: 'FileCutOff',
    });
});

it.each(['../x', '/etc/x', 'a/../../x', '.hidden', 'A', 'a//b', 'a\\b'])(
  'refuses the path %s, which no export has',
  async (path) => {
    await expect(unpacked(await archive([[path, 'x']]), 512)).rejects.toMatchObject({
      faultClass: 'HostileExport',
    });
  },
);

it('refuses a link, a name that comes twice, bytes after the end, and a header that was changed', async () => {
  const hostile = { faultClass: 'HostileExport' };
  const link = await archive(good);
  link.write('2', 156);
  // Its checksum is right.
  link.write((Number.parseInt(link.toString('latin1', 148, 154), 8) + 2).toString(8).padStart(6, '0'), 148);
  await expect(unpacked(link, 512)).rejects.toMatchObject(hostile);
  await expect(unpacked(await archive([...good, ...good]), 512)).rejects.toMatchObject(hostile);
  await expect(unpacked(Buffer.concat([await archive(good), Buffer.from('x')]), 512)).rejects.toMatchObject(
    hostile,
  );
  const changed = await archive(good);
  changed[3]! ^= 1;
  await expect(unpacked(changed, 512)).rejects.toMatchObject(hostile);
});
