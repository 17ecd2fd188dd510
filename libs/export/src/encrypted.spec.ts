import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { decrypted, encrypted, encrypterTo, isEncrypted } from './encrypted';

let folder: string;
let identity: string;
let file: string;
/** More than three chunks of age. */
const plain = randomBytes(200_000);

async function* inPieces(bytes: Buffer): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 1_000) yield bytes.subarray(at, at + 1_000);
}

async function whole(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return Buffer.concat(parts);
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ledger-encrypted-'));
  identity = await generateX25519Identity();
  file = join(folder, 'export.age');
  const encrypter = encrypterTo([await identityToRecipient(identity)]);
  writeFileSync(file, await whole(encrypted(encrypter, inPieces(plain))));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The class of what is wrong with a file of these bytes, or its sentence. */
async function flawOf(bytes: Buffer, by = [identity]): Promise<string> {
  const changed = join(folder, 'changed.age');
  writeFileSync(changed, bytes);
  const failed = (error: { incompleteClass?: string; message: string }) =>
    error.incompleteClass ?? error.message;
  return whole(decrypted(changed, by)).then(() => 'plain', failed);
}

it('comes back as it was, for the identity of the recipient', async () => {
  expect(await isEncrypted(file)).toBe(true);
  expect((await whole(decrypted(file, [identity]))).equals(plain)).toBe(true);
  expect(readFileSync(file).includes(plain.subarray(0, 32))).toBe(false);
});

it('is refused to another identity, and by what is none', async () => {
  const other = await generateX25519Identity();
  expect(await flawOf(readFileSync(file), [other])).toMatch(
    /^No identity that was given opens .*changed.age/,
  );
  expect(await flawOf(readFileSync(file), [other, identity])).toBe('plain');
  const wrong = await flawOf(readFileSync(file), ['AGE-SECRET-KEY-1SECRET']);
  expect(wrong).toContain('An identity is not one of age');
  expect(wrong).not.toContain('1SECRET');
  expect(() => encrypterTo(['age1none'])).toThrow('age1none is not a recipient of age');
});

it('is truncated, wherever it was cut off behind its header', async () => {
  const bytes = readFileSync(file);
  for (const left of [1, 16, 5_000, 65_552, 70_000, 140_000])
    expect([left, await flawOf(bytes.subarray(0, -left))]).toEqual([left, 'FileCutOff']);
});

it('cannot be read where a byte was changed, in any of its parts', async () => {
  const bytes = readFileSync(file);
  const header = bytes.indexOf('\n---') + 60;
  expect(await flawOf(otherLetter(bytes, 50))).toContain('or its list of recipients was changed');
  for (const at of [header - 20, header + 20, header + 70_000])
    expect([at, await flawOf(flipped(bytes, at))]).toEqual([at, 'FileUnreadable']);
  expect(await flawOf(flipped(bytes, bytes.length - 10))).toBe('FileCutOff');
});

/** Another letter within the base64 of a recipient: the header still reads, but its code no longer fits. */
function otherLetter(bytes: Buffer, at: number): Buffer {
  const changed = Buffer.from(bytes);
  changed[at] = (changed[at] === 0x41 ? 'B' : 'A').charCodeAt(0);
  return changed;
}

function flipped(bytes: Buffer, at: number): Buffer {
  const changed = Buffer.from(bytes);
  changed[at]! ^= 1;
  return changed;
}
