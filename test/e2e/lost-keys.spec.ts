import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { signStatement, type KeyStatement } from '@proof/key-statements';
import { namedSigner, type LocalSigner } from '@proof/note';
import { fileKey } from '@signers/file-key';
import type { Problem } from '../support/api';
import { follow } from '../support/followed-page';
import { runAlone, runCommand, startCommand } from '../support/ledger-command';
import { LedgerWithKeys, type ListedKeys } from '../support/ledger-with-keys';
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
const activeWriter = async () =>
  (await listed()).items.find(({ role, status }) => role === 'writer' && status === 'active')!.keyId;
const blocksOf = (heading: string) =>
  blocksIn(sectionOf(page('docs/OPERATIONS.md').text, heading)).map(({ text }) => text);

/** Runs `ledger keys` for this ledger as somebody with this root key. */
const keys = (rootKey: string, ...words: string[]) =>
  acme.command(join(keysDir, `${rootKey}.pem`), [...words, '--ledger', 'acme']);

const at = (name: string) => `file:${join(keysDir, `${name}.pem`)}`;

async function hashOf(name: string): Promise<string> {
  return (await keys('root', 'hash-root', '--key', at(name))).stdout;
}

async function newKey(name: string): Promise<void> {
  await runAlone({}, 'keys', 'new', '--file', join(keysDir, `${name}.pem`));
}

/** The verdict of the journal under a root key, and the class of its fault. */
async function verdictUnder(rootKey: string): Promise<unknown[]> {
  const words = ['--ledger', 'acme', '--root-key', rootKey, '--no-read-models'];
  const { report } = await runCommand(services, 'verify', ...words);
  return [report['verdict'], (report['fault'] as { class: string } | null)?.class];
}

describe('a ledger whose only writer key is lost', () => {
  let lost: string;

  it('takes no write, and says what to do', async () => {
    expect((await post()).status).toBe(201);
    lost = await activeWriter();
    rmSync(join(keysDir, 'writer.pem'));
    await newKey('stranger');
    await services.restartApi('SIGTERM', { WRITER_KEY: at('stranger') });
    const { status, body } = await post();
    expect([status, body.code]).toEqual([503, 'WriterKeyNotRegistered']);
    expect(body.detail).toContain('npx ledger keys recover');
  });

  it('is not written by a key that the root key registers for another place', async () => {
    const after = 'A'.repeat(43);
    const { keyId, vkey } = namedSigner('ledger.local/acme/writer', fileKey(join(keysDir, 'stranger.pem')));
    const said = { after, role: 'writer', vkey } as const;
    const rootSignature = signedBy('root', { type: 'KeyRegistered', ...said });
    const { status, body } = await services.api.post<Problem>(`${ledger}/keys`, {
      keyId,
      ...said,
      rootSignature,
    });
    expect([status, body.code]).toEqual([409, 'KeyPlaceWrong']);
    const words = ['recover', '--key', at('stranger'), '--after', after];
    const { code, stderr } = await keys('root', ...words);
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^The journal of .* ends with entry \d+/)]);
  });

  it('is written again as docs/OPERATIONS.md says', async () => {
    const blocks = blocksOf('When the only writer key is lost');
    expect(blocks).toHaveLength(3);
    for (const block of blocks) await follow(services, block, { changes: { '415783f0': lost } });
    expect((await post()).status).toBe(201);
    expect((await listed()).items.map(({ role, status }) => `${role} ${status}`)).toEqual([
      'writer retired',
      'notary active',
      'writer active',
    ]);
    expect(await verdictUnder((await listed()).root)).toEqual(['ok', undefined]);
  });
});

describe('a ledger whose root key is stolen', () => {
  let first: ListedKeys;

  it('has named the next one before, as docs/OPERATIONS.md says', async () => {
    expect(
      (await keys('root', 'replace-root', '--key', at('stranger'), '--key-list', (await listed()).keyList))
        .stderr,
    ).toContain('RootNotNamed: ');
    for (const block of blocksOf('The next root key')) await follow(services, block);
    first = await listed();
    expect(first.nextRoot?.hash).toBe(await hashOf('next-root'));
  });

  it('lets the thief name no other one', async () => {
    const { stderr } = await keys('root', 'name-next-root', '--next-root', await hashOf('stranger'));
    expect(stderr).toContain('NextRootAlreadyNamed: ');
    const words = ['replace-root', '--key', at('stranger'), '--key-list', first.keyList];
    expect((await keys('root', ...words)).stderr).toContain('RootNotNamed: ');
  });

  it('goes on under the next one, as docs/OPERATIONS.md says', async () => {
    await newKey('thief');
    const theft = JSON.parse(
      (await keys('root', 'register', '--role', 'writer', '--key', at('thief'), '--json')).stdout,
    ) as { keyId: string; seq: string };
    const stolenRoot = first.root.split('+')[1]!;
    const early = await keys('root', 'compromise', '--key-id', stolenRoot);
    expect(early.stderr).toContain('RootNotReplaced: ');

    const changes = { '4b0c8a1e': stolenRoot, '1024': theft.seq };
    const blocks = blocksOf('When the root key is stolen or lost');
    expect(blocks).toHaveLength(3);
    expect(await follow(services, blocks[0]!)).toContain(theft.keyId);
    for (const block of blocks.slice(1)) await follow(services, block, { changes });

    const now = await listed();
    expect(now.root).not.toBe(first.root);
    expect(now.replacedRoots).toMatchObject([{ keyId: stolenRoot, compromisedSeq: now.seq }]);
    expect(now.items.find(({ keyId }) => keyId === theft.keyId)?.status).toBe('compromised');
    expect((await post()).status).toBe(201);
  });

  it('takes nothing that the thief signs from then on', async () => {
    const { items } = await listed();
    const words = ['retire', '--key-id', items.find(({ role }) => role === 'notary')!.keyId];
    expect((await keys('root', ...words)).stderr).toMatch(/^The root key here is .*; acme stands under /);
  });

  it('is proved under the first root key and under the present one, and under no other', async () => {
    const now = await listed();
    expect(await verdictUnder(first.root)).toEqual(['ok', undefined]);
    expect(await verdictUnder(now.root)).toEqual(['ok', undefined]);
    const words = ['--ledger', 'acme', '--root-key', first.root, '--no-read-models'];
    const { stdout } = await startCommand(services, 'verify', ...words).exit;
    expect(stdout).toContain(`Another root key has replaced that one: ${now.root}`);
    const other = rootIn('stranger').vkey;
    expect(await verdictUnder(other)).toEqual(['tampered', 'WrongRoot']);
  });

  it('keeps its keys where the next root key was signed for an older list of them', async () => {
    const { root } = await listed();
    const said = { keyList: first.keyList, vkey: rootIn('third-root').vkey };
    const rootSignature = signedBy('third-root', { type: 'RootReplaced', ...said, replaces: root });
    const { status, body } = await services.api.post<Problem>(`${ledger}/root/replace`, {
      ...said,
      rootSignature,
    });
    expect([status, body.code]).toEqual([409, 'KeysChanged']);
    const words = ['replace-root', '--key', at('third-root'), '--key-list', first.keyList];
    expect((await keys('next-root', ...words)).stderr).toContain('The keys of ');
  });

  it('is written again under the next root key, which brings a writer key along where none is left', async () => {
    await newKey('writer-4');
    await services.restartApi('SIGTERM', { WRITER_KEY: at('writer-4') });
    expect((await post()).body.code).toBe('WriterKeyNotRegistered');
    const { keyList } = await listed();
    const words = ['replace-root', '--key', at('third-root'), '--key-list', keyList];
    const { code, stdout } = await keys('next-root', ...words, '--writer-key', at('writer-4'));
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^RootReplaced is entry \d+ of acme\.$/)]);
    expect((await post()).status).toBe(201);
    expect(await verdictUnder(first.root)).toEqual(['ok', undefined]);
  });
});

/** What a root key in a file says, whatever the command of the CLI would say of it. */
function signedBy(name: string, statement: KeyStatement): string {
  return signStatement('ledger.local/acme', statement, rootIn(name));
}

function rootIn(name: string): LocalSigner {
  return namedSigner('ledger.local/acme/root', fileKey(join(keysDir, `${name}.pem`)));
}
