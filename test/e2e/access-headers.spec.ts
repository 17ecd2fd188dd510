import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { headerIn } from '../../apps/cli/src/access/header-file';
import { untilStatus } from '../support/access-desk';
import { ApiClient } from '../support/api';
import { runAlone, type Ended } from '../support/ledger-command';
import { startServices, type Services } from '../support/services';

let services: Services;
let folder: string;
let ledger: string;

beforeAll(async () => {
  services = await startServices({ withProjector: false });
  folder = mkdtempSync(join(tmpdir(), 'ledger-headers-'));
  ledger = (await services.api.openLedger()).slice('/v1/ledgers/'.length);
});
afterAll(async () => {
  await services?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs `ledger` with the header files of a folder. */
function run(words: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  return runAlone(
    {
      LEDGER_API_URL: services.apiUrl,
      EVENTSTORE_URL: services.eventStore.url,
      DATA_DIR: services.dataDir,
      ...env,
    },
    ...words,
  );
}

const file = (name: string) => join(folder, name);
const listed = () => ['keys', 'list', '--ledger', ledger];

describe('a command that asks the API', () => {
  it('sends the header of the principal in DATA_DIR who may send the request', async () => {
    expect(await run(['seed'])).toMatchObject({ code: 0, stderr: '' });
    expect(await run(listed())).toMatchObject({ code: 0, stderr: '' });
  });

  it('names the header file that is missing, and how to come by one', async () => {
    const { code, stderr } = await run(listed(), { DATA_DIR: folder });
    expect({ code, stderr }).toEqual({
      code: 3,
      stderr: `There is no header file ${file('auth')}: npm start makes it in its DATA_DIR; or name another with --auth or LEDGER_AUTH.`,
    });
  });

  it('sends none that others may read', async () => {
    copyFileSync(join(services.dataDir, 'auth'), file('open'));
    chmodSync(file('open'), 0o640);
    const { code, stderr } = await run([...listed(), '--auth', file('open')]);
    expect([code, stderr]).toEqual([3, expect.stringMatching(/open has mode 640; take it from others/)]);
  });

  it('takes another file by --auth, and by LEDGER_AUTH where there is no --auth', async () => {
    copyFileSync(join(services.dataDir, 'admin-auth'), file('admin'));
    const env = { DATA_DIR: folder, LEDGER_AUTH: file('none') };
    expect(await run([...listed(), '--auth', file('admin')], env)).toMatchObject({ code: 0 });
    expect(await run(listed(), { ...env, LEDGER_AUTH: file('admin') })).toMatchObject({ code: 0 });
    expect((await run(listed(), env)).stderr).toContain(`There is no header file ${file('none')}`);
  });

  it('says whose header the API does not know', async () => {
    const wrong = readFileSync(join(services.dataDir, 'auth'), 'utf8').replace(/.\n$/, '-\n');
    writeFileSync(file('wrong'), wrong, { mode: 0o600 });
    const { code, stderr } = await run([...listed(), '--auth', file('wrong')]);
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(
        /^The API at .* declines GET \/v1\/ledgers\/.*\/keys with the header in .*wrong: CredentialInvalid: /,
      ),
    ]);
  });

  it('says whose header permits too little', async () => {
    const { code, stderr } = await run(['seed', '--auth', join(services.dataDir, 'approver-auth')]);
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(/declines POST \/v1\/ledgers with the header in .*approver-auth: NotPermitted: /),
    ]);
  });
});

describe('an administrator by the root key', () => {
  const naming = (command: string, name: string) => [
    'access',
    command,
    '--admin',
    'second',
    '--file',
    file(name),
  ];

  it('is the first only once', async () => {
    const { code, stderr } = await run(naming('open', 'first'));
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^The access journal is opened already; see /)]);
    expect(existsSync(file('first'))).toBe(false);
  });

  it('is one more where nobody can log in, with a header file of mode 0600', async () => {
    expect(await run(naming('recover', 'second'))).toEqual({
      code: 0,
      stdout: `second is an administrator. The header is in ${file('second')}.`,
      stderr: '',
    });
    expect(statSync(file('second')).mode & 0o777).toBe(0o600);
    // The API follows the access journal within a moment.
    const second = new ApiClient(services.apiUrl, () => headerIn(file('second')).value);
    await untilStatus(second, `/v1/ledgers/${ledger}/keys`, (status) => status === 200);
    const answer = await run([...listed(), '--auth', file('second')]);
    expect(answer).toMatchObject({ code: 0 });
  });

  it('is nobody who posts', async () => {
    const words = ['access', 'recover', '--admin', 'poster', '--file', file('poster')];
    const { code, stderr } = await run(words);
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(/^DutiesConflict: poster, for whom poster answers/),
    ]);
    expect(existsSync(file('poster'))).toBe(false);
  });

  it('is not named without the root key', async () => {
    const env = { KEYS_DIR: file('keys'), WRITER_KEY: `file:${join(services.dataDir, 'keys/writer.pem')}` };
    const { code, stderr } = await run(naming('recover', 'rootless'), env);
    expect([code, stderr]).toEqual([1, 'The root key is not on this machine: name it in ROOT_KEY.']);
  });
});
