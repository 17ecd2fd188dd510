import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canariesIn, canaryText } from '../support/canary';
import { runNode } from '../support/child';

const password = 'canary-password';
const canary = canaryText('the password', password);
const closed = '127.0.0.1:1/ledger';

const programs = {
  'the API': ['apps/api/src/main.js'],
  'the projector': ['apps/projector/src/main.js'],
  'the notary': ['apps/notary/src/main.js'],
  doctor: ['apps/cli/src/main.js', 'doctor'],
  'personal rotate': ['apps/cli/src/main.js', 'personal', 'rotate'],
  verify: ['apps/cli/src/main.js', 'verify', '--ledger', 'acme'],
} as const;

const addresses = {
  'that nobody listens at': `postgres://ledger:${password}@${closed}`,
  'of another machine, in plain text': `postgres://ledger:${password}@db.example/ledger`,
  'of another kind': `mysql://ledger:${password}@${closed}`,
  'with a port that does not exist': `postgres://ledger:${password}@127.0.0.1:999999/ledger`,
  'with a percent sign that begins no character': `postgres://ledger:${password}%zz@${closed}`,
  'with a character that ends it early': `postgres://ledger:${password}#x@${closed}`,
  'with the password as a parameter': `postgres://ledger@${closed}?password=${password}`,
  'without the password, which PGPASSWORD has': `postgres://ledger@${closed}`,
};

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ledger-passwords-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each(Object.entries(programs))(
  '%s shows no password of Postgres',
  (_program, [program, ...words]) => {
    it.each(Object.entries(addresses))('by an address %s', async (_address, url) => {
      const { code, stdout, stderr } = await runNode([`dist/${program}`, ...words], {
        DATA_DIR: folder,
        DATABASE_URL: url,
        EVENTSTORE_URL: `esdb://ledger:${password}@127.0.0.1:1?tls=false`,
        LOG_LEVEL: 'trace',
        PERSONAL_DATABASE_URL: url,
        PGPASSWORD: password,
        PORT: '0',
      }).exit;
      expect(code).not.toBeNull();
      expect(stdout + stderr).not.toBe('');
      expect(canariesIn([canary], stdout + stderr)).toEqual([]);
    });
  },
);
