import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migratePersonal } from '@personal/migrate';
import { PersonalTexts } from '@personal/personal-texts';
import { SubjectKeys } from '@personal/subject-keys';
import { SubjectKeysUnavailable } from '@personal/subject-keys-unavailable';
import { fileWrappingKey, makeWrappingKeyFile } from '@signers/file-wrapping-key';
import type { WrappingKey } from '@signers/wrapping-key';
import { startTestPostgres, type TestPostgres } from '../support/postgres';
import { databaseClient } from '../support/database-client';

let postgres: TestPostgres;
let folder: string;
let url: string;
let opened: SubjectKeys[];

beforeAll(async () => {
  postgres = await startTestPostgres(migratePersonal);
});

afterAll(() => postgres.stop());

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ledger-subject-keys-'));
  url = await postgres.createDatabase();
  opened = [];
});

afterEach(async () => {
  for (const keys of opened) await keys.close();
  rmSync(folder, { recursive: true, force: true });
});

function wrappingKey(name: string): WrappingKey {
  const file = join(folder, name);
  makeWrappingKeyFile(file);
  return fileWrappingKey(file);
}

/** Another process. */
async function open(...names: [string, ...string[]]): Promise<SubjectKeys> {
  const [first, ...others] = names.map(wrappingKey);
  const keys = await SubjectKeys.open(url, [first!, ...others]);
  opened.push(keys);
  return keys;
}

async function sql<Row extends object>(text: string, ...values: unknown[]): Promise<Row[]> {
  const client = databaseClient(url);
  await client.connect();
  try {
    return (await client.query<Row>(text, values)).rows;
  } finally {
    await client.end();
  }
}

const place = { ledger: 'acme', idempotencyKey: 'k-1' };
const alice = { subject: 'alice', fields: { name: 'Alice Example' } };

const encrypted = async (keys: SubjectKeys) => {
  const [ciphers] = await new PersonalTexts(keys).encryptAll([{ texts: [alice], place }], false);
  return ciphers!;
};

describe('the key of a subject', () => {
  it('is made once, however many processes need it at the same moment', async () => {
    const processes = await Promise.all(Array.from({ length: 4 }, () => open('w')));
    const subjects = Array.from({ length: 40 }, (_, i) => `subject-${i}`);
    const made = await Promise.all(
      processes.flatMap((keys, i) => [
        keys.ensure(i % 2 === 0 ? subjects : [...subjects].reverse()),
        ...subjects.map((subject) => keys.ensure([subject])),
      ]),
    );
    for (const subject of subjects) {
      const ids = made.flatMap((keys) => keys.get(subject)?.id ?? []);
      expect(new Set(ids).size).toBe(1);
      expect(ids[0]).toMatch(/^[0-9a-f]{16}$/);
    }
    expect(await sql('select 1 from personal.subject_keys')).toHaveLength(40);
  });

  it('opens in another process what was encrypted in this one', async () => {
    const ciphers = await encrypted(await open('w'));
    const [cipher] = ciphers;
    expect(await new PersonalTexts(await open('w')).decryptAll(ciphers, place)).toEqual([
      { key: cipher!.key, ...alice },
    ]);
  });

  it('is nowhere in its table but wrapped', async () => {
    const keys = await open('w');
    const secrets: Buffer[] = [];
    const spying = wrappingKey('w');
    const wrap = (secret: Uint8Array, context: string) => {
      secrets.push(Buffer.from(secret));
      return spying.wrap(secret, context);
    };
    const spied = await SubjectKeys.open(url, [{ ...spying, wrap }]);
    opened.push(spied);
    await spied.ensure(['alice']);
    const [row] = await sql<{ wrapped: Buffer }>('select wrapped from personal.subject_keys');
    expect(secrets).toHaveLength(1);
    expect(row!.wrapped.includes(secrets[0]!)).toBe(false);
    await expect(keys.ensure(['alice'])).resolves.toBeDefined();
  });

  it('is not made by a dry run', async () => {
    const texts = new PersonalTexts(await open('w'));
    await texts.encryptAll([{ texts: [alice], place }], true);
    expect(await sql('select 1 from personal.subject_keys')).toEqual([]);
  });
});

describe('a destroyed key', () => {
  it('opens nothing, here or in a process that asks for it later', async () => {
    const keys = await open('w');
    const ciphers = await encrypted(keys);
    const { key } = ciphers[0]!;
    await keys.destroy([key]);

    for (const process of [keys, await open('w')])
      expect(await new PersonalTexts(process).decryptAll(ciphers, place)).toEqual([{ key, erased: true }]);
    expect(await sql('select 1 from personal.subject_keys')).toEqual([]);
  });

  it('is not revived by a table from a backup: its row goes again, and the subject gets a new key', async () => {
    const keys = await open('w');
    const ciphers = await encrypted(keys);
    const { key } = ciphers[0]!;
    const [row] = await sql<{ wrapped: Buffer; wrapped_by: string }>('select * from personal.subject_keys');
    await keys.destroy([key]);
    const restore = () =>
      sql(
        'insert into personal.subject_keys (subject, key, wrapped, wrapped_by) values ($1, $2, $3, $4)',
        ...['alice', key, row!.wrapped, row!.wrapped_by],
      );

    await restore();
    expect(await new PersonalTexts(keys).decryptAll(ciphers, place)).toEqual([{ key, erased: true }]);
    expect(await sql('select 1 from personal.subject_keys')).toEqual([]);
    await restore();
    expect((await keys.ensure(['alice'])).get('alice')!.id).not.toBe(key);
    // A process that starts on a restored table is first given all keys that were ever destroyed.
    await restore().catch(() => undefined);
    const started = await open('w');
    await started.destroy([key]);
    expect(await new PersonalTexts(started).decryptAll(ciphers, place)).toEqual([{ key, erased: true }]);
  });
});

describe('the wrapping key', () => {
  it('is changed for all keys at once, and the old one is then of no use', async () => {
    const ciphers = await encrypted(await open('old'));
    await (await open('old')).ensure(Array.from({ length: 1_200 }, (_, i) => `subject-${i}`));
    const rotating = await open('new', 'old');
    expect(await rotating.rewrapAll()).toBe(1_201);

    const after = await open('new');
    expect(await new PersonalTexts(after).decryptAll(ciphers, place)).toEqual([
      { key: ciphers[0]!.key, ...alice },
    ]);
    await expect(open('old')).rejects.toThrow(
      /^Keys of personal text were wrapped by file:[0-9a-f]{16}; name that key in PERSONAL_KEY\.$/,
    );
  });

  it('does not unwrap a key that was put into the row of another subject', async () => {
    const keys = await open('w');
    await keys.ensure(['alice', 'bob']);
    await sql(
      `update personal.subject_keys set wrapped =
       (select wrapped from personal.subject_keys where subject = 'bob') where subject = 'alice'`,
    );
    await expect((await open('w')).ensure(['alice'])).rejects.toThrow(SubjectKeysUnavailable);
  });

  it('is asked for in vain where its database is away; nothing is said of the address', async () => {
    const away = 'postgres://u:secret@127.0.0.1:1/d';
    const error = await SubjectKeys.open(away, [wrappingKey('w')]).catch((cause: Error) => cause);
    expect(error).toBeInstanceOf(SubjectKeysUnavailable);
    expect((error as Error).message).toBe('The keys of personal text cannot be reached.');
  });
});
