import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { signStatement } from '@proof/key-statements';
import { namedSigner, type LocalSigner } from '@proof/note';
import { fileKey } from '@signers/file-key';
import { headerIn } from '../../apps/cli/src/access/header-file';
import { CredentialClient, untilStatus } from '../support/access-desk';
import type { ApiAnswer, Problem } from '../support/api';
import { follow } from '../support/followed-page';
import { runAlone, runCommand } from '../support/ledger-command';
import { blocksIn, sectionOf } from '../support/markdown';
import { page } from '../support/pages';
import { startServices, type Services } from '../support/services';

interface Listed {
  readonly root: string;
  readonly keyList: string;
  readonly seq: string;
  readonly items: readonly { keyId: string; role: string; status: string }[];
}

const root = '/v1/access';
const log = 'ledger.local/_access';
let services: Services;
let keysDir: string;

beforeAll(async () => {
  services = await startServices({ withProjector: false });
  keysDir = join(services.dataDir, 'keys');
});
afterAll(() => services?.stop());

const at = (name: string) => `file:${join(keysDir, `${name}.pem`)}`;
const env = (rootKey = 'root', more: Readonly<Record<string, string>> = {}) => ({
  LEDGER_API_URL: services.apiUrl,
  EVENTSTORE_URL: services.eventStore.url,
  DATA_DIR: services.dataDir,
  KEYS_DIR: keysDir,
  ROOT_KEY: at(rootKey),
  ...more,
});
const keys = (rootKey: string, ...words: string[]) =>
  runAlone(env(rootKey), 'keys', ...words, '--ledger', '_access');
const newKey = (name: string) => runAlone({}, 'keys', 'new', '--file', join(keysDir, `${name}.pem`));
const signerIn = (name: string, role: string): LocalSigner =>
  namedSigner(`${log}/${role}`, fileKey(join(keysDir, `${name}.pem`)));
const listed = async () => (await services.api.get<Listed>(`${root}/keys`)).body;
const writers = async () =>
  (await listed()).items.filter(({ role }) => role === 'writer').map(({ status }) => status);
const activeWriter = async () =>
  (await listed()).items.find(({ role, status }) => role === 'writer' && status === 'active')!.keyId;

let persons = 0;
/** A change of access, by the administrator. */
const change = (): Promise<ApiAnswer<Problem>> =>
  services.api.post(`${root}/principals`, { id: `person-${(persons += 1)}`, kind: 'person' });

const headerClient = (file: string) => new CredentialClient(services.apiUrl, headerIn(file).value);

/** A section of the page, of the access journal in place of the ledger. */
const blocksOf = (heading: string) =>
  blocksIn(sectionOf(page('docs/OPERATIONS.md').text, heading)).map(({ text }) =>
    text.replaceAll('--ledger acme', '--ledger _access'),
  );

/** What `ledger verify` says of the journal under a root key. */
async function verdictUnder(rootKey: string): Promise<unknown[]> {
  const words = ['--ledger', '_access', '--root-key', rootKey, '--no-read-models'];
  const { report } = await runCommand(services, 'verify', ...words);
  return [report['verdict'], (report['fault'] as { class: string } | null)?.class];
}

describe('the access journal', () => {
  it('is served as that of a ledger: checkpoints, proofs, consistency, keys', async () => {
    const notary = await services.startNotary();
    await untilStatus(services.api, `${root}/checkpoint`, (status) => status === 200);
    const [, size = ''] = (await services.api.get(`${root}/checkpoint`)).text.split('\n');
    const answers = await Promise.all(
      [
        'checkpoints',
        `checkpoints/${size}`,
        'entries/0/proof',
        `consistency?from=1&to=${size}`,
        'keys',
        'entries/0',
        'export',
      ].map(async (path) => `${path.split('?')[0]} ${(await services.api.get(`${root}/${path}`)).status}`),
    );
    expect(answers.filter((answer) => !answer.endsWith(' 200'))).toEqual([]);
    notary.kill('SIGTERM');
    await notary.exit;
  });
});

describe('the keys of the access journal', () => {
  const registration = async () => {
    await newKey('other');
    const { keyId, vkey } = signerIn('other', 'writer');
    const rootSignature = signStatement(
      log,
      { type: 'KeyRegistered', role: 'writer', vkey },
      signerIn('root', 'root'),
    );
    return { keyId, role: 'writer', rootSignature, vkey };
  };

  it('are changed by an administrator alone, and under the signature of the root key alone', async () => {
    const body = await registration();
    const poster = headerClient(join(services.dataDir, 'auth'));
    const denied = await poster.post<Problem>(`${root}/keys`, body);
    expect([denied.status, denied.body.code]).toEqual([403, 'NotPermitted']);
    const forged = { ...body, rootSignature: `A${body.rootSignature.slice(1)}` };
    expect((await services.api.post<Problem>(`${root}/keys`, forged)).body.code).toBe('KeySignatureInvalid');
    const conditional = { ...body, conditions: {} };
    expect((await services.api.post<Problem>(`${root}/keys`, conditional)).status).toBe(400);
    const dry = await services.api.post(`${root}/keys?dryRun=true`, body);
    expect([dry.status, await writers()]).toEqual([200, ['active']]);
  });

  it('are replaced as docs/OPERATIONS.md says, and under dual control, too', async () => {
    const second = join(services.dataDir, 'second-auth');
    expect((await runAlone(env(), 'access', 'recover', '--admin', 'second', '--file', second)).code).toBe(0);
    expect((await services.api.put(`${root}/dual-control`, { on: true })).status).toBe(201);
    expect((await change()).body.code).toBe('ApprovalRequired');
    const old = await activeWriter();
    const blocks = blocksOf('To replace a writer key');
    expect(blocks).toHaveLength(3);
    for (const block of blocks) await follow(services, block, { changes: { '415783f0': old } });
    expect(await writers()).toEqual(['retired', 'active']);

    const proposal = await services.api.put<{ proposal: { id: string; hash: string } }>(
      `${root}/dual-control?propose=true`,
      { on: false },
    );
    const { id, hash } = proposal.body.proposal;
    const path = `${root}/proposals/${id}/approve`;
    expect((await headerClient(second).post(path, { hash })).status).toBe(201);
    expect((await change()).status).toBe(201);
    expect(await verdictUnder((await listed()).root)).toEqual(['ok', undefined]);
  });
});

describe('an access journal whose only writer key is lost', () => {
  let lost: string;

  it('takes no change, records no read, and says what to do; whoever is known goes on', async () => {
    lost = await activeWriter();
    await newKey('stranger');
    rmSync(join(keysDir, 'writer-2.pem'));
    await services.restartApi('SIGTERM', { WRITER_KEY: at('stranger') });
    const { status, body } = await change();
    expect([status, body.code]).toEqual([503, 'WriterKeyNotRegistered']);
    expect(body.detail).toContain('npx ledger keys recover');
    expect((await services.api.get(`${root}/keys`)).status).toBe(200);
    const words = ['access', 'recover', '--admin', 'third', '--file', join(services.dataDir, 'third-auth')];
    const { stderr } = await runAlone(env('root', { WRITER_KEY: at('stranger') }), ...words);
    expect(stderr).toMatch(/^WriterKeyNotRegistered: .*/);
    expect(existsSync(join(services.dataDir, 'third-auth'))).toBe(false);
  });

  it('is written again as docs/OPERATIONS.md says', async () => {
    const blocks = blocksOf('When the only writer key is lost');
    expect(blocks).toHaveLength(3);
    for (const block of blocks) await follow(services, block, { changes: { '415783f0': lost } });
    expect((await change()).status).toBe(201);
    expect(await writers()).toEqual(['retired', 'retired', 'active']);
    expect(await verdictUnder((await listed()).root)).toEqual(['ok', undefined]);
  });

  it('gets a writer key and an administrator in one append, where no administrator is left, either', async () => {
    await newKey('writer-4');
    await services.restartApi('SIGTERM', { WRITER_KEY: at('writer-4') });
    const file = join(services.dataDir, 'ida-auth');
    const words = ['access', 'recover', '--admin', 'ida', '--file', file, '--register-writer'];
    const { code, stdout } = await runAlone(env('root', { WRITER_KEY: at('writer-4') }), ...words);
    expect([code, stdout]).toEqual([0, `ida is an administrator. The header is in ${file}.`]);
    await untilStatus(headerClient(file), '/v1/me', (status) => status === 200);
    const added = await headerClient(file).post(`${root}/principals`, { id: 'rescued', kind: 'person' });
    expect(added.status).toBe(201);
    expect(await verdictUnder((await listed()).root)).toEqual(['ok', undefined]);
  });
});

describe('the root key of the access journal', () => {
  const asWriter = () => ({ WRITER_KEY: at('writer-4') });

  it('names an administrator from a machine of its own', async () => {
    const [file, request, signed] = ['jo-auth', 'request.json', 'signed.json'].map((name) =>
      join(services.dataDir, name),
    ) as [string, string, string];
    const words = ['--admin', 'jo', '--file', file, '--out', request];
    const asked = await runAlone(env(), 'access', 'request-admin', ...words);
    expect([asked.code, asked.stderr]).toEqual([0, '']);
    expect(readFileSync(request, 'utf8')).not.toContain(headerIn(file).value.split('_')[2]!.slice(0, 43));
    const unsigned = await runAlone(env('root', asWriter()), 'access', 'recover', '--signed', request);
    expect(unsigned.stderr).toContain('The root key has not signed');

    const elsewhere = { DATA_DIR: join(services.dataDir, 'elsewhere'), ROOT_KEY: at('root') };
    const sign = ['access', 'sign-admin', '--request', request, '--out', signed];
    const foreign = await runAlone({ ...elsewhere, LEDGER_ORIGIN: 'other.example' }, ...sign);
    expect(foreign.stderr).toContain('The request is for ledger.local/_access');
    expect((await runAlone(elsewhere, ...sign)).code).toBe(0);

    renameSync(join(keysDir, 'root.pem'), join(services.dataDir, 'root-taken-away.pem'));
    const withoutRoot = { ...env('root', asWriter()), ROOT_KEY: '' };
    const edited = join(services.dataDir, 'edited.json');
    writeFileSync(edited, readFileSync(signed, 'utf8').replace('"jo"', '"mallory"'));
    const forged = await runAlone(withoutRoot, 'access', 'recover', '--signed', edited);
    expect(forged.stderr).toContain('KeySignatureInvalid: ');
    const named = await runAlone(withoutRoot, 'access', 'recover', '--signed', signed);
    expect([named.stdout, named.stderr]).toEqual(['jo is an administrator.', '']);
    renameSync(join(services.dataDir, 'root-taken-away.pem'), join(keysDir, 'root.pem'));
    await untilStatus(headerClient(file), '/v1/me', (status) => status === 200);
  });

  it('is replaced by the one that it named, which names administrators from then on', async () => {
    const first = await listed();
    for (const block of blocksOf('The next root key')) await follow(services, block);
    await newKey('third-root');
    const replace = ['replace-root', '--key', at('next-root'), '--key-list', (await listed()).keyList];
    const { code, stdout } = await keys('root', ...replace);
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^RootReplaced is entry \d+ of _access\.$/)]);

    const recover = (rootKey: string, name: string) => {
      const words = ['access', 'recover', '--admin', name, '--file', join(services.dataDir, `${name}-auth`)];
      return runAlone(env(rootKey, asWriter()), ...words);
    };
    expect((await recover('root', 'mallory')).stderr).toContain('KeySignatureInvalid: ');
    expect((await recover('next-root', 'kim')).code).toBe(0);
    const kim = headerClient(join(services.dataDir, 'kim-auth'));
    await untilStatus(kim, '/v1/me', (status) => status === 200);
    await services.restartApi('SIGTERM', asWriter());
    expect((await change()).status).toBe(201);
    const now = await listed();
    expect(now.root).not.toBe(first.root);
    expect(await verdictUnder(first.root)).toEqual(['ok', undefined]);
    expect(await verdictUnder(now.root)).toEqual(['ok', undefined]);
  });
});
