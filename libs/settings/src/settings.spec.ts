import {
  apiSettings,
  cliSettings,
  environmentFor,
  projectorSettings,
  SettingsRefused,
  startSettings,
  unknownVariables,
} from './settings';
import type { Variable } from './variable';
import { variables } from './variables';

const stores = {
  EVENTSTORE_URL: 'esdb://127.0.0.1:2113?tls=false',
  DATABASE_URL: 'postgres://u:secret@127.0.0.1/d',
};

const problemsOf = (read: () => unknown): readonly string[] => {
  try {
    read();
  } catch (cause) {
    if (cause instanceof SettingsRefused) return cause.problems;
    throw cause;
  }
  return [];
};

describe('settings', () => {
  it('need nothing to start on a fresh machine', () => {
    expect(startSettings({})).toMatchObject({ port: 3000, host: '127.0.0.1', origin: 'ledger.local' });
    expect(startSettings({}).eventStoreUrl).toBeUndefined();
  });

  it('keep keys and snapshots in the data folder unless another is given', () => {
    expect(apiSettings({ ...stores, DATA_DIR: '/srv/l', SNAPSHOTS_DIR: '/tmp/s' })).toMatchObject({
      dataDir: '/srv/l',
      keysDir: '/srv/l/keys',
      snapshotsDir: '/tmp/s',
    });
  });

  it('are frozen', () => {
    expect(Object.isFrozen(cliSettings({}))).toBe(true);
  });

  it('take an empty variable as one that is not set', () => {
    expect(startSettings({ PORT: '', HOST: ' ' })).toMatchObject({ port: 3000, host: '127.0.0.1' });
  });

  it('name every problem at once, each with its variable and its rule', () => {
    expect(problemsOf(() => projectorSettings({ METRICS_PORT: '70000', LOG_LEVEL: 'loud' }))).toEqual([
      expect.stringMatching(
        /^EVENTSTORE_URL is not set; it must be an address that begins with esdb:\/\/ or /,
      ),
      expect.stringMatching(
        /^DATABASE_URL is not set; it must be an address that begins with postgres:\/\/ or /,
      ),
      'METRICS_PORT is "70000"; it must be a port from 0 to 65535 (0 picks a free one).',
      expect.stringMatching(/^LOG_LEVEL is "loud"; it must be one of fatal, /),
    ]);
  });

  it.each([
    ['PORT', '-1'],
    ['PORT', '3000.5'],
    ['PORT', '0x50'],
    ['APPEND_LIMIT_BYTES', '1e6'],
    ['HOST', 'a b'],
    ['LEDGER_ORIGIN', 'Ledger.Example'],
    ['EVENTSTORE_URL', 'http://127.0.0.1:2113'],
    ['EVENTSTORE_URL', 'esdb://'],
    ['DATABASE_URL', 'mysql://127.0.0.1/d'],
    ['WRITER_KEY', 'writer.pem'],
    ['WRITER_KEY', 'file:/a,file:/b file'],
    ['ROOT_KEY', 'file:/a file:/b'],
    ['OIDC_ALGORITHMS', 'none'],
    ['OIDC_ALGORITHMS', 'RS256,HS256'],
    ['OIDC_KEYS', 'http://login.example/keys'],
    ['TRUSTED_PROXIES', '10.0.0.0/33'],
    ['TRUSTED_PROXIES', 'proxy.example'],
    ['PLAIN_TEXT', 'everything'],
  ])('refuse %s=%s', (name, value) => {
    expect(problemsOf(() => startSettings({ [name]: value }))).toEqual([expect.stringContaining(name)]);
  });

  it('take several keys for writer and notary, separated by blanks', () => {
    const keys = 'pkcs11:object=a?module-path=/p.so&pin-value=1 file:/b.pem';
    expect(startSettings({ WRITER_KEY: keys, NOTARY_KEY: 'awskms:alias/n' })).toMatchObject({
      rootKey: undefined,
      writerKey: keys,
      notaryKey: 'awskms:alias/n',
    });
  });

  it('never repeat the address of a key, which may hold a PIN', () => {
    const [problem] = problemsOf(() => startSettings({ ROOT_KEY: 'pkcs12:object=r?pin-value=4711' }));

    expect(problem).toMatch(/^ROOT_KEY must be the address of a key/);
    expect(problem).not.toContain('4711');
  });

  it.each([
    ['DATABASE_URL', 'mysql://root:secret@127.0.0.1/d'],
    ['EVENTSTORE_URL', 'esdb://ledger:secret@127.0.0.1:port'],
    ['EVENTSTORE_URL', 'esdb://ledger:secret@127.0.0.1?tlsVerifyCert=false'],
  ])('never repeat an address, which may hold a password: %s', (name, value) => {
    const [problem] = problemsOf(() => startSettings({ [name]: value }));

    expect(problem).toMatch(new RegExp(`^${name} must be an address`));
    expect(problem).not.toContain('secret');
  });

  it('refuse one port for two services', () => {
    expect(problemsOf(() => startSettings({ PORT: '4000', METRICS_PORT: '4000' }))).toEqual([
      'PORT and METRICS_PORT are both 4000; two services cannot share a port.',
    ]);
  });

  it.each([
    ['OIDC_ISSUER', { OIDC_ISSUER: 'https://login.example' }],
    ['OIDC_KEYS', { OIDC_KEYS: 'file:/keys.json', OIDC_AUDIENCE: 'ledger' }],
    ['TLS_CERT', { TLS_CERT: '/c.pem' }],
    ['TLS_KEY', { TLS_KEY: '/k.pem' }],
    ['TLS_CLIENT_CA', { TLS_CLIENT_CA: '/ca.pem' }],
  ])('refuse %s alone', (name, env) => {
    expect(problemsOf(() => apiSettings({ ...stores, ...env }))).toEqual([expect.stringContaining(name)]);
  });

  it.each(['/data/s', '/data/s/keys'])('refuse keys in %s, below the snapshots in /data/s', (keys) => {
    expect(problemsOf(() => startSettings({ KEYS_DIR: keys, SNAPSHOTS_DIR: '/data/s' }))).toEqual([
      expect.stringContaining('KEYS_DIR lies in SNAPSHOTS_DIR'),
    ]);
  });

  it('name a misspelt name', () => {
    expect(unknownVariables({ LEDGER_ORIGN: 'x', LEDGER_ORIGIN: 'x', PATH: '/bin' })).toEqual([
      'LEDGER_ORIGN is not a setting of the ledger and is ignored.',
    ]);
  });

  it('reach a child process as they are, and only those it reads', () => {
    const settings = apiSettings({
      ...stores,
      PORT: '4001',
      EXIT_WITH_PARENT: '1',
      PLAIN_TEXT: 'postgres, api',
    });

    const env = environmentFor('api', settings, { PATH: '/bin', PORT: '9', METRICS_PORT: '9' });

    expect(env).toMatchObject({ PATH: '/bin', PORT: '4001', EXIT_WITH_PARENT: '1' });
    expect(env).not.toHaveProperty('METRICS_PORT');
    expect(apiSettings(env)).toEqual(settings);
  });

  it('have defaults that keep their own rules', () => {
    for (const row of Object.values<Variable>(variables)) {
      if (row.default !== undefined) expect(row.kind.parse(row.default)).toBeDefined();
    }
  });
});
