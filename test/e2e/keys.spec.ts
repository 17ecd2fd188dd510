import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import type { Problem } from '../support/api';
import { runNode } from '../support/child';
import { follow } from '../support/followed-page';
import { runAlone, runCommand } from '../support/ledger-command';
import { LedgerWithKeys } from '../support/ledger-with-keys';
import { blocksIn, sectionOf } from '../support/markdown';
import { page } from '../support/pages';
import type { Services } from '../support/services';

const ledger = '/v1/ledgers/acme';
let acme: LedgerWithKeys;
let services: Services;
let keysDir: string;

beforeAll(async () => {
  acme = await LedgerWithKeys.start();
  ({ services, keysDir } = acme);
});
afterAll(() => services?.stop());

const post = () => acme.post();
const listed = () => acme.listed();
const idsOf = async (role: string, status: string) =>
  (await listed()).items
    .filter((key) => key.role === role && key.status === status)
    .map(({ keyId }) => keyId);

/** The access journal stays under the key that it was opened with. */
const newKeyFirst = () => `file:${join(keysDir, 'writer-2.pem')} file:${join(keysDir, 'writer.pem')}`;

/** Runs `ledger keys` as an operator, with the root key of this installation unless given another. */
const keys = (words: readonly string[], rootKey = join(keysDir, 'root.pem')) => acme.command(rootKey, words);

describe('the walk-through of docs/OPERATIONS.md', () => {
  it('replaces the writer key while the ledger is written', async () => {
    const [oldKey] = await idsOf('writer', 'active');
    const blocks = blocksIn(sectionOf(page('docs/OPERATIONS.md').text, 'To replace a writer key'));
    expect(blocks).toHaveLength(3);
    for (const { text } of blocks) {
      expect((await post()).status).toBe(201);
      await follow(services, text, { changes: { '415783f0': oldKey! } });
    }
    expect((await post()).status).toBe(201);
    expect(await idsOf('writer', 'retired')).toEqual([oldKey]);
    expect(await idsOf('writer', 'active')).toHaveLength(1);
  });

  it('leaves a journal that is proved from end to end', async () => {
    const { root: vkey } = await listed();
    const words = ['--ledger', 'acme', '--root-key', vkey, '--no-read-models'];
    const { code, report } = await runCommand(services, 'verify', ...words);
    expect({ code, verdict: report['verdict'] }).toEqual({ code: 0, verdict: 'ok' });
  });
});

describe('a process whose key was retired', () => {
  it('refuses to write, says what to do, and goes on answering', async () => {
    await services.restartApi('SIGTERM', { WRITER_KEY: `file:${join(keysDir, 'writer.pem')}` });
    const { status, headers, body } = await post();
    expect([status, body.code, headers.get('Retry-After')]).toEqual([503, 'WriterKeyNotRegistered', '1']);
    expect(body.detail).toContain('npx ledger keys register');
    expect((await listed()).items).toHaveLength(3);
    await services.restartApi('SIGTERM', { WRITER_KEY: newKeyFirst() });
    expect((await post()).status).toBe(201);
  });
});

describe('changes of keys that are refused', () => {
  const other = '0123abcd';
  it.each<[string, () => Promise<string[]>]>([
    ['KeyNotRegistered', () => Promise.resolve(['retire', '--key-id', other])],
    ['KeyInUse', async () => ['compromise', '--key-id', (await idsOf('writer', 'active'))[0]!]],
    [
      'KeyAlreadyRegistered',
      async () => [
        'register',
        '--role',
        'notary',
        '--vkey',
        (await listed()).items.find(({ role }) => role === 'notary')!.vkey,
      ],
    ],
    [
      'KeyNameWrong',
      async () => [
        'register',
        '--role',
        'writer',
        '--vkey',
        (await listed()).items.find(({ role }) => role === 'notary')!.vkey,
      ],
    ],
  ])('reach the operator: %s', async (code, words) => {
    const { stderr, stdout, ...ended } = await keys([...(await words()), '--ledger', 'acme']);
    expect([ended.code, stdout]).toEqual([1, '']);
    expect(stderr).toContain(`${code}: `);
  });

  it('come once: what was retired is not retired again, unless the same command is repeated', async () => {
    const [keyId] = await idsOf('writer', 'retired');
    const retire = ['retire', '--ledger', 'acme', '--key-id', keyId!, '--json'];
    const { seq } = JSON.parse((await keys(retire)).stdout) as { seq: string };
    const entry = await services.api.get<{ entry: { body: { rootSignature: string } } }>(
      `${ledger}/entries/${seq}`,
    );
    const { rootSignature } = entry.body.entry.body;
    const { status, body } = await services.api.post<Problem>(`${ledger}/keys/${keyId}/retire`, {
      rootSignature,
    });
    expect([status, body.code, body['seq']]).toEqual([409, 'KeyIsRetired', seq]);
  });

  it('reach the caller with their status', async () => {
    const rootSignature = Buffer.alloc(68, 1).toString('base64');
    const { status, body } = await services.api.post<Problem>(`${ledger}/keys/${other}/retire`, {
      rootSignature,
    });
    expect([status, body.code]).toEqual([422, 'KeySignatureInvalid']);
  });

  it('are not even sent with another root key', async () => {
    const wrong = join(keysDir, 'wrong.pem');
    expect((await keys(['new', '--file', wrong])).code).toBe(0);
    const { code, stderr } = await keys(['retire', '--ledger', 'acme', '--key-id', other], wrong);
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(/^The root key here is .*; acme stands under /),
    ]);
  });
});

describe('a compromised key', () => {
  it('is declared by the root key, wherever that is kept, and the API needs none', async () => {
    const kept = join(services.dataDir, 'elsewhere.pem');
    renameSync(join(keysDir, 'root.pem'), kept);
    await services.restartApi('SIGTERM', { WRITER_KEY: newKeyFirst() });
    const [notary] = await idsOf('notary', 'active');
    const { code } = await keys(
      ['compromise', '--ledger', 'acme', '--key-id', notary!, '--from-seq', '2'],
      kept,
    );
    expect(code).toBe(0);
    expect(await idsOf('notary', 'compromised')).toEqual([notary]);
    expect((await keys(['compromise', '--ledger', 'acme', '--key-id', notary!], kept)).stderr).toContain(
      'KeyIsCompromised: ',
    );
    expect(existsSync(join(keysDir, 'root.pem'))).toBe(false);
  });

  it('keeps no ledger from being opened twice, but a new one needs the root key', async () => {
    const { body, status } = await services.api.post<Problem>('/v1/ledgers', { id: 'beta', name: 'Beta' });
    expect([status, body.code]).toEqual([409, 'RootKeyMissing']);
    const again = await services.api.post<Problem>('/v1/ledgers', { id: 'acme', name: 'Acme' });
    expect([again.status, again.body.code]).toEqual([409, 'LedgerAlreadyExists']);
  });
});

it('The API does not start with a key that is not there, and says how to make one', async () => {
  const { url } = services.eventStore;
  const env = {
    EVENTSTORE_URL: url,
    DATABASE_URL: services.databaseUrl,
    DATA_DIR: services.dataDir,
    PORT: '0',
  };
  const missing = join(keysDir, 'none.pem');
  const { exit } = runNode(['dist/apps/api/src/main.js'], { ...env, WRITER_KEY: `file:${missing}` });
  const { code, stderr } = await exit;
  expect([code, stderr.split('\n').at(-1)]).toEqual([
    1,
    `There is no key file ${missing}; make one with \`npx ledger keys new --file ${missing}\`.`,
  ]);
});

it('Keys are shown under their names in a ledger, without any service', async () => {
  const { stdout } = await runAlone(
    { KEYS_DIR: keysDir },
    'keys',
    'show',
    '--ledger',
    'acme',
    '--role',
    'writer',
  );
  expect(stdout).toBe(`writer   ${(await listed()).items[0]!.vkey}`);
});
