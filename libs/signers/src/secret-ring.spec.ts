import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeSecretRing, secretRing } from './secret-ring';

const folder = mkdtempSync(join(tmpdir(), 'secret-ring-'));
afterAll(() => rmSync(folder, { recursive: true }));

const [older, newer] = ['1'.repeat(64), '2'.repeat(64)];

function ringOf(name: string, text: string, mode = 0o600): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  chmodSync(file, mode);
  return file;
}

const hexOf = (file: string) => secretRing(file).map((each) => Buffer.from(each).toString('hex'));

it('makes one secret of 32 bytes that only this user may read, and never another in its place', () => {
  const file = join(folder, 'keys/access.key');
  expect(makeSecretRing(file)).toBe(true);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  const [secret] = secretRing(file);
  expect(secret).toHaveLength(32);
  expect(makeSecretRing(file)).toBe(false);
  expect(secretRing(file)).toEqual([secret]);
});

it('has the secrets in the order of their lines', () => {
  expect(hexOf(ringOf('two', `${newer}\n${older}\n`))).toEqual([newer, older]);
});

it.each([
  ['an empty file', '', /Each line of .* must be a secret of 64 hex digits/],
  ['a short line', `${newer}\n${older.slice(1)}\n`, /Each line of/],
  ['an empty line between two', `${newer}\n\n${older}\n`, /Each line of/],
])('refuses %s', (name, text, sentence) => {
  expect(() => secretRing(ringOf(name, text))).toThrow(sentence);
});

it('refuses a file that others may read, and one that is not there', () => {
  expect(() => secretRing(ringOf('open', newer, 0o640))).toThrow(/has mode 640; take it from others/);
  expect(() => secretRing(join(folder, 'none'))).toThrow(/There is no file of secrets/);
});
