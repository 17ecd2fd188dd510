import { AccessDesk, type CredentialClient } from '../support/access-desk';
import { topUp, type Problem } from '../support/api';
import { databaseClient } from '../support/database-client';
import { startServices, type Services } from '../support/services';

let services: Services;
let desk: AccessDesk;
let reader: CredentialClient;
let officer: CredentialClient;
let operator: CredentialClient;

beforeAll(async () => {
  services = await startServices({ withPersonal: true });
  desk = await AccessDesk.opened(services);
  const expiresAt = new Date(Date.now() + 89 * 24 * 3_600_000).toISOString();
  reader = await desk.caller('reader', { grants: [{ role: 'auditor', personal: true, expiresAt }] });
  officer = await desk.caller('officer', { grants: [{ role: 'admin' }] });
  operator = await desk.caller('operator', { grants: [{ role: 'operator' }] });
});

afterAll(async () => {
  await desk?.close();
  await services?.stop();
});

const about = (subject: string) => ({ subject, fields: { name: `${subject} Example` } });

/** Changes one byte of the wrapped key of a subject. The API has to be started again: it may have cached the key. */
async function damage(subject: string): Promise<void> {
  const client = databaseClient(services.personalDatabaseUrl);
  await client.connect();
  const { rowCount } = await client.query(
    `update personal.subject_keys set wrapped = set_byte(wrapped, 20, get_byte(wrapped, 20) # 1) where subject = $1`,
    [subject],
  );
  await client.end();
  expect(rowCount).toBe(1);
  await services.restartApi('SIGTERM');
}

async function unreadableCount(): Promise<number> {
  const { text } = await operator.send('GET', '/metrics', {});
  return Number(/^ledger_personal_text_unreadable_total (\d+)$/m.exec(text)?.[1]);
}

describe('where the row of the key of a person is damaged', () => {
  it('reads show that text as unreadable and all other text, writes about the person are refused, and operators can see it', async () => {
    const { api } = services;
    const ledger = await api.openLedger();
    const path = `${ledger}/transactions`;
    const first = { ...topUp('ann'), personal: [about('good'), about('damaged')] };
    const { id, seq } = await api.accepted(path, first, { key: 'first' });
    await damage('damaged');

    const query = `after=${seq}&personal=true&reason=x`;
    const read = () => reader.get<{ transaction: { personal: object[] } }>(`${path}/${id}?${query}`);
    const key = expect.stringMatching(/^[0-9a-f]{16}$/) as string;
    const { status, body } = await read();
    expect([status, body.transaction.personal]).toEqual([
      200,
      [
        { key, ...about('good') },
        { key, unreadable: true },
      ],
    ]);
    expect(await unreadableCount()).toBe(1);

    const retry = () => api.post<Problem>(path, first, { key: 'first' });
    const refused = await retry();
    expect([refused.status, refused.body.code, refused.body['key']]).toEqual([
      503,
      'SubjectKeyUnreadable',
      key,
    ]);
    expect(refused.text).not.toContain('damaged Example');
    const bulk = await api.post<{ items: { receipt?: object; problem?: Problem }[] }>(`${path}/bulk`, {
      atomic: false,
      items: [about('damaged'), about('good')].map((text, i) => ({
        idempotencyKey: `bulk-${i}`,
        ...topUp('ann'),
        personal: [text],
      })),
    });
    expect(bulk.body.items.map(({ problem }) => problem?.code)).toEqual(['SubjectKeyUnreadable', undefined]);

    const erased = await officer.post('/v1/subjects/damaged/erase', { reason: 'Its key is lost' });
    expect(erased.status).toBe(201);
    expect((await read()).body.transaction.personal[1]).toEqual({ key, erased: true });
    const answered = await retry();
    expect([answered.status, answered.body['seq']]).toEqual([201, seq]);
    await api.accepted(path, { ...topUp('ann'), personal: [about('damaged')] });
  });
});
