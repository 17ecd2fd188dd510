import { apiSettings, cliSettings, notarySettings, SettingsRefused, startSettings } from './settings';

const here = {
  EVENTSTORE_URL: 'esdb://127.0.0.1:2113?tls=false',
  DATABASE_URL: 'postgres://u:secret@127.0.0.1/d',
};
const secure = {
  EVENTSTORE_URL: 'esdb://u:secret@a.example:2113,b.example:2113?nodePreference=leader',
  DATABASE_URL: 'postgres://u:secret@db.example/d?sslmode=verify-full&sslrootcert=/ca.pem',
};

function problemsOf(read: () => unknown): readonly string[] {
  try {
    read();
  } catch (cause) {
    if (cause instanceof SettingsRefused) return cause.problems;
    throw cause;
  }
  return [];
}
const ofApi = (env: Record<string, string>) => problemsOf(() => apiSettings({ ...here, ...env }));

describe('beyond this machine', () => {
  it('everything that is encrypted is accepted', () => {
    const served = { HOST: '0.0.0.0', TLS_CERT: '/c.pem', TLS_KEY: '/k.pem' };
    expect(ofApi({ ...secure, ...served })).toEqual([]);
  });

  it('a plain API is refused in a sentence that names the way out', () => {
    expect(ofApi({ HOST: '0.0.0.0' })).toEqual([
      'HOST is an address beyond this machine, and the API would be served without TLS: ' +
        'set TLS_CERT and TLS_KEY, or allow it with PLAIN_TEXT=api.',
    ]);
  });

  it.each([
    ['eventstore', 'EVENTSTORE_URL', 'esdb://a.example:2113?tls=false'],
    ['eventstore', 'EVENTSTORE_URL', 'esdb://a.example:2113?TLS=false'],
    ['eventstore', 'EVENTSTORE_URL', 'esdb+discover://a.example?tl_s=false&nodePreference=leader'],
    ['eventstore', 'EVENTSTORE_URL', 'esdb://127.0.0.1:2113,a.example:2113?tls=false'],
    ['eventstore', 'EVENTSTORE_URL', 'esdb://u:127.0.0.1@a.example:2113?tls=false'],
    ['postgres', 'DATABASE_URL', 'postgres://u:secret@db.example/d'],
    ['postgres', 'DATABASE_URL', 'postgres://u:secret@db.example/d?sslmode=require'],
    ['postgres', 'DATABASE_URL', 'postgres://u:secret@db.example/d?sslmode=verify-full&sslmode=disable'],
    ['postgres', 'DATABASE_URL', 'postgres://u:secret@127.0.0.1/d?host=db.example'],
    ['postgres', 'DATABASE_URL', 'postgres://u:secret@127.0.0.1.example/d'],
    ['postgres', 'DATABASE_URL', 'postgres://u:secret@10.1.2.3/d'],
  ])('a plain connection to %s is refused unless PLAIN_TEXT names it: %s=%s', (word, name, url) => {
    const [problem, ...others] = ofApi({ [name]: url });
    expect(problem).toContain(`PLAIN_TEXT=${word}`);
    expect(problem).toMatch(new RegExp(`^${name} connects to `));
    expect(problem).not.toContain('secret');
    expect(others).toEqual([]);
    expect(ofApi({ [name]: url, PLAIN_TEXT: `metrics,${word}` })).toEqual([]);
  });

  it.each([
    ['EVENTSTORE_URL', 'esdb://localhost:2113,127.0.0.2?tls=false'],
    ['DATABASE_URL', 'postgres://u@localhost/d'],
    ['DATABASE_URL', 'postgres://u@[::1]:5432/d'],
    ['DATABASE_URL', 'postgres://u@%2Fvar%2Frun%2Fpostgresql/d'],
    ['DATABASE_URL', 'postgres://u@any/d?host=/var/run/postgresql'],
    ['HOST', '::1'],
    ['HOST', 'localhost'],
  ])('lies nothing of %s=%s, which may be plain', (name, value) => {
    expect(ofApi({ [name]: value })).toEqual([]);
  });

  it('metrics are served where PLAIN_TEXT names them alone', () => {
    const read = (env: Record<string, string>) => problemsOf(() => notarySettings({ ...here, ...env }));
    expect(read({ METRICS_HOST: '10.0.0.1' })).toEqual([
      expect.stringMatching(/^METRICS_HOST is .* PLAIN_TEXT=metrics\.$/),
    ]);
    expect(read({ METRICS_HOST: '10.0.0.1', PLAIN_TEXT: 'metrics' })).toEqual([]);
  });

  it('metrics are served with a certificate, except those of a followed feed', () => {
    const served = { METRICS_HOST: '10.0.0.1', TLS_CERT: '/c.pem', TLS_KEY: '/k.pem' };
    expect(problemsOf(() => notarySettings({ ...here, ...served }))).toEqual([]);
    expect(problemsOf(() => startSettings(served))).toEqual([]);
    expect(problemsOf(() => cliSettings(served))).toEqual([expect.stringMatching(/^METRICS_HOST is /)]);
  });

  it('start and the commands keep the same rule', () => {
    const problems = problemsOf(() => startSettings({ HOST: '0.0.0.0', METRICS_HOST: '0.0.0.0' }));
    expect(problems.map((problem) => problem.split(' ')[0])).toEqual(['HOST', 'METRICS_HOST']);
    expect(problemsOf(() => cliSettings({ LEDGER_API_URL: 'http://api.example' }))).toEqual([
      expect.stringMatching(/^LEDGER_API_URL is the URL of an API on another machine, without TLS: /),
    ]);
    expect(problemsOf(() => cliSettings({ LEDGER_API_URL: 'https://api.example' }))).toEqual([]);
  });

  it('PLAIN_TEXT takes the words of its list alone', () => {
    expect(ofApi({ PLAIN_TEXT: 'api,everything' })).toEqual([
      expect.stringMatching(/^PLAIN_TEXT is .* one or more of api, metrics, eventstore, postgres, separated/),
    ]);
  });
});
