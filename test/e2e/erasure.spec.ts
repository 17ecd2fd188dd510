import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { databaseClient } from '../support/database-client';
import { AccessDesk, type CredentialClient } from '../support/access-desk';
import { topUp, type Problem } from '../support/api';
import { runAlone, runCommand } from '../support/ledger-command';
import { startServices, type Services } from '../support/services';

let services: Services;
let desk: AccessDesk;
let officer: CredentialClient;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ledger-erasure-'));
  services = await startServices({ withPersonal: true });
  await services.startNotary();
  desk = await AccessDesk.opened(services);
  officer = await desk.caller('officer', { grants: [{ role: 'admin' }] });
});

afterAll(async () => {
  await desk?.close();
  await services?.stop();
  rmSync(folder, { recursive: true, force: true });
});

interface Text {
  readonly key: string;
  readonly erased?: true;
  readonly subject?: string;
  readonly fields?: Readonly<Record<string, string>>;
}

/** Rows go right after the answer; no process uses the key from then on. */
async function untilDeleted(key: string): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    const rows = await keyTable('select 1 from personal.subject_keys where key = $1', key);
    if (rows.length === 0) return;
    await delay(50);
  }
  throw new Error(`the row of the key ${key} is still there`);
}

let people = 0;

/** Somebody new, in a transaction, a hold and an account. */
async function somebody() {
  const { api } = services;
  people += 1;
  const subject = `person-${people}`;
  const fields = { name: `Kanarienvogel ${people}` };
  const personal = [{ subject, fields }];
  const ledger = await api.openLedger();
  const wallet = `customers:p${people}`;
  const posted = await api.accepted(`${ledger}/transactions`, { ...topUp('ann'), personal }, { key: 'post' });
  const hold = await api.accepted(`${ledger}/holds`, { ...topUp('ann'), personal });
  const { seq } = await api.accepted(`${ledger}/accounts`, { path: wallet, type: 'liability', personal });
  const paths = [`transactions/${posted.id}`, `holds/${hold.id}`, `accounts/${wallet}`].map(
    (path) => `${ledger}/${path}`,
  );
  return { subject, fields, personal, ledger, posted, paths, seq };
}

async function textIn(client: Pick<CredentialClient, 'get'>, path: string, query: string) {
  const { status, body } = await client.get<{
    personal?: Text[];
    transaction?: { personal?: Text[] };
    hold?: { personal?: Text[] };
    code?: string;
  }>(`${path}?${query}`);
  return { status, code: body.code, personal: (body.transaction ?? body.hold ?? body).personal };
}

const inNinetyDays = () => new Date(Date.now() + 89 * 24 * 3_600_000).toISOString();

interface AccessEntry {
  readonly actor: object;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Entries of the access journal. */
async function accessEntries(): Promise<AccessEntry[]> {
  const { EventStoreDBClient } = await import('@eventstore/db-client');
  const store = EventStoreDBClient.connectionString(services.eventStore.url);
  const entries: AccessEntry[] = [];
  for await (const { event } of store.readStream('journal-_access')) {
    entries.push(event!.data as unknown as AccessEntry);
  }
  await store.dispose();
  return entries;
}

async function keyTable<Row extends object>(sql: string, ...values: unknown[]): Promise<Row[]> {
  const client = databaseClient(services.personalDatabaseUrl);
  await client.connect();
  try {
    return (await client.query<Row>(sql, values)).rows;
  } finally {
    await client.end();
  }
}

describe('reading personal text', () => {
  it('shows it to who has a grant with `personal`, and the access journal says who read what, and why', async () => {
    const { fields, ledger, paths, seq, subject } = await somebody();
    const id = ledger.slice('/v1/ledgers/'.length);
    const name = `reader-${people}`;
    const reader = await desk.caller(name, {
      grants: [
        { role: 'poster', ledger: id },
        { role: 'auditor', ledger: id, personal: true, expiresAt: inNinetyDays() },
      ],
    });
    for (const path of paths) {
      const read = await textIn(reader, path, `after=${seq}&personal=true&reason=Case%204711`);
      expect(read).toMatchObject({ status: 200, personal: [{ subject, fields }] });
    }
    const reads = (await accessEntries()).filter(
      ({ body }) => body['ledger'] === id && body['what'] === 'personal',
    );
    expect(reads).toHaveLength(3);
    for (const { actor, body } of reads) {
      expect(actor).toMatchObject({ sub: name, grant: expect.any(String) as string });
      expect(body).toMatchObject({ reason: 'Case 4711', account: expect.any(String) as string });
      expect(JSON.stringify(body)).not.toContain('Kanarienvogel');
    }
  });

  it('is refused without such a grant, without a reason, and without being recorded', async () => {
    const { ledger, paths, seq } = await somebody();
    const id = ledger.slice('/v1/ledgers/'.length);
    const before = (await accessEntries()).length;
    const poster = await desk.caller(`plain-${people}`, { grants: [{ role: 'poster', ledger: id }] });
    const made = (await accessEntries()).length - before;
    for (const path of paths) {
      expect(await textIn(poster, path, `after=${seq}&personal=true&reason=x`)).toMatchObject({
        status: 403,
        code: 'OutOfScope',
      });
      expect(await textIn(poster, path, `personal=true`)).toMatchObject({
        status: 400,
        code: 'RequestMalformed',
      });
      expect((await textIn(poster, path, `after=${seq}`)).personal).toEqual([
        { key: expect.any(String) as string },
      ]);
    }
    expect((await accessEntries()).length - before).toBe(made);
  });
});

describe('erasing a subject', () => {
  it('leaves entries, receipts and proofs as they are, and the text to nobody', async () => {
    const { ledger, paths, personal, posted, seq, subject } = await somebody();
    const id = ledger.slice('/v1/ledgers/'.length);
    const { api } = services;
    for (const path of paths) await textIn(api, path, `after=${seq}`);
    const list = await officer.get<{ items: object[]; next: null }>(`/v1/subjects/${subject}/entries`);
    expect(list.body.items).toHaveLength(3);
    expect(list.body.items).toContainEqual({
      ledger: id,
      seq: posted.seq,
      what: 'transaction',
      id: posted.id,
      key: expect.any(String) as string,
    });
    const { body: keys } = await api.get<{ root: string }>(`${ledger}/keys`);
    const out = join(folder, id);
    while ((await api.get(`${ledger}/entries/${seq}/proof`)).status !== 200) await delay(50);
    expect((await runCommand(services, 'export', '--ledger', id, '--out', out)).code).toBe(0);
    const verify = () => runAlone({}, 'verify', '--export', out, '--root-key', keys.root, '--json');
    const before = await verify();
    expect([before.code, before.stdout]).toEqual([0, expect.stringMatching(/"verdict":"ok"/)]);

    const [{ key }] = list.body.items as [{ key: string }];
    const erased = await officer.post(`/v1/subjects/${subject}/erase`, { reason: 'Request' });
    expect([erased.status, erased.body.ledger]).toEqual([201, '_access']);

    const reader = await desk.caller(`late-${people}`, {
      grants: [
        { role: 'poster', ledger: id },
        { role: 'auditor', ledger: id, personal: true, expiresAt: inNinetyDays() },
      ],
    });
    for (const path of paths) {
      expect((await textIn(api, path, '')).personal).toEqual([{ key, erased: true }]);
      expect((await textIn(reader, path, 'personal=true&reason=x')).personal).toEqual([
        { key, erased: true },
      ]);
    }
    await untilDeleted(key);
    const again = await officer.post<Problem>(`/v1/subjects/${subject}/erase`, { reason: 'Request' });
    expect([again.status, again.body.code]).toEqual([404, 'SubjectNotFound']);

    // What was exported before, and the journal as it is, verify; a retry of the first request gets its receipt.
    const after = await verify();
    expect([after.code, after.stdout]).toEqual([0, expect.stringMatching(/"verdict":"ok"/)]);
    const retry = await api.post(`${ledger}/transactions`, { ...topUp('ann'), personal }, { key: 'post' });
    expect([retry.status, retry.body.seq]).toEqual([201, posted.seq]);
  });

  it('is for administrators alone', async () => {
    const { ledger, subject } = await somebody();
    const poster = await desk.caller(`no-admin-${people}`, {
      grants: [{ role: 'poster', ledger: ledger.slice('/v1/ledgers/'.length) }],
    });
    const answer = await poster.post<Problem>(`/v1/subjects/${subject}/erase`, { reason: 'x' });
    expect([answer.status, answer.body.code]).toEqual([403, 'NotPermitted']);
    expect((await poster.get(`/v1/subjects/${subject}/entries`)).status).toBe(403);
  });

  it('is repeated by a start: a table from a backup revives nothing', async () => {
    const { paths, seq, subject } = await somebody();
    const [row] = await keyTable<{ key: string; wrapped: Buffer; data_key: string }>(
      'select * from personal.subject_keys where subject = $1',
      subject,
    );
    await officer.post(`/v1/subjects/${subject}/erase`, { reason: 'Request' });
    await untilDeleted(row!.key);
    await keyTable(
      'insert into personal.subject_keys (subject, key, wrapped, data_key) values ($1, $2, $3, $4)',
      ...[subject, row!.key, row!.wrapped, row!.data_key],
    );
    await services.restartApi('SIGKILL');
    expect((await textIn(services.api, paths[0]!, `after=${seq}`)).personal).toEqual([
      { key: row!.key, erased: true },
    ]);
    await untilDeleted(row!.key);
  });
});

describe('the wrapping key', () => {
  it('is replaced by two commands; the old one is then needed by nobody', async () => {
    const { fields, ledger, paths, seq } = await somebody();
    const id = ledger.slice('/v1/ledgers/'.length);
    const reader = await desk.caller(`reader-${people}`, {
      grants: [{ role: 'poster', ledger: id, personal: true, expiresAt: inNinetyDays() }],
    });
    const [old, next] = [join(services.dataDir, 'keys/personal.key'), join(folder, 'next.key')];
    const made = await runAlone({}, 'personal', 'new-key', '--file', next);
    expect([made.code, made.stdout]).toEqual([0, expect.stringMatching(/^file:[0-9a-f]{16}$/)]);
    const both = `file:${next} file:${old}`;
    await services.restartApi('SIGTERM', { PERSONAL_KEY: both });
    const env = { PERSONAL_DATABASE_URL: services.personalDatabaseUrl, PERSONAL_KEY: both };
    const { code, stdout } = await runAlone(env, 'personal', 'rotate', '--json');
    expect([code, JSON.parse(stdout)]).toEqual([
      0,
      { keys: expect.any(Number), damaged: [], wrappedBy: made.stdout },
    ]);

    await services.restartApi('SIGTERM', { PERSONAL_KEY: `file:${next}` });
    const read = await textIn(reader, paths[0]!, `after=${seq}&personal=true&reason=x`);
    expect(read.personal).toMatchObject([{ fields }]);
    const wrong = await runAlone({ ...env, PERSONAL_KEY: `file:${old}` }, 'personal', 'rotate');
    expect([wrong.code, wrong.stderr]).toEqual([
      1,
      expect.stringMatching(/were wrapped by file:.*; name that key in PERSONAL_KEY/),
    ]);
  });
});

describe('under dual control', () => {
  it('a second administrator approves an erasure, and the text is gone then', async () => {
    const second = await desk.caller('second-admin', { grants: [{ role: 'admin' }] });
    const { paths, seq, subject } = await somebody();
    expect((await officer.put('/v1/access/dual-control', { on: true })).status).toBe(201);
    const erase = `/v1/subjects/${subject}/erase`;
    const refused = await officer.post<Problem>(erase, { reason: 'Request' });
    expect([refused.status, refused.body.code]).toEqual([422, 'ApprovalRequired']);

    const made = await officer.post<{ proposal: { id: string; hash: string } }>(`${erase}?propose=true`, {
      reason: 'Request',
    });
    expect(made.status).toBe(202);
    const before = await textIn(services.api, paths[0]!, `after=${seq}`);
    expect(before.personal).toEqual([{ key: expect.any(String) as string }]);
    const { id, hash } = made.body.proposal;
    expect((await second.post(`/v1/access/proposals/${id}/approve`, { hash })).status).toBe(201);
    const [{ key }] = before.personal as [{ key: string }];
    expect((await textIn(services.api, paths[0]!, '')).personal).toEqual([{ key, erased: true }]);
    await untilDeleted(key);
  });
});
