import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AccessDesk, type CredentialClient } from '../support/access-desk';
import type { Problem } from '../support/api';
import { startCommand } from '../support/ledger-command';
import { startServices, type Services } from '../support/services';

let services: Services;
let desk: AccessDesk;
let admin: CredentialClient;
let reader: CredentialClient;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ledger-principal-text-'));
  services = await startServices({ withPersonal: true });
  desk = await AccessDesk.opened(services);
  admin = await desk.caller('chief', { grants: [{ role: 'admin' }] });
  const expiresAt = new Date(Date.now() + 89 * 24 * 3_600_000).toISOString();
  reader = await desk.caller('reader', { grants: [{ role: 'auditor', personal: true, expiresAt }] });
});
afterAll(async () => {
  await desk?.close();
  await services?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const principals = '/v1/access/principals';
const fields = { name: 'Nina Canary', email: 'nina@example.com' };
const textOf = (subject: string) => [{ subject, fields }];
const key = expect.stringMatching(/^[0-9a-f]{16}$/) as string;

interface Shown {
  readonly principal: string;
  readonly personal?: readonly { readonly key: string }[];
}

/** Adds a person with text about him, and waits for the entry that says so. */
async function added(id: string): Promise<{ readonly id: string; readonly seq: string }> {
  const { seq } = await admin.accepted(principals, { id, kind: 'person', personal: textOf(`staff-${id}`) });
  return { id, seq };
}

const read = (id: string, query = '', by = reader) => by.get<Shown & Problem>(`${principals}/${id}${query}`);
const entryAt = async (seq: string) =>
  (await reader.get<{ entry: object }>(`/v1/access/entries/${seq}`)).body.entry;

describe('personal text of a principal', () => {
  it('is kept as a cipher, shown by its key, and read by whom a grant with personal permits, with a record', async () => {
    const { id, seq } = await added('nina');
    expect(await entryAt(seq)).toMatchObject({
      type: 'PrincipalAdded',
      body: { kind: 'person', principal: 'nina', personal: [{ cipher: expect.any(String) as string, key }] },
    });
    expect((await read(id)).body).toMatchObject({ principal: 'nina', personal: [{ key }], grants: [] });
    const { body } = await read(id, '?personal=true&reason=Check');
    expect(body.personal).toEqual([{ key, subject: 'staff-nina', fields }]);
    const { text } = await reader.get('/v1/access/entries?from=0');
    const last = JSON.parse(text.trim().split('\n').at(-1)!) as { entry: { type: string; body: object } };
    expect(last.entry).toMatchObject({
      type: 'ReadRecorded',
      actor: { sub: 'reader' },
      body: { ledger: '_access', principal: 'nina', reason: 'Check', what: 'personal' },
    });
  });

  it('is refused without a reason, without such a grant, and of who is not there', async () => {
    const { id } = await added('nora');
    expect((await read(id, '?personal=true')).body.code).toBe('RequestMalformed');
    const refused = await read(id, '?personal=true&reason=Check', admin);
    expect([refused.status, refused.body.code]).toEqual([403, 'OutOfScope']);
    const ledger = (await services.api.openLedger()).slice('/v1/ledgers/'.length);
    const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
    const narrow = await desk.caller('narrow', {
      grants: [{ role: 'auditor' }, { role: 'auditor', ledger, personal: true, expiresAt }],
    });
    expect((await read(id, '?personal=true&reason=Check', narrow)).body.code).toBe('OutOfScope');
    expect((await read('nobody')).body.code).toBe('PrincipalNotFound');
  });

  it('is compared on a retry, though no hash of it is kept', async () => {
    const body = { id: 'olaf', kind: 'person', personal: textOf('staff-olaf') };
    const send = (more: object) => admin.post<Problem>(principals, { ...body, ...more }, { key: 'olaf' });
    const first = await send({});
    const again = await send({});
    expect([first.status, again.status, again.text]).toEqual([201, 201, first.text]);
    const others = [
      await send({ personal: [{ subject: 'staff-olaf', fields: { name: 'Olaf' } }] }),
      await send({ personal: textOf('staff-other') }),
      await admin.post<Problem>(principals, { id: 'olaf', kind: 'person' }, { key: 'olaf' }),
    ];
    expect(others.map(({ body: { code } }) => code)).toEqual(Array(3).fill('IdempotencyKeyReused'));
  });

  it('is listed among the entries of its person page by page, and shown as erased after the erasure', async () => {
    const { id, seq } = await added('rosa');
    const ledger = await services.api.openLedger();
    const account = { path: 'staff:rosa', type: 'liability', personal: textOf('staff-rosa') };
    const opened = await services.api.accepted(`${ledger}/accounts`, account);
    await services.api.get(`${ledger}/accounts/staff:rosa?after=${opened.seq}`);
    const subject = '/v1/subjects/staff-rosa';
    const page = async (query: string) =>
      (await admin.get<{ items: object[]; next: string | null }>(`${subject}/entries${query}`)).body;
    const [ofAccess, ofLedger] = [
      { ledger: '_access', seq, what: 'principal', id, key },
      {
        ledger: ledger.slice('/v1/ledgers/'.length),
        seq: opened.seq,
        what: 'account',
        id: account.path,
        key,
      },
    ];
    expect(await page('')).toEqual({ items: [ofAccess, ofLedger], next: null });
    const first = await page('?limit=1');
    expect(first.items).toEqual([ofAccess]);
    expect(await page(`?limit=1&cursor=${first.next}`)).toEqual({ items: [ofLedger], next: null });

    await admin.accepted(`${subject}/erase`, { reason: 'Asked for it' });
    expect((await read(id)).body.personal).toEqual([{ key, erased: true }]);
    expect((await read(id, '?personal=true&reason=Check')).body.personal).toEqual([{ key, erased: true }]);
  });

  it('leaves no key of a person after a dry run, and can be added and read from the command line', async () => {
    const file = join(folder, 'tom.json');
    writeFileSync(file, JSON.stringify(textOf('staff-tom')));
    const shell = (...words: string[]) => startCommand(services, 'access', 'principal', ...words).exit;
    expect((await shell('add', 'tom', '--personal', file)).stdout).toContain('Added the person tom.');
    expect((await shell('show', 'tom')).stdout).toMatch(
      /personal text under the key [0-9a-f]{16}, encrypted/,
    );
    const tried = await admin.post(`${principals}?dryRun=true`, {
      id: 'only-tried',
      kind: 'person',
      personal: textOf('only-tried'),
    });
    expect(tried.status).toBe(200);
    expect((await admin.get<Problem>('/v1/subjects/only-tried/entries')).body.code).toBe('SubjectNotFound');
  });
});

describe('a principal with personal text, under dual control,', () => {
  it('is approved by the hash of the cipher, listed while it waits, and read afterwards', async () => {
    const second = await desk.caller('second', { grants: [{ role: 'admin' }] });
    await admin.put('/v1/access/dual-control', { on: true });
    const body = { id: 'vera', kind: 'person', personal: textOf('staff-vera') };
    const proposed = await admin.post<{ seq: string; proposal: { id: string; hash: string } }>(
      `${principals}?propose=true`,
      body,
    );
    const { id, hash } = proposed.body.proposal;
    const listed = await admin.get<{ items: object[] }>('/v1/subjects/staff-vera/entries');
    expect(listed.body.items).toMatchObject([{ ledger: '_access', what: 'proposal', id }]);
    await second.accepted(`/v1/access/proposals/${id}/approve`, { hash });
    const shown = await read('vera', '?personal=true&reason=Check');
    expect(shown.body.personal).toEqual([{ key, subject: 'staff-vera', fields }]);
  });
});
