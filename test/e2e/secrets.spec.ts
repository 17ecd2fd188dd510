import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { secretRing } from '@signers/secret-ring';
import { untilStatus } from '../support/access-desk';
import { ApiClient, topUp, type Receipt } from '../support/api';
import {
  canariesIn,
  canariesInFiles,
  canariesInTables,
  canaryBytes,
  canaryKey,
  canaryText,
  type Canary,
} from '../support/canary';
import { startServices, type Services, type StartedWorker } from '../support/services';
import { Provider } from '../support/tokens';

const provider = Provider.make();
const person = { subject: 'canary-subject', fields: { name: 'Kanarienvogel "K" Müller' } };
const everything = { LOG_LEVEL: 'trace' };

let services: Services;
let ledger: string;
let projector: StartedWorker;
let notary: StartedWorker;
/** Every answer that somebody got, headers and body, by what was asked. */
const answers: [asked: string, answer: string][] = [];
/** Of the one answer that has to have it. */
let secret: string;
let token: string;

/** A client that keeps what it is answered. */
class Recording extends ApiClient {
  override async fetch(method: string, path: string, init: RequestInit = {}): Promise<Response> {
    const response = await super.fetch(method, path, init);
    const headers = [...response.headers].map(([name, value]) => `${name}: ${value}`);
    answers.push([`${method} ${path}`, [...headers, await response.clone().text()].join('\n')]);
    return response;
  }
}

const by = (authorization: string | undefined) => new Recording(services.apiUrl, () => authorization);
const file = (...name: string[]) => join(services.dataDir, ...name);
const headerOf = (name: string) => readFileSync(file(name), 'utf8').replace('Authorization: ', '').trim();

beforeAll(async () => {
  services = await startServices({ withPersonal: true, withProjector: false, api: everything });
  projector = await services.startProjector(everything);
  notary = await services.startNotary(everything);
  const keys = file('provider.json');
  writeFileSync(keys, JSON.stringify(await provider.keys()));
  const { issuer, audience } = provider;
  const url = new URL(services.eventStore.url);
  url.username = 'ledger';
  url.password = 'canary-store-password';
  await services.restartApi('SIGTERM', {
    EVENTSTORE_URL: url.href,
    OIDC_ISSUER: issuer,
    OIDC_AUDIENCE: audience,
    OIDC_KEYS: `file:${keys}`,
  });
  await giveCredentials(issuer);
  await useThem();
});
afterAll(() => services?.stop());

async function giveCredentials(issuer: string): Promise<void> {
  const admin = by(headerOf('admin-auth'));
  const carl = { id: 'carl', kind: 'person', personal: [person] };
  await admin.accepted('/v1/access/principals', carl);
  await admin.post('/v1/access/principals', { ...carl, id: 'Carl' });
  await admin.post('/v1/access/principals', { ...carl, personal: [person, person] });
  await admin.accepted('/v1/access/grants', { principal: 'carl', role: 'auditor', ledger: '*' });
  const credentials = '/v1/access/principals/carl/credentials';
  // The one answer with a secret, which is not kept.
  const key = await services.api.post<Receipt>(credentials, { kind: 'key' }, { key: 'once' });
  secret = String(key.body['secret']);
  await admin.post(credentials, { kind: 'key' }, { key: 'once' });
  await admin.accepted(credentials, { kind: 'token', issuer, subject: 'carl@bank' });
  token = await provider.token('carl@bank', Date.now());
}

/** All that callers do right and wrong with what is secret. */
async function useThem(): Promise<void> {
  const poster = by(headerOf('auth'));
  ledger = await services.api.openLedger();
  const personal = [person];
  const posted = await poster.accepted(`${ledger}/transactions`, { ...topUp('ann'), personal });
  await poster.accepted(`${ledger}/holds`, { ...topUp('ann'), personal });
  const account = { path: 'customers:cy', type: 'liability', personal };
  await poster.accepted(`${ledger}/accounts`, account);
  const cy = `${ledger}/accounts/customers:cy`;
  const { seq } = (await poster.patch<Receipt>(cy, { personal })).body;
  expect((await poster.patch(cy, { personal: [person, person] })).status).toBe(400);
  for (const body of [
    { ...topUp('ann'), personal, postings: [] },
    { ...topUp('ann'), personal: [person, person] },
    { ...topUp('ann'), personal: [{ ...person, name: 'more' }] },
    JSON.stringify({ ...topUp('ann'), personal }).slice(0, -1),
  ])
    expect((await poster.post(`${ledger}/transactions`, body)).status).toBe(400);
  await poster.get(`${ledger}/transactions/${posted.id}?after=${seq}&wait=30s`);
  await poster.get(`${ledger}/transactions/${posted.id}?personal=true&reason=Why`);
  const broken = (text: string) => text.slice(0, -1) + (text.endsWith('A') ? 'B' : 'A');
  for (const good of [secret, token]) {
    expect((await by(`Bearer ${good}`).get('/v1/me')).status).toBe(200);
    for (const wrong of [`Basic ${good}`, `Bearer ${broken(good)}`, `Bearer ${good}, ${good}`])
      await by(wrong).get('/v1/me');
    await by(`Bearer ${good}`).get(`/v1/me?key=1`);
    await by(undefined).get(`/v1/ledgers`);
    await by(`Bearer ${good}`).post(`${ledger}/transactions`, topUp('ann'));
  }
  const auditor = by(headerOf('auth'));
  await untilStatus(auditor, `${ledger}/checkpoint`, (status) => status === 200);
  for (const path of [
    '/metrics',
    '/v1/access/principals',
    '/v1/access/principals/carl',
    '/v1/access/grants',
    '/v1/access/entries',
    '/v1/access/export',
  ])
    expect([path, (await auditor.get(path)).status]).toEqual([path, 200]);
  for (const path of [
    '/export',
    '/entries',
    '/accounts/customers:cy/export',
    '/transactions',
    '/holds',
    '/accounts',
  ])
    expect([path, (await auditor.get(ledger + path)).status]).toEqual([path, 200]);
  for (const { url } of [projector, notary])
    for (const path of ['/metrics', '/livez', '/readyz'])
      expect([path, (await new Recording(url).get(path)).status]).toEqual([path, 200]);
}

/** Each secret, with the files in which it has its place. */
function secrets(): [Canary, places: readonly string[]][] {
  const held = (name: string): [Canary, string[]] => [
    canaryText(name, headerOf(name).split('_').at(-1)!),
    [name],
  ];
  const bytes = (name: string, content: Uint8Array): [Canary, string[]] => [
    canaryBytes(name, content),
    [`keys/${name}`],
  ];
  const wrapping = Buffer.from(readFileSync(file('keys', 'personal.key'), 'latin1'), 'base64url');
  const signing = (name: string): [Canary, string[]] => [
    canaryKey(name, file('keys', name)),
    [`keys/${name}`],
  ];
  const nowhere = (name: string, text: string): [Canary, string[]] => [canaryText(name, text), []];
  return [
    ...['auth', 'admin-auth', 'approver-auth'].map(held),
    bytes('access.key', secretRing(file('keys', 'access.key'))[0]!),
    bytes('personal.key', wrapping),
    ...['root.pem', 'writer.pem', 'notary.pem'].map(signing),
    nowhere('an API key', secret.split('_').at(-1)!),
    nowhere('a token', token),
    nowhere('the signature of a token', token.split('.')[2]!),
    nowhere('the password of Postgres', new URL(services.databaseUrl).password),
    nowhere('the password of the event store', 'canary-store-password'),
    nowhere('personal text', person.fields.name),
    nowhere('a part of personal text', 'Kanarienvogel'),
    nowhere('the id of a person', person.subject),
  ];
}

it('secrets and personal text stand in their own places, and nowhere else on disk, in tables, answers or logs', async () => {
  const children = [services.apiProcess(), projector, notary];
  const { dataDir, eventStore, databaseUrl, personalDatabaseUrl } = services;
  // Its snapshots are written when it ends.
  await services.restartApi('SIGTERM', everything);
  for (const child of [projector, notary]) child.kill('SIGTERM');
  const logs = await Promise.all(children.map(async ({ exit }) => (await exit).stderr));
  const placed = secrets();
  const canaries = placed.map(([canary]) => canary);

  expect(logs.map((log) => log.length > 100)).toEqual([true, true, true]);
  expect(logs.map((log) => canariesIn(canaries, log))).toEqual([[], [], []]);
  expect(answers.length).toBeGreaterThan(30);
  expect(
    answers.filter(([, answer]) => canariesIn(canaries, answer).length > 0).map(([asked]) => asked),
  ).toEqual([]);
  expect(canariesInFiles(canaries, dataDir)).toEqual(
    placed.flatMap(([{ name }, places]) => places.map((place) => `${name}: ${place}`)).sort(),
  );
  expect(canariesInFiles(canaries, eventStore.dir)).toEqual([]);
  expect(await canariesInTables(canaries, databaseUrl)).toEqual([]);
  expect(await canariesInTables(canaries, personalDatabaseUrl)).toEqual([
    'the id of a person: personal.subject_keys',
  ]);
});
