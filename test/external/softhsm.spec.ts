import { topUp } from '../support/api';
import { installExternal, type ExternalPackage } from '../support/external-package';
import { runAlone, runCommand } from '../support/ledger-command';
import { startServices, type Services } from '../support/services';
import { SoftHsm } from '../support/soft-hsm';

interface Listed {
  readonly root: string;
  readonly items: readonly { keyId: string; role: string; status: string; vkey: string }[];
}

let pkcs11js: ExternalPackage;
let hsm: SoftHsm;
let services: Services;

beforeAll(async () => {
  pkcs11js = installExternal('pkcs11js@2.1.7');
  hsm = new SoftHsm(pkcs11js);
  hsm.makeKeys('root', 'writer', 'successor', 'notary');
  const api = {
    ...hsm.env,
    ROOT_KEY: hsm.address('root'),
    WRITER_KEY: hsm.address('writer'),
    NOTARY_KEY: hsm.address('notary'),
  };
  services = await startServices({ withProjector: false, withAccess: 'by keys in files', api });
  const chart = [
    { pattern: 'bank:*', type: 'asset' },
    { pattern: 'customers:*:wallet', type: 'liability' },
  ];
  await services.api.accepted('/v1/ledgers', { id: 'vault', name: 'Vault', chart });
});

afterAll(async () => {
  await services?.stop();
  hsm?.remove();
  pkcs11js?.remove();
});

const listed = async () => (await services.api.get<Listed>('/v1/ledgers/vault/keys')).body;
const keys = (...words: string[]) =>
  runAlone(
    {
      ...hsm.env,
      LEDGER_API_URL: services.apiUrl,
      DATA_DIR: services.dataDir,
      ROOT_KEY: hsm.address('root'),
    },
    'keys',
    ...words,
  );

async function show(address: string) {
  return runAlone(hsm.env, 'keys', 'show', '--ledger', 'vault', '--role', 'writer', '--key', address);
}

describe('a ledger whose keys never leave a token of SoftHSM', () => {
  it('stands under the root key of the token, and is sealed by its writer key', async () => {
    await Promise.all(
      [1, 2, 3].map(() => services.api.accepted('/v1/ledgers/vault/transactions', topUp('ann'))),
    );
    const { root, items } = await listed();
    expect((await show(hsm.address('writer'))).stdout).toBe(`writer   ${items[0]!.vkey}`);
    expect(items.map(({ role }) => role)).toEqual(['writer', 'notary']);
    const words = ['--ledger', 'vault', '--root-key', root, '--no-read-models'];
    const { code, report } = await runCommand(services, 'verify', ...words);
    expect({ code, verdict: report['verdict'] }).toEqual({ code: 0, verdict: 'ok' });
  });

  it('goes over to another key of the token', async () => {
    const successor = hsm.address('successor');
    const { code, stderr } = await keys(
      'register',
      '--ledger',
      'vault',
      '--role',
      'writer',
      '--key',
      successor,
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    await services.restartApi('SIGTERM', { WRITER_KEY: `${successor} ${hsm.address('writer')}` });
    await services.api.accepted('/v1/ledgers/vault/transactions', topUp('bob'));
    const [old] = (await listed()).items;
    expect((await keys('retire', '--ledger', 'vault', '--key-id', old!.keyId)).code).toBe(0);
    await services.api.accepted('/v1/ledgers/vault/transactions', topUp('ann'));
    const { root } = await listed();
    const { code: verified } = await runCommand(
      services,
      ...['verify', '--ledger', 'vault', '--root-key', root, '--no-read-models'],
    );
    expect(verified).toBe(0);
  });
});

describe('a key that cannot be reached', () => {
  it.each<[string, (address: string) => string, RegExp]>([
    ['in no token', (address) => address.replace('token=ledger', 'token=none'), /fits 0 tokens/],
    [
      'under no such label',
      (address) => address.replace('object=writer', 'object=nobody'),
      /has no public key/,
    ],
    ['without its library', (address) => address.replace('libsofthsm2', 'nowhere'), /nowhere\.so says: /],
    ['without a PIN', (address) => address.replace(/&pin-source.*/, ''), /is the PIN given\?|says: /],
    ['with a wrong PIN', (address) => address.replace(/pin-source.*/, 'pin-value=1'), /says: .*PIN/],
  ])('says so in one sentence: %s', async (_, change, sentence) => {
    const { code, stdout, stderr } = await show(change(hsm.address('writer')));
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(sentence);
    expect(stderr.split('\n')).toHaveLength(1);
  });
});
