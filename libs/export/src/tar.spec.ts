import { inOrder } from '../../../test/support/exported';
import { entriesInTar } from '../../../test/support/tar';
import { fileOf, type ExportFile } from './export-file';
import { tarOf } from './tar';

async function archive(...files: ExportFile[]): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of tarOf(inOrder(files), 1_700_000_000)) parts.push(part);
  return Buffer.concat(parts);
}

it('holds each file with its name, its time and its bytes', async () => {
  const long = Buffer.alloc(1_024, 'a');
  const tar = await archive(fileOf('tile/0/000', 'hashes'), fileOf('keys', long), fileOf('empty', ''));
  expect(entriesInTar(tar)).toEqual([
    { path: 'tile/0/000', time: 1_700_000_000, bytes: Buffer.from('hashes') },
    { path: 'keys', time: 1_700_000_000, bytes: long },
    { path: 'empty', time: 1_700_000_000, bytes: Buffer.alloc(0) },
  ]);
});

it('ends with two empty blocks, in whole blocks', async () => {
  const tar = await archive(fileOf('keys', 'x'));
  expect(tar).toHaveLength(4 * 512);
  expect(tar.subarray(-1_024)).toEqual(Buffer.alloc(1_024));
});

it('says a size that octal digits cannot in binary', async () => {
  const size = 2 ** 33;
  const parts = tarOf(inOrder([{ path: 'seals', size, chunks: [] }]), 0);
  const header = Buffer.from((await parts.next()).value as Uint8Array);
  expect(header.readUInt8(124)).toBe(0x80);
  expect(header.readBigUInt64BE(128)).toBe(2n ** 33n);
});

it('fails rather than hold a file that is not as long as was said', async () => {
  await expect(archive({ path: 'seals', size: 3, chunks: [Buffer.from('four')] })).rejects.toThrow(
    'seals was said to have 3 bytes and has 4',
  );
});

it('fails rather than shorten a name', async () => {
  await expect(archive(fileOf('a'.repeat(101), ''))).rejects.toThrow('too long for a name');
});
