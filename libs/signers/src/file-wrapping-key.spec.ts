import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileWrappingKey, makeWrappingKeyFile } from './file-wrapping-key';
import { KeyUnusable } from './key-unusable';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ledger-wrapping-key-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const file = (name = 'personal.key') => join(folder, name);
const newKey = (name?: string) => {
  makeWrappingKeyFile(file(name));
  return fileWrappingKey(file(name));
};
const secret = randomBytes(32);

describe('a wrapping key in a file', () => {
  it('is made once, 32 bytes that nobody else can read', () => {
    expect(makeWrappingKeyFile(file())).toBe(true);
    const text = readFileSync(file(), 'utf8');
    expect(Buffer.from(text, 'base64url')).toHaveLength(32);
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    expect(makeWrappingKeyFile(file())).toBe(false);
    expect(readFileSync(file(), 'utf8')).toBe(text);
  });

  it('unwraps what it wrapped, after a restart too', async () => {
    const wrapped = await newKey().wrap(secret, '9f2c1a7be0d34c55');
    expect(wrapped).toHaveLength(60);
    expect(wrapped.includes(secret)).toBe(false);
    expect(await fileWrappingKey(file()).unwrap(wrapped, '9f2c1a7be0d34c55')).toEqual(secret);
  });

  it('has an id that says nothing of it and stays the same', () => {
    const { id } = newKey();
    expect(id).toMatch(/^file:[0-9a-f]{16}$/);
    expect(fileWrappingKey(file()).id).toBe(id);
    expect(newKey('other.key').id).not.toBe(id);
  });

  it('refuses what was wrapped as another key, by another one, or changed', async () => {
    const key = newKey();
    const wrapped = await key.wrap(secret, 'a');
    await expect(key.unwrap(wrapped, 'b')).rejects.toThrow(/^The wrapping key file:.* has not wrapped this/);
    await expect(newKey('other.key').unwrap(wrapped, 'a')).rejects.toThrow(KeyUnusable);
    for (const place of [0, 20, 59]) {
      const changed = Buffer.from(wrapped);
      changed[place]! ^= 1;
      await expect(key.unwrap(changed, 'a')).rejects.toThrow(KeyUnusable);
    }
    for (const length of [0, 11, 28, 59])
      await expect(key.unwrap(wrapped.subarray(0, length), 'a')).rejects.toThrow(KeyUnusable);
  });

  it('is refused where others can read it', () => {
    newKey();
    chmodSync(file(), 0o640);
    expect(() => fileWrappingKey(file())).toThrow(/has mode 640; take it from others with chmod 600/);
  });

  it.each(['', 'x', `${'A'.repeat(42)}\n`, `${'A'.repeat(43)}\n\n`, `${'+'.repeat(43)}\n`])(
    'is refused where the file holds %j',
    (content) => {
      writeFileSync(file(), content, { mode: 0o600 });
      expect(() => fileWrappingKey(file())).toThrow(/holds no wrapping key, 32 bytes in base64url/);
    },
  );

  it('is not made by who only wants to use it; the sentence says how to', () => {
    expect(() => fileWrappingKey(file())).toThrow(`npx ledger personal new-key --file ${file()}`);
  });
});
