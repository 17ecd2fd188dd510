import { attributes, fileOf, parseKeyUri } from './key-uri';
import { KeyUnusable } from './key-unusable';

describe('the address of a key', () => {
  it('says where the key is kept, and how to get there', () => {
    const { scheme, path, query } = parseKeyUri(
      'pkcs11:token=main%20hsm;object=w?module-path=/usr/lib/p11.so&pin-value=1%26',
    );
    expect([scheme, attributes(path, ';'), Object.fromEntries(query)]).toEqual([
      'pkcs11',
      [
        ['token', 'main hsm'],
        ['object', 'w'],
      ],
      { 'module-path': '/usr/lib/p11.so', 'pin-value': '1&' },
    ]);
  });

  it.each([
    [
      'awskms:arn:aws:kms:eu-central-1:111122223333:key/1234?region=eu-central-1',
      'arn:aws:kms:eu-central-1:111122223333:key/1234',
    ],
    [
      'gcpkms:projects/p/locations/l/keyRings/r/cryptoKeys/k/cryptoKeyVersions/1',
      'projects/p/locations/l/keyRings/r/cryptoKeys/k/cryptoKeyVersions/1',
    ],
  ])('keeps the name that a key service gave: %s', (text, path) => {
    expect(parseKeyUri(text).path).toBe(path);
  });

  it.each([
    ['file:/etc/ledger/a.pem', '/etc/ledger/a.pem'],
    ['file:///etc/ledger/a.pem', '/etc/ledger/a.pem'],
    ['file:/etc/with%20blank.pem', '/etc/with blank.pem'],
  ])('names a file by its path: %s', (text, file) => {
    expect(fileOf(parseKeyUri(text))).toBe(file);
  });

  it('is not repeated where it is refused, since it may hold a PIN', () => {
    expect(() => parseKeyUri('pkcs12:object=w?pin-value=4711')).toThrow(
      /^The address of a key begins with file:, pkcs11:, awskms:, gcpkms:\.$/,
    );
  });

  it.each([
    '',
    'writer.pem',
    '/etc/a.pem',
    'vault:a',
    'file:',
    'file:/a b',
    'pkcs11:object=w?pin-value',
    'file:/a#b',
  ])('is refused as %j', (text) => {
    expect(() => parseKeyUri(text)).toThrow(KeyUnusable);
  });

  it('is refused where a percent sign begins no character', () => {
    expect(() => fileOf(parseKeyUri('file:/a%zz'))).toThrow(KeyUnusable);
  });
});
