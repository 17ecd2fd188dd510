import { createHash, createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KeyFileRefused, isRegisteredBy, loadKeys, registerWriter } from './keys';
import { parseVkey } from './note';

const origin = 'ledger.example';
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ledger-keys-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the keys of a process', () => {
  it('are made at the first start, readable by nobody else, and kept', () => {
    const inside = join(folder, 'keys');
    const first = loadKeys(inside, origin);
    expect(statSync(inside).mode & 0o777).toBe(0o700);
    for (const name of ['root.pem', 'writer.pem'])
      expect(statSync(join(inside, name)).mode & 0o777).toBe(0o600);
    const second = loadKeys(inside, origin);
    expect(second.writer('books').vkey).toBe(first.writer('books').vkey);
    expect(second.root('books').vkey).toBe(first.root('books').vkey);
  });

  it('are Ed25519 keys in PKCS#8', () => {
    loadKeys(folder, origin);
    const pem = readFileSync(join(folder, 'writer.pem'), 'utf8');
    expect(pem).toMatch(/^-----BEGIN PRIVATE KEY-----\n/);
    expect(createPublicKey(pem).asymmetricKeyType).toBe('ed25519');
  });

  it('have a name and an id of their own in each ledger', () => {
    const keys = loadKeys(folder, origin);
    const names = ['books', 'loans'].flatMap((ledger) => [keys.root(ledger), keys.writer(ledger)]);
    expect(names.map(({ name }) => name)).toEqual([
      'ledger.example/books/root',
      'ledger.example/books/writer',
      'ledger.example/loans/root',
      'ledger.example/loans/writer',
    ]);
    expect(new Set(names.map(({ keyId }) => keyId)).size).toBe(4);
  });

  it.each([0o640, 0o604, 0o660, 0o644])('are refused with mode %o', (mode) => {
    loadKeys(folder, origin);
    chmodSync(join(folder, 'writer.pem'), mode);
    expect(() => loadKeys(folder, origin)).toThrow(KeyFileRefused);
    expect(() => loadKeys(folder, origin)).toThrow(/writer\.pem has mode .*chmod 600/);
  });

  it('are refused where they are of another algorithm', () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    writeFileSync(join(folder, 'root.pem'), privateKey.export({ format: 'pem', type: 'pkcs8' }), {
      mode: 0o600,
    });
    expect(() => loadKeys(folder, origin)).toThrow(/root\.pem holds no Ed25519 key/);
  });

  it.each([[''], ['not a key'], ['-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n']])(
    'are refused where the file is %j',
    (content) => {
      writeFileSync(join(folder, 'root.pem'), content, { mode: 0o600 });
      expect(() => loadKeys(folder, origin)).toThrow(/root\.pem holds no private key/);
    },
  );
});

describe('the registration of a writer key', () => {
  it('is signed by the root key over the text that the journal format says', () => {
    const keys = loadKeys(folder, origin);
    const { keyId, role, rootSignature, vkey } = registerWriter(keys, 'books');
    expect({ keyId, role, vkey }).toEqual({
      keyId: keys.writer('books').keyId,
      role: 'writer',
      vkey: keys.writer('books').vkey,
    });
    const text = `key-registration/v1\nledger.example/books\nwriter\n${vkey}\n`;
    const blob = Buffer.from(rootSignature, 'base64');
    const root = createPublicKey(readFileSync(join(folder, 'root.pem')));
    const raw = root.export({ format: 'der', type: 'spki' }).subarray(-32);
    const hash = createHash('sha256').update('ledger.example/books/root\n').update(Buffer.of(1)).update(raw);
    expect(blob.subarray(0, 4)).toEqual(hash.digest().subarray(0, 4));
    expect(verify(null, Buffer.from(text), root, blob.subarray(4))).toBe(true);
  });

  it('holds for its root, its ledger and its key only', () => {
    const keys = loadKeys(folder, origin);
    const root = parseVkey(keys.root('books').vkey);
    const registered = registerWriter(keys, 'books');
    expect(isRegisteredBy(root, 'ledger.example/books', registered)).toBe(true);
    expect(isRegisteredBy(root, 'ledger.example/loans', registered)).toBe(false);
    expect(isRegisteredBy(parseVkey(keys.root('loans').vkey), 'ledger.example/books', registered)).toBe(
      false,
    );
    const other = { ...registered, vkey: keys.writer('loans').vkey };
    expect(isRegisteredBy(root, 'ledger.example/books', other)).toBe(false);
  });
});
