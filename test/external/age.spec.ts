import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decrypted, encrypted, encrypterTo } from '@export/encrypted';

/** The programs `age` and `age-keygen` of the package age of Debian, at least 1.1. */
let folder: string;
let recipient: string;
const at = (name: string) => join(folder, name);
const identity = () =>
  readFileSync(at('identity'), 'utf8')
    .split('\n')
    .find((line) => line.startsWith('AGE-SECRET-KEY-1'))!;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ledger-age-'));
  execFileSync('age-keygen', ['-o', at('identity')], { stdio: 'pipe' });
  recipient = execFileSync('age-keygen', ['-y', at('identity')], { encoding: 'utf8' }).trim();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function whole(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return Buffer.concat(parts);
}

async function* inPieces(bytes: Buffer): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < bytes.length; from += 10_000) yield bytes.subarray(from, from + 10_000);
}

/** Around the chunks of age, of 64 KiB. */
const sizes = [0, 1, 65_535, 65_536, 65_537, 131_072, 300_000];

it.each(sizes)('decrypts with age what we have encrypted: %i bytes', async (size) => {
  const plain = Buffer.alloc(size, 'ledger ');
  writeFileSync(at('ours.age'), await whole(encrypted(encrypterTo([recipient]), inPieces(plain))));
  const { stdout, status } = spawnSync('age', ['-d', '-i', at('identity'), at('ours.age')]);
  expect({ status, isSame: stdout.equals(plain) }).toEqual({ status: 0, isSame: true });
});

it.each(sizes)('decrypts what age has encrypted: %i bytes', async (size) => {
  const plain = Buffer.alloc(size, 'ledger ');
  writeFileSync(at('plain'), plain);
  execFileSync('age', ['-r', recipient, '-o', at('theirs.age'), at('plain')]);
  expect((await whole(decrypted(at('theirs.age'), [identity()]))).equals(plain)).toBe(true);
});
