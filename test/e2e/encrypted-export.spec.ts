import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { topUp } from '../support/api';
import { runAlone, runCommand, startCommand } from '../support/ledger-command';
import { startServices, type Services } from '../support/services';

/** No service runs: a command that needed one would fail. */
const alone = { KEYS_DIR: '/nowhere', LEDGER_API_URL: 'http://127.0.0.1:1' };

let services: Services;
let ledger: string;
let recipients: readonly string[];
const at = (name: string) => join(services.dataDir, name);

beforeAll(async () => {
  services = await startServices();
  await services.startNotary();
  const path = await services.api.openLedger();
  ledger = path.slice('/v1/ledgers/'.length);
  const { seq } = await services.api.accepted(`${path}/transactions`, topUp('alice', '50.00'));
  await services.api.get(`${path}/entries/${seq}/proof?wait=30s`);
  const identities = [await generateX25519Identity(), await generateX25519Identity()];
  recipients = await Promise.all(identities.map((each) => identityToRecipient(each)));
  for (const [i, name] of ['auditor', 'other'].entries())
    writeFileSync(at(name), `# created for a test\n${identities[i]}\n`, { mode: 0o600 });
  const root = await services.api.get(`${path}/keys`);
  writeFileSync(at('root.vkey'), (root.body as { root: string }).root);
});
afterAll(() => services.stop());

const exported = async (out: string, ...words: string[]) => {
  const ended = await runCommand(services, 'export', '--ledger', ledger, '--out', at(out), ...words);
  expect({ code: ended.code, stderr: ended.stderr }).toMatchObject({ code: 0 });
  return ended.report;
};
const verify = (...words: string[]) => runAlone(alone, 'verify', ...words, '--root-key', at('root.vkey'));
const leftBehind = () => readdirSync(tmpdir()).filter((name) => name.startsWith('ledger-decrypted-'));

it('is verified and replayed as the plain one, by whoever has the identity, and nothing plain is left', async () => {
  const before = leftBehind();
  await exported('plain');
  const report = await exported('export.age', '--encrypt-to', recipients[0]!);
  expect(report).toMatchObject({ isEncrypted: true, ledger });
  const bytes = readFileSync(at('export.age'));
  expect(bytes.toString('latin1')).toMatch(/^age-encryption\.org\/v1\n-> X25519 /);
  expect(bytes.includes('customers:alice')).toBe(false);

  const verdicts = await Promise.all([
    verify('--export', at('plain'), '--json'),
    verify('--export', at('export.age'), '--identity', at('auditor'), '--json'),
  ]);
  const [plain, encrypted] = verdicts.map(({ stdout }) => JSON.parse(stdout) as Record<string, unknown>);
  expect(verdicts.map(({ code }) => code)).toEqual([0, 0]);
  const { export: name, seconds: _, entriesPerSecond: __, ...rest } = encrypted!;
  expect(name).toBe(at('export.age'));
  expect(plain).toMatchObject(rest);
  const replayed = await runAlone(alone, 'replay', '--export', at('export.age'), '--identity', at('auditor'));
  expect({ code: replayed.code, stdout: replayed.stdout }).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('customers:alice:wallet'),
  });
  expect(leftBehind()).toEqual(before);
});

it('of one account is verified with the identity, too', async () => {
  await exported('account.age', '--account', 'customers:alice:wallet', '--encrypt-to', recipients[0]!);
  const { code, stdout } = await verify('--account-export', at('account.age'), '--identity', at('auditor'));
  expect({ code, stdout }).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^OK: customers:alice:wallet/),
  });
});

it('is refused in a sentence: without an identity, by another, by one that others may read', async () => {
  await exported('refused.age', '--encrypt-to', recipients[0]!);
  const said = async (...words: string[]) => {
    const { code, stdout, stderr } = await verify('--export', at('refused.age'), ...words);
    expect(stderr).not.toContain('    at ');
    return `${code}: ${stdout}${stderr}`;
  };
  expect(await said()).toContain(`3: ${at('refused.age')} is encrypted: give the file with your identity`);
  expect(await said('--identity', at('other'))).toContain('3: No identity that was given opens');
  expect(await said('--identity', at('none'))).toContain('ENOENT');
  writeFileSync(at('open'), readFileSync(at('auditor')));
  chmodSync(at('open'), 0o644);
  expect(await said('--identity', at('open'))).toContain('3: The identity file');
});

it('is incomplete where it was truncated or changed on its way', async () => {
  await exported('way.age', '--encrypt-to', recipients[0]!, '--encrypt-to', recipients[1]!);
  const bytes = readFileSync(at('way.age'));
  writeFileSync(at('cut.age'), bytes.subarray(0, -100));
  const changed = Buffer.from(bytes);
  changed[60]! ^= 1;
  writeFileSync(at('changed.age'), changed);
  const found = async (name: string) => {
    const { code, stdout, stderr } = await verify('--export', at(name), '--identity', at('other'));
    expect(stderr).not.toContain('    at ');
    return `${code}: ${stdout}${stderr}`;
  };
  expect(await found('way.age')).toMatch(/^0: OK/);
  expect(await found('cut.age')).toMatch(/^2: INCOMPLETE: .*cut\.age: FileCutOff\n/);
  expect(await found('changed.age')).toMatch(/^2: INCOMPLETE: .*changed\.age: FileUnreadable\n/);
});

it('is not begun for a recipient that is none, nor as an hledger journal', async () => {
  const refused = async (...words: string[]) => {
    const { code, stderr } = await startCommand(
      services,
      'export',
      '--ledger',
      ledger,
      '--out',
      at('no'),
      ...words,
    ).exit;
    return `${code}: ${stderr}`;
  };
  expect(await refused('--encrypt-to', 'age1none')).toContain('3: age1none is not a recipient of age');
  expect(await refused('--encrypt-to', recipients[0]!, '--format', 'hledger')).toContain(
    '3: An hledger journal',
  );
  expect(readdirSync(services.dataDir)).not.toContain('no');
});
