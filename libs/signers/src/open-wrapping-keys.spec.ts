import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeWrappingKeyFile } from './file-wrapping-key';
import { openWrappingKeys } from './open-wrapping-keys';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ledger-wrapping-keys-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const fileAt = (name: string) => {
  makeWrappingKeyFile(join(folder, name));
  return `file:${join(folder, name)}`;
};

describe('the wrapping keys of a process', () => {
  it('are one file of the folder of keys where none is named, made on first use', async () => {
    const [made] = await openWrappingKeys(folder, undefined);
    expect((await openWrappingKeys(folder, undefined)).map(({ id }) => id)).toEqual([made.id]);
    expect((await openWrappingKeys(folder, `file:${join(folder, 'personal.key')}`))[0].id).toBe(made.id);
  });

  it('are those that are named, in order', async () => {
    const [a, b] = [fileAt('a'), fileAt('b')];
    const ids = async (addresses: string) => (await openWrappingKeys(folder, addresses)).map(({ id }) => id);
    expect(await ids(`${b} ${a}`)).toEqual([...(await ids(b)), ...(await ids(a))]);
  });

  it('are in no PKCS#11 token', async () => {
    await expect(openWrappingKeys(folder, 'pkcs11:object=a')).rejects.toThrow(/not in a PKCS#11 token/);
  });
});
