import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { apiKeyText } from '@access/edge/api-key';
import { headerFor } from './header-for';
import { apiKeyIn, headerIn, makeHeaderFile } from './header-file';
import { freshApiKey } from './own-access';

const folder = mkdtempSync(join(tmpdir(), 'header-file-'));
afterAll(() => rmSync(folder, { recursive: true }));

function fileOf(name: string, text: string, mode = 0o600): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  chmodSync(file, mode);
  return file;
}

describe('a header file', () => {
  it('is made with mode 0600, and never in place of another', () => {
    const file = join(folder, 'made');
    const key = freshApiKey();
    makeHeaderFile(file, apiKeyText(key));

    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(apiKeyIn(file)).toEqual(key);
    expect(() => makeHeaderFile(file, 'another')).toThrow(/^There is a file .*made already\.$/);
    expect(apiKeyIn(file)).toEqual(key);
  });

  it('may hold another credential than an API key', () => {
    const file = fileOf('token', 'authorization:Bearer eyJ.e30.c2ln\n');
    expect([headerIn(file).value, apiKeyIn(file)]).toEqual(['Bearer eyJ.e30.c2ln', undefined]);
  });

  it.each([0o640, 0o604, 0o660])('is refused with mode %o', (mode) => {
    const file = fileOf(`mode-${mode}`, 'Authorization: Bearer a', mode);
    expect(() => headerIn(file)).toThrow(/has mode 6.*take it from others with chmod 600\.$/);
  });

  it.each([
    ['nothing', ''],
    ['another header', 'Content-Type: application/json'],
    ['no value', 'Authorization:'],
    ['two lines', 'Authorization: Bearer a\nX: y'],
  ])('is refused where it holds %s', (name, text) => {
    expect(() => headerIn(fileOf(name, text))).toThrow(/must hold one line, such as Authorization: Bearer/);
  });

  it('is named where it is missing, with what makes it', () => {
    expect(() => headerIn(join(folder, 'none'))).toThrow(
      /^There is no header file .*none: npm start makes it in its DATA_DIR; or name another with --auth or LEDGER_AUTH\.$/,
    );
  });
});

describe('the header of a request', () => {
  const files = ['auth', 'admin-auth', 'approver-auth', 'accountant-auth', 'publisher-auth'];
  for (const name of files) fileOf(name, `Authorization: Bearer of-${name}`);

  it.each([
    ['GET', '/v1/ledgers/acme/entries?from=0', 'auth'],
    ['GET', '/v1/me', 'auth'],
    ['POST', '/v1/ledgers/acme/transactions?dryRun=true', 'auth'],
    ['POST', '/v1/ledgers/acme/transactions/bulk', 'auth'],
    ['POST', '/v1/ledgers/acme/holds/019a/captures', 'auth'],
    ['POST', '/v1/ledgers/acme/accounts', 'auth'],
    ['POST', '/v1/ledgers/acme/accounts/bank/freeze', 'admin-auth'],
    ['PATCH', '/v1/ledgers/acme/accounts/bank', 'admin-auth'],
    ['POST', '/v1/ledgers', 'admin-auth'],
    ['PUT', '/v1/ledgers/transactions/chart', 'admin-auth'],
    ['GET', '/v1/access/grants?ledger=acme', 'admin-auth'],
    ['POST', '/v1/access/principals/wallets/credentials', 'admin-auth'],
    ['POST', '/v1/subjects/alice/erase', 'admin-auth'],
    ['POST', '/v1/ledgers/acme/proposals/019a/approve', 'approver-auth'],
    ['POST', '/v1/ledgers/acme/proposals/019a/retract', 'auth'],
    ['PUT', '/v1/ledgers/acme/approval-rules', 'admin-auth'],
    ['POST', '/v1/ledgers/acme/rates', 'publisher-auth'],
    ['GET', '/v1/ledgers/acme/rates?base=USD', 'auth'],
    ['POST', '/v1/ledgers/acme/periods', 'accountant-auth'],
    ['POST', '/v1/ledgers/acme/periods/2026-11/reopen', 'accountant-auth'],
  ])('is that of the principal who may send the request: %s %s by %s', (method, path, file) => {
    const pick = headerFor({ auth: undefined, dataDir: folder });
    expect(pick(method, path)).toEqual({ file: join(folder, file), value: `Bearer of-${file}` });
  });

  it('is that of LEDGER_AUTH where it is set', () => {
    const auth = join(folder, 'approver-auth');
    expect(headerFor({ auth, dataDir: folder })('POST', '/v1/ledgers').file).toBe(auth);
  });
});
