import { AccessDesk, CredentialClient } from '../support/access-desk';
import { topUp, type ApiClient } from '../support/api';
import { databaseClient } from '../support/database-client';
import { startServices, type Services } from '../support/services';
import { until } from '../support/started';

/** Of the two processes of the API: here somebody erases, elsewhere somebody has just read. */
let services: Services;
let desk: AccessDesk;
let elsewhere: ApiClient;
let reader: CredentialClient;
let readerElsewhere: CredentialClient;

beforeAll(async () => {
  services = await startServices({ withPersonal: true });
  desk = await AccessDesk.opened(services);
  elsewhere = await services.startAnotherApi();
  const expiresAt = new Date(Date.now() + 89 * 24 * 3_600_000).toISOString();
  reader = await desk.caller('reader', { grants: [{ role: 'auditor', personal: true, expiresAt }] });
  readerElsewhere = new CredentialClient(elsewhere.url, reader.authorization);
});
afterAll(async () => {
  await desk?.close();
  await services?.stop();
});

interface KeyRow {
  readonly subject: string;
  readonly key: string;
  readonly wrapped: Buffer;
  readonly data_key: string;
}

async function keyRows(sql: string, values: readonly unknown[]): Promise<KeyRow[]> {
  const client = databaseClient(services.personalDatabaseUrl);
  await client.connect();
  try {
    return (await client.query<KeyRow>(sql, [...values])).rows;
  } finally {
    await client.end();
  }
}

const rowsOf = (subject: string) =>
  keyRows('select * from personal.subject_keys where subject = $1', [subject]);

it('a process that has the key in memory forgets it when another one erases, and takes it from no backup', async () => {
  const { api } = services;
  const ledger = await api.openLedger();
  const personal = [{ subject: 'ann', fields: { name: 'Ann Canary' } }];
  const { id, seq } = await api.accepted(`${ledger}/transactions`, { ...topUp('ann'), personal });
  const read = async (by: ApiClient) => {
    const path = `${ledger}/transactions/${id}?after=${seq}&personal=true&reason=Check`;
    const { body } = await by.get<{ transaction?: { personal: object[] } }>(path);
    return body.transaction?.personal;
  };
  const [row] = await rowsOf('ann');
  const key = row!.key;
  const [shown, erased] = [[{ key, ...personal[0] }], [{ key, erased: true }]];
  await until(async () => (await readerElsewhere.get('/v1/me')).status === 200);
  expect([await read(reader), await read(readerElsewhere)]).toEqual([shown, shown]);

  await api.accepted('/v1/subjects/ann/erase', { reason: 'Asked for it' });
  expect(await read(reader)).toEqual(erased);
  // It may show the text until it has seen the entry, and nothing else.
  await until(async () => {
    const found = await read(readerElsewhere);
    expect([shown, erased]).toContainEqual(found);
    return JSON.stringify(found) === JSON.stringify(erased);
  });

  await until(async () => (await rowsOf('ann')).length === 0);
  const { subject, wrapped, data_key } = row!;
  await keyRows(
    'insert into personal.subject_keys (subject, key, wrapped, data_key) values ($1, $2, $3, $4)',
    [...[subject, key, wrapped, data_key]],
  );
  expect([await read(reader), await read(readerElsewhere)]).toEqual([erased, erased]);
  const again = await elsewhere.accepted(`${ledger}/transactions`, { ...topUp('ann'), personal });
  const { body } = await elsewhere.get<{ transaction: { personal: { key: string }[] } }>(
    `${ledger}/transactions/${again.id}?after=${again.seq}`,
  );
  expect(body.transaction.personal).toEqual([{ key: expect.not.stringContaining(key) as string }]);
});
