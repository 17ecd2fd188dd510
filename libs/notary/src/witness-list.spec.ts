import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keyTypes, localKey, namedSigner } from '@proof/note';
import { MalformedPolicy } from '@proof/witness-policy';
import { readWitnesses } from './witness-list';

const newVkey = (name: string) =>
  namedSigner(name, localKey(generateKeyPairSync('ed25519').privateKey), keyTypes.cosignature).vkey;
const [one, two] = [newVkey('a.test/one'), newVkey('b.test/two')];

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'ledger-policy-'))));
afterEach(() => rmSync(folder, { recursive: true }));

describe('the witnesses of a notary', () => {
  it('are addresses with keys, of which none is required', () => {
    const { witnesses, quorum } = readWitnesses(`https://a.test/w=${one}  http://127.0.0.1:7380=${two}`);
    expect(witnesses.map(({ name, url }) => [name, url])).toEqual([
      ['a.test/one', 'https://a.test/w'],
      ['b.test/two', 'http://127.0.0.1:7380'],
    ]);
    expect(quorum).toBeUndefined();
  });

  it('or stand in a policy, with its quorum', () => {
    const file = join(folder, 'policy');
    writeFileSync(file, `witness one ${one} https://a.test\nwitness two ${two}\nquorum one\n`);
    const { witnesses, quorum } = readWitnesses(`file:${file}`);
    expect(witnesses.map(({ name, url }) => [name, url])).toEqual([
      ['one', 'https://a.test'],
      ['two', undefined],
    ]);
    expect(quorum).toBe(witnesses[0]);
  });

  it.each([
    ['a policy that is not there', 'file:/nowhere/policy', /cannot be read: ENOENT/],
    ['an address of another kind', `ftp://a.test=${one}`, /a\.test\/one has no address of http or https/],
    ['an address that is none', `https://=${one}`, /no address/],
    ['a key without address', one, /no address|malformed/],
    ['an address without key', 'https://a.test', /Line 1/],
    ['one key twice', `https://a.test=${one} https://b.test=${one}`, /Line 2/],
  ])('are refused where there is %s', (_what, text, sentence) => {
    expect(() => readWitnesses(text)).toThrow(MalformedPolicy);
    expect(() => readWitnesses(text)).toThrow(sentence);
  });
});
