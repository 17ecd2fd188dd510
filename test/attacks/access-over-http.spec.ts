import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { accessJournalId } from '@access/access-book';
import { apiKeyText, newApiKey, parseApiKey, type ApiKey } from '@access/edge/api-key';
import { readEntry, type Entry } from '@entries/entry';
import type { LedgerEvent } from '@ledger/ledger';
import { connectEventStore } from '@streams/eventstore-stream';
import { journalOf, type Stream } from '@streams/stream';
import { AccessDesk, CredentialClient, untilStatus } from '../support/access-desk';
import { topUp, type ApiAnswer, type Problem, type Receipt } from '../support/api';
import { Intruder } from '../support/intruder';
import { startServices, type Services } from '../support/services';

let services: Services;
let desk: AccessDesk;
let stream: Stream;
let ledger: string;

beforeAll(async () => {
  services = await startServices({ withPersonal: true });
  ledger = await services.api.openLedger();
  desk = await AccessDesk.opened(services);
  stream = connectEventStore(services.eventStore.url);
});
afterAll(async () => {
  await stream?.close();
  await desk?.close();
  await services?.stop();
});

const codeOf = ({ status, body }: ApiAnswer<unknown>) => [status, (body as Problem).code];
const id = () => ledger.split('/').at(-1)!;

describe('an API key', () => {
  it.each<[string, (good: ApiKey, other: ApiKey) => ApiKey]>([
    ['with one character of its secret changed', (good) => ({ ...good, secret: nextLast(good.secret) })],
    ['with one character of its id changed', (good) => ({ ...good, id: nextLast(good.id) })],
    ['with the secret of another', (good, { secret }) => ({ ...good, secret })],
  ])('%s, and its checksum right, gets the bytes that a key nobody has gets', async (_, change) => {
    const [one, other] = [await desk.caller(`k${randomUUID()}`), await desk.caller(`k${randomUUID()}`)].map(
      keyOf,
    );
    const by = (key: ApiKey) =>
      new CredentialClient(services.apiUrl, `Bearer ${apiKeyText(key)}`).get(ledger);
    const answer = await by(change(one!, other!));
    expect(codeOf(answer)).toEqual([401, 'CredentialInvalid']);
    expect(answer.text).toBe((await by(newApiKey((size) => new Uint8Array(size)))).text);
  });
});

function keyOf({ authorization }: CredentialClient): ApiKey {
  return parseApiKey(authorization!.replace('Bearer ', ''))!;
}

function nextLast(text: string): string {
  return text.slice(0, -1) + (text.endsWith('a') ? 'b' : 'a');
}

describe('an administrator', () => {
  it('grants nothing to himself by way of a service, whoever made it an administrator', async () => {
    const eve = await desk.caller('eve', { grants: [{ role: 'admin' }] });
    const robot = await desk.caller('robot', { owner: 'eve', grants: [{ role: 'admin' }] });
    const grant = (by: CredentialClient, principal: string) =>
      by.post('/v1/access/grants', { principal, role: 'auditor', ledger: '*' });
    for (const [by, principal] of [
      [eve, 'eve'],
      [eve, 'robot'],
      [robot, 'eve'],
      [robot, 'robot'],
    ] as const)
      expect(codeOf(await grant(by, principal))).toEqual([403, 'GrantToOneself']);
    const own = { id: 'own', kind: 'service', owner: 'eve' };
    expect((await robot.post('/v1/access/principals', own)).status).toBe(201);
    expect(codeOf(await grant(robot, 'own'))).toEqual([403, 'GrantToOneself']);
    expect(
      codeOf(await eve.post('/v1/access/grants', { principal: 'own', role: 'poster', ledger: '*' })),
    ).toEqual([403, 'GrantToOneself']);
  });
});

describe('a retry', () => {
  it('of what was permitted once is refused as anything else once the grant is revoked', async () => {
    const lea = await desk.caller('lea');
    const grant = await desk.grant('lea', { role: 'poster', ledger: id() });
    await untilStatus(lea, ledger, (status) => status === 200);
    const again = () => lea.post(`${ledger}/transactions`, topUp('ann'), { key: 'of-lea' });
    const first = await again();
    expect([first.status, (await again()).text]).toEqual([201, first.text]);
    await desk.submit({ type: 'RevokeGrant', grant, reason: 'Left' });
    await untilStatus(lea, ledger, (status) => status === 404);
    expect(codeOf(await again())).toEqual([404, 'LedgerNotFound']);
  });
});

describe('personal text', () => {
  it('whose cipher was moved to another entry, by somebody with the writer key, is shown to nobody', async () => {
    const personal = [{ subject: 'person-1', fields: { name: 'Kanarienvogel' } }];
    const posted = await services.api.accepted(`${ledger}/transactions`, { ...topUp('ann'), personal });
    const intruder = new Intruder(stream, id(), join(services.dataDir, 'keys'));
    const original = await entryAt(Number(posted.seq));
    const idem = 'of-mallory';
    await intruder.append({ body: original.body, idem }, intruder.writer);
    const seq = Number(posted.seq) + 1;
    const moved = await entryAt(seq);
    const reader = await desk.caller('reader', {
      grants: [
        { role: 'auditor', personal: true, expiresAt: new Date(Date.now() + 86_400_000).toISOString() },
      ],
    });
    const read = (which: string) =>
      reader.get(`${ledger}/transactions/${which}?personal=true&reason=Why&after=${seq}&wait=30s`);
    expect((await read(original.id)).text).toContain('Kanarienvogel');
    const answer = await read(moved.id);
    expect(answer.body).toMatchObject({ transaction: { personal: [{ unreadable: true }] } });
    expect(answer.text).not.toContain('Kanarienvogel');
  });
});

async function entryAt(seq: number): Promise<Entry> {
  for await (const { data } of stream.read(journalOf(id()), seq)) return readEntry<LedgerEvent>(data);
  throw new Error(`the journal has no entry ${seq}`);
}

describe('a grant that somebody puts into the event store without a seal', () => {
  it('permits nothing, and nothing is changed on top of it', async () => {
    const mallory = await desk.caller('mallory');
    const root = await desk.caller('root', { grants: [{ role: 'admin' }] });
    const intruder = new Intruder(stream, accessJournalId, join(services.dataDir, 'keys'));
    await intruder.append({
      type: 'GrantMade',
      body: { ledger: '*', principal: 'mallory', role: 'auditor' },
    });
    const change = await root.post<Receipt>('/v1/access/principals', { id: 'newcomer', kind: 'person' });
    expect(codeOf(change)).toEqual([503, 'JournalNotTrusted']);
    expect(codeOf(await mallory.get('/v1/access/principals'))).toEqual([403, 'NotPermitted']);
    expect(codeOf(await mallory.get(ledger))).toEqual([404, 'LedgerNotFound']);
  });
});
