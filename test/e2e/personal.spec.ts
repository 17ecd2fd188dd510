import { topUp, type Problem, type Receipt } from '../support/api';
import { runCommand } from '../support/ledger-command';
import { startServices, type Services } from '../support/services';
import { databaseClient } from '../support/database-client';

let services: Services;

beforeAll(async () => {
  services = await startServices({ withPersonal: true });
});

afterAll(() => services?.stop());

const keysOnly = [{ key: expect.stringMatching(/^[0-9a-f]{16}$/) as string }];
const text = (subject: string, fields: Readonly<Record<string, string>>) => [{ subject, fields }];
const ann = text('customer-1', { name: 'Ann Canary', iban: 'DE89370400440532013000' });

interface Item {
  readonly personal?: readonly { readonly key: string }[];
}

async function read(path: string, seq: string): Promise<Item> {
  const { body } = await services.api.get<Item & { transaction?: Item; hold?: Item }>(`${path}?after=${seq}`);
  return body.transaction ?? body.hold ?? body;
}

/** The personal text of an entry, as it is stored. */
async function ciphersAt(ledger: string, seq: string): Promise<{ cipher: string; key: string }[]> {
  const { text: line } = await services.api.send('GET', `${ledger}/entries/${seq}`, {});
  const { entry } = JSON.parse(line) as { entry: { body: { personal: { cipher: string; key: string }[] } } };
  return entry.body.personal;
}

async function keyRows(): Promise<{ subject: string; key: string }[]> {
  const client = databaseClient(services.personalDatabaseUrl);
  await client.connect();
  try {
    return (await client.query<{ subject: string; key: string }>('select * from personal.subject_keys')).rows;
  } finally {
    await client.end();
  }
}

describe('personal text', () => {
  it('is kept as a cipher by all that takes it, and shown by its key alone', async () => {
    const { api } = services;
    const ledger = await api.openLedger();
    const posted = await api.accepted(`${ledger}/transactions`, { ...topUp('ann'), personal: ann });
    const hold = await api.accepted(`${ledger}/holds`, { ...topUp('ann'), personal: ann });
    const capture = await api.accepted(`${ledger}/holds/${hold.id}/captures`, { personal: ann });
    const reversal = await api.accepted(`${ledger}/transactions/${posted.id}/reversal`, {
      reason: 'Mistake',
      personal: ann,
    });
    const account = await api.accepted(`${ledger}/accounts`, {
      path: 'customers:ann',
      type: 'liability',
      personal: ann,
    });

    const paths = [
      [`${ledger}/transactions/${posted.id}`, posted],
      [`${ledger}/holds/${hold.id}`, hold],
      [`${ledger}/transactions/${capture.id}`, capture],
      [`${ledger}/transactions/${reversal.id}`, reversal],
      [`${ledger}/accounts/customers:ann`, account],
    ] as const;
    for (const [path, { seq }] of paths) {
      expect(await ciphersAt(ledger, seq)).toEqual([
        { cipher: expect.stringMatching(/^A[Q-Za-f][\w-]{84,}$/) as string, ...keysOnly[0] },
      ]);
      expect((await read(path, reversal.seq)).personal).toEqual(keysOnly);
    }
  });

  it('is under one key for each subject, and under another cipher in every entry', async () => {
    const { api } = services;
    const ledger = await api.openLedger();
    const personal = [...ann, ...text('customer-2', { name: 'Bob Canary' })];
    const receipts = [
      await api.accepted(`${ledger}/transactions`, { ...topUp('ann'), personal }),
      await api.accepted(`${ledger}/transactions`, { ...topUp('ann'), personal }),
    ];
    const ciphers = await Promise.all(receipts.map(({ seq }) => ciphersAt(ledger, seq)));
    expect(ciphers[0]!.map(({ key }) => key)).toEqual(ciphers[1]!.map(({ key }) => key));
    expect(new Set(ciphers.flat().map(({ key }) => key)).size).toBe(2);
    expect(new Set(ciphers.flat().map(({ cipher }) => cipher)).size).toBe(4);
  });

  it.each([
    ['no subject', [{ fields: { name: 'x' } }], 'Missing /personal/0/subject'],
    ['a subject with a blank', text('a b', { name: 'x' }), 'BadFormat /personal/0/subject'],
    ['a subject twice', [...ann, ...ann], 'Repeated /personal/1'],
    ['no field', text('a', {}), 'TooShort /personal/0/fields'],
    ['a name that is none', text('a', { '1st': 'x' }), 'BadFormat /personal/0/fields/1st'],
    ['an empty text', text('a', { name: '' }), 'TooShort /personal/0/fields/name'],
    ['a text that is too long', text('a', { name: 'x'.repeat(1_025) }), 'TooLong /personal/0/fields/name'],
    [
      '33 fields',
      text('a', Object.fromEntries(Array.from({ length: 33 }, (_, i) => [`f${i}`, 'x']))),
      'TooLong /personal/0/fields',
    ],
    ['9 subjects', Array.from({ length: 9 }, (_, i) => text(`s${i}`, { name: 'x' })[0]), 'TooLong /personal'],
    ['nobody', [], 'TooShort /personal'],
    ['a cipher', [{ cipher: 'AQ', key: '9f2c1a7be0d34c55' }], 'Missing /personal/0/subject'],
  ])('is refused with %s', async (_, personal, flaw) => {
    const ledger = await services.api.openLedger();
    const { status, body } = await services.api.post<Problem>(`${ledger}/transactions`, {
      ...topUp('ann'),
      personal,
    });
    expect([status, body.code]).toEqual([400, 'RequestMalformed']);
    expect(body.errors!.map(({ code, pointer }) => `${code} ${pointer}`)).toContain(flaw);
  });
});

describe('a retry', () => {
  it('with the same text gets the first answer, byte for byte', async () => {
    const ledger = await services.api.openLedger();
    const body = { ...topUp('ann'), personal: ann };
    const first = await services.api.post(`${ledger}/transactions`, body, { key: 'k-1' });
    // In another order of names, which is the same text.
    const [{ subject, fields }] = ann as [(typeof ann)[0]];
    const turned = text(subject, { iban: fields['iban']!, name: fields['name']! });
    const again = await services.api.post(
      `${ledger}/transactions`,
      { ...body, personal: turned },
      { key: 'k-1' },
    );
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(again.text).toBe(first.text);
    expect(again.headers.get('Idempotency-Replayed')).toBe('true');
  });

  it.each([
    ['another text', text('customer-1', { name: 'Ann', iban: 'DE89370400440532013000' })],
    ['one field less', text('customer-1', { name: 'Ann Canary' })],
    ['another subject', text('customer-9', ann[0]!.fields)],
    ['one subject more', [...ann, ...text('customer-2', { name: 'x' })]],
    ['none', undefined],
  ])('with %s is another command', async (_, personal) => {
    const ledger = await services.api.openLedger();
    const path = `${ledger}/transactions`;
    await services.api.accepted(path, { ...topUp('ann'), personal: ann }, { key: 'k-1' });
    const { status, body } = await services.api.post<Problem>(
      path,
      { ...topUp('ann'), ...(personal && { personal }) },
      { key: 'k-1' },
    );
    expect([status, body.code]).toEqual([422, 'IdempotencyKeyReused']);
    expect(JSON.stringify(body)).not.toContain('Canary');
  });

  it('that brings text the first time did not have is another command', async () => {
    const ledger = await services.api.openLedger();
    await services.api.accepted(`${ledger}/transactions`, topUp('ann'), { key: 'k-1' });
    const { body } = await services.api.post<Problem>(
      `${ledger}/transactions`,
      { ...topUp('ann'), personal: ann },
      { key: 'k-1' },
    );
    expect(body.code).toBe('IdempotencyKeyReused');
  });
});

describe('a bulk', () => {
  const items = (personal: object) =>
    ['a', 'b'].map((idempotencyKey) => ({ idempotencyKey, ...topUp('ann'), personal }));

  it.each([true, false])('keeps the text of every item, atomic: %s', async (atomic) => {
    const ledger = await services.api.openLedger();
    const path = `${ledger}/transactions/bulk`;
    const send = async (personal: object) =>
      (
        await services.api.post<{
          code?: string;
          items?: { receipt?: Receipt; problem?: Problem }[];
        }>(path, { atomic, items: items(personal) })
      ).body;
    const first = await send(ann);
    for (const { receipt } of first.items!) expect(await ciphersAt(ledger, receipt!.seq)).toHaveLength(1);
    expect((await send(ann)).items).toEqual(first.items!.map((item) => ({ ...item, replayed: true })));
    const other = await send(text('customer-1', { name: 'Other' }));
    expect(other.code ?? other.items!.map(({ problem }) => problem!.code)).toEqual(
      atomic ? 'IdempotencyKeyReused' : ['IdempotencyKeyReused', 'IdempotencyKeyReused'],
    );
  });

  it('as a stream of lines keeps it too', async () => {
    const ledger = await services.api.openLedger();
    const lines = items(ann).map((item) => `${JSON.stringify(item)}\n`);
    const { text: answer } = await services.api.send('POST', `${ledger}/transactions/bulk`, {
      headers: { 'Content-Type': 'application/x-ndjson' },
      body: lines.join(''),
    });
    const receipts = answer
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { receipt: Receipt });
    for (const { receipt } of receipts) expect(await ciphersAt(ledger, receipt.seq)).toHaveLength(1);
  });
});

describe('a dry run', () => {
  it('leaves no key of a subject behind', async () => {
    const ledger = await services.api.openLedger();
    const personal = text('only-tried', { name: 'Nobody' });
    const { status } = await services.api.post(`${ledger}/transactions?dryRun=true`, {
      ...topUp('ann'),
      personal,
    });
    expect(status).toBe(200);
    expect((await keyRows()).map(({ subject }) => subject)).not.toContain('only-tried');
  });
});

describe('verify', () => {
  it('compares the keys of personal text with the tables', async () => {
    const path = await services.api.openLedger();
    const ledger = path.slice('/v1/ledgers/'.length);
    const { id, seq } = await services.api.accepted(`${path}/transactions`, {
      ...topUp('ann'),
      personal: ann,
    });
    await read(`${path}/transactions/${id}`, seq);
    const { body } = await services.api.get<{ root: string }>(`${path}/keys`);
    const words = ['--ledger', ledger, '--root-key', body.root];
    expect((await runCommand(services, 'verify', ...words)).report['verdict']).toBe('ok');

    const client = databaseClient(services.databaseUrl);
    await client.connect();
    await client.query(`update transactions set personal = '{0000000000000000}' where id = $1`, [id]);
    await client.end();
    expect((await runCommand(services, 'verify', ...words)).report['verdict']).toBe('tampered');
  });
});
