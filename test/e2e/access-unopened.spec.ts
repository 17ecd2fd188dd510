import { join } from 'node:path';
import { apiKeyText } from '@access/edge/api-key';
import { headerIn } from '../../apps/cli/src/access/header-file';
import { freshApiKey } from '../../apps/cli/src/access/own-access';
import { untilStatus } from '../support/access-desk';
import { ApiClient, type Problem } from '../support/api';
import { runAlone } from '../support/ledger-command';
import { startServices, type Services } from '../support/services';

let services: Services;

beforeAll(async () => {
  services = await startServices({ withAccess: false, withProjector: false });
});
afterAll(() => services?.stop());

const opening = { id: 'acme', name: 'Acme' };
const asked = (authorization?: string) => new ApiClient(services.apiUrl, () => authorization);

describe('an API whose access journal is not opened', () => {
  it('shows its documentation and that it lives', async () => {
    expect((await asked().get('/livez')).status).toBe(200);
    expect((await asked().get('/docs')).status).toBe(200);
  });

  it('serves nobody else, with or without a credential', async () => {
    const key = `Bearer ${apiKeyText(freshApiKey())}`;
    for (const path of ['/v1/ledgers', '/v1/me', '/v1/access/principals', '/metrics']) {
      const { body, status } = await asked().get<Problem>(path);
      expect([path, status, body.code]).toEqual([path, 401, 'CredentialMissing']);
    }
    const { body, status } = await asked(key).post<Problem>('/v1/ledgers', opening);
    expect([status, body.code]).toEqual([503, 'AccessNotKnown']);
    expect(body.detail).toContain('`npx ledger access open`');
  });

  it('serves the first administrator from the moment at which the root key names one', async () => {
    const { apiUrl, dataDir, eventStore } = services;
    const file = join(dataDir, 'admin-auth');
    const env = { LEDGER_API_URL: apiUrl, EVENTSTORE_URL: eventStore.url, DATA_DIR: dataDir };
    expect(await runAlone(env, 'access', 'open', '--admin', 'chief', '--file', file)).toEqual({
      code: 0,
      stdout: `chief is an administrator. The header is in ${file}.`,
      stderr: '',
    });
    const chief = asked(headerIn(file).value);
    // The API follows the access journal within a moment.
    await untilStatus(chief, '/v1/me', (status) => status === 200);
    expect((await chief.post('/v1/ledgers', opening)).status).toBe(201);
  });
});
