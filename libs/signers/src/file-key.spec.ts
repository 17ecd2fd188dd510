import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { publicKeyOf } from '@proof/note';
import { fileKey, makeKeyFile } from './file-key';
import { KeyUnusable } from './key-unusable';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ledger-file-key-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const file = () => join(folder, 'keys', 'writer.pem');

describe('a key file', () => {
  it('is made once, an Ed25519 key in PKCS#8 that nobody else can read', () => {
    expect(makeKeyFile(file())).toBe(true);
    const pem = readFileSync(file(), 'utf8');
    expect(pem).toMatch(/^-----BEGIN PRIVATE KEY-----\n/);
    expect(createPublicKey(pem).asymmetricKeyType).toBe('ed25519');
    expect([statSync(join(folder, 'keys')).mode & 0o777, statSync(file()).mode & 0o777]).toEqual([
      0o700, 0o600,
    ]);
    expect(makeKeyFile(file())).toBe(false);
    expect(readFileSync(file(), 'utf8')).toBe(pem);
  });

  it('signs at once, as its public key confirms', () => {
    makeKeyFile(file());
    const key = fileKey(file());
    const message = Buffer.from('message');
    expect(verify(null, message, publicKeyOf(key.publicKey), key.sign(message))).toBe(true);
  });

  it.each([0o640, 0o604, 0o660, 0o644])('is refused with mode %o', (mode) => {
    makeKeyFile(file());
    chmodSync(file(), mode);
    expect(() => fileKey(file())).toThrow(KeyUnusable);
    expect(() => fileKey(file())).toThrow(/writer\.pem has mode .*chmod 600/);
  });

  it('is refused where it is of another algorithm', () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const ec = join(folder, 'ec.pem');
    writeFileSync(ec, privateKey.export({ format: 'pem', type: 'pkcs8' }), { mode: 0o600 });
    expect(() => fileKey(ec)).toThrow(/ec\.pem holds no Ed25519 key/);
  });

  it.each([[''], ['not a key'], ['-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n']])(
    'is refused where it is %j',
    (content) => {
      const broken = join(folder, 'broken.pem');
      writeFileSync(broken, content, { mode: 0o600 });
      expect(() => fileKey(broken)).toThrow(/broken\.pem holds no private key/);
    },
  );

  it('is not made by who only wants to use it; the sentence says how to', () => {
    expect(() => fileKey(file())).toThrow(`npx ledger keys new --file ${file()}`);
  });
});
