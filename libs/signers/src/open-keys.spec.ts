import { mkdtempSync, rmSync, unlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeKeyFile } from './file-key';
import { KeyUnusable } from './key-unusable';
import { fileKeys, openKeys } from './open-keys';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ledger-open-keys-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const opened = (addresses: { rootKey?: string; writerKey?: string; notaryKey?: string } = {}) =>
  openKeys({
    keysDir: folder,
    origin: 'ledger.example',
    rootKey: addresses.rootKey,
    writerKey: addresses.writerKey,
    notaryKey: addresses.notaryKey,
  });

const keyAt = (name: string) => {
  makeKeyFile(join(folder, name));
  return `file:${join(folder, name)}`;
};

describe('the keys of a process', () => {
  it('are made at the first start and kept', async () => {
    const first = await opened();
    const second = await opened();
    for (const keys of [second, fileKeys(folder, 'ledger.example')]) {
      expect(keys.root('books')?.vkey).toBe(first.root('books')?.vkey);
      expect(keys.writers('books')[0]!.vkey).toBe(first.writers('books')[0]!.vkey);
      expect(keys.notaries('books')[0]!.vkey).toBe(first.notaries('books')[0]!.vkey);
    }
  });

  it('have a name and an id of their own in each ledger', async () => {
    const keys = await opened();
    const all = ['books', 'loans'].flatMap((ledger) => [
      keys.root(ledger)!,
      ...keys.writers(ledger),
      ...keys.notaries(ledger),
    ]);
    expect(all.map(({ name }) => name)).toEqual([
      'ledger.example/books/root',
      'ledger.example/books/writer',
      'ledger.example/books',
      'ledger.example/loans/root',
      'ledger.example/loans/writer',
      'ledger.example/loans',
    ]);
    expect(new Set(all.map(({ keyId }) => keyId)).size).toBe(6);
  });

  it('lack the root key once it was taken away: no other is made in its place', async () => {
    await opened();
    unlinkSync(join(folder, 'root.pem'));
    const keys = await opened();
    expect(keys.root('books')).toBeUndefined();
    expect(keys.writers('books')).toHaveLength(1);
  });

  it('are those that are named, the preferred one first, and nothing is made beside them', async () => {
    const [next, present] = [keyAt('next.pem'), keyAt('present.pem')];
    const keys = await opened({ writerKey: `${next} ${present}` });
    const [only] = (await opened({ writerKey: present })).writers('books');
    expect(keys.writers('books').map(({ keyId }) => keyId)[1]).toBe(only!.keyId);
    expect([keys.root('books'), keys.notaries('books')]).toEqual([undefined, []]);
  });

  it('count once, however often they are named', async () => {
    const notary = keyAt('notary-2.pem');
    const keys = await opened({ notaryKey: `${notary} ${notary}` });
    expect(keys.notaries('books')).toHaveLength(1);
  });

  it('must be there when they are named', async () => {
    await expect(opened({ writerKey: `file:${folder}/none.pem` })).rejects.toThrow(KeyUnusable);
    await expect(opened({ writerKey: 'writer.pem' })).rejects.toThrow(/begins with file:, pkcs11:/);
  });

  it('in a key service need its package, and the sentence says how to install it', async () => {
    await expect(opened({ notaryKey: 'gcpkms:projects/p' })).rejects.toThrow(
      /needs the package @google-cloud\/kms, which is not installed: npm install --no-save @google-cloud\/kms@\d/,
    );
    await expect(opened({ notaryKey: 'awskms:alias/notary' })).rejects.toThrow(
      /package @aws-sdk\/client-kms/,
    );
    await expect(opened({ notaryKey: 'pkcs11:object=n?module-path=/p11.so' })).rejects.toThrow(
      /package pkcs11js/,
    );
  });
});
