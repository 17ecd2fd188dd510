import { migratePersonal } from '@personal/migrate';
import { PersonalTexts } from '@personal/personal-texts';
import { SubjectKeys } from '@personal/subject-keys';
import { SubjectKeysUnavailable } from '@personal/subject-keys-unavailable';
import { alice, KeyRing, place, type BackedUp } from '../support/key-ring';
import { startTestPostgres, type TestPostgres } from '../support/postgres';

let postgres: TestPostgres;
let ring: KeyRing;

beforeAll(async () => {
  postgres = await startTestPostgres(migratePersonal);
});

afterAll(() => postgres.stop());

beforeEach(async () => {
  ring = new KeyRing(await postgres.createDatabase());
});

afterEach(() => ring.close());

describe('the key of a subject', () => {
  it('is made once, however many processes need it at the same moment', async () => {
    const processes = await Promise.all(Array.from({ length: 4 }, () => ring.open('w')));
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
    expect(await ring.sql('select 1 from personal.subject_keys')).toHaveLength(40);
  });

  it('opens in another process what was encrypted in this one', async () => {
    const ciphers = await ring.encrypted(await ring.open('w'));
    const [cipher] = ciphers;
    expect(await new PersonalTexts(await ring.open('w')).decryptAll(ciphers, place)).toEqual([
      { key: cipher!.key, ...alice },
    ]);
  });

  it('is nowhere in its tables but wrapped, by a data key that the wrapping key wraps once for all of them', async () => {
    const secrets: Buffer[] = [];
    const key = ring.wrappingKey('w');
    const wrap = (secret: Uint8Array, context: string) => {
      secrets.push(Buffer.from(secret));
      return key.wrap(secret, context);
    };
    const keys = await ring.open({ ...key, wrap });
    await Promise.all([keys.ensure(['alice', 'bob']), keys.ensure(['bob', 'carol'])]);
    await keys.ensure(['dora']);
    expect(secrets).toHaveLength(1);
    const [row] = await ring.sql<{ wrapped: Buffer }>('select wrapped from personal.data_keys');
    expect(row!.wrapped.includes(secrets[0]!)).toBe(false);
    const found = (await (await ring.open('w')).ensure(['dora'])).get('dora')!;
    expect(found).not.toHaveProperty('damage');
  });

  it('is durable when its ciphers are handed out', async () => {
    const ciphers = await ring.encrypted(await ring.open('w'));
    expect(await ring.sql('select key from personal.subject_keys')).toEqual([{ key: ciphers[0]!.key }]);
  });

  it('is not made by a dry run', async () => {
    const texts = new PersonalTexts(await ring.open('w'));
    await texts.encryptAll([{ texts: [alice], place }], true);
    expect(await ring.sql('select 1 from personal.subject_keys')).toEqual([]);
  });
});

describe('a destroyed key', () => {
  it('opens nothing, here or in a process that asks for it later', async () => {
    const keys = await ring.open('w');
    const ciphers = await ring.encrypted(keys);
    const { key } = ciphers[0]!;
    await keys.destroy([key]);

    for (const process of [keys, await ring.open('w')])
      expect(await new PersonalTexts(process).decryptAll(ciphers, place)).toEqual([{ key, erased: true }]);
    expect(await ring.sql('select 1 from personal.subject_keys')).toEqual([]);
  });

  it('is not revived by a table from a backup: its row goes again, and the subject gets a new key', async () => {
    const keys = await ring.open('w');
    const ciphers = await ring.encrypted(keys);
    const { key } = ciphers[0]!;
    const [row] = await ring.sql<BackedUp>('select * from personal.subject_keys');
    await keys.destroy([key]);
    const restore = () =>
      ring.sql(
        'insert into personal.subject_keys (subject, key, wrapped, data_key) values ($1, $2, $3, $4)',
        ...['alice', key, row!['wrapped'], row!['data_key']],
      );

    await restore();
    expect(await new PersonalTexts(keys).decryptAll(ciphers, place)).toEqual([{ key, erased: true }]);
    expect(await ring.sql('select 1 from personal.subject_keys')).toEqual([]);
    await restore();
    expect((await keys.ensure(['alice'])).get('alice')!.id).not.toBe(key);
    // A process that starts on a restored table is first given all keys that were ever destroyed.
    await restore().catch(() => undefined);
    const started = await ring.open('w');
    await started.destroy([key]);
    expect(await new PersonalTexts(started).decryptAll(ciphers, place)).toEqual([{ key, erased: true }]);
  });
});

describe('the wrapping key', () => {
  it('is changed for all keys at once, and the old one is then of no use', async () => {
    const ciphers = await ring.encrypted(await ring.open('old'));
    await (await ring.open('old')).ensure(Array.from({ length: 1_200 }, (_, i) => `subject-${i}`));
    const rotating = await ring.open('new', 'old');
    expect(await rotating.rotate()).toEqual({ rewrapped: 1_201, damaged: [] });
    expect(await rotating.rotate()).toEqual({ rewrapped: 0, damaged: [] });
    expect(await ring.sql('select wrapped_by from personal.data_keys')).toEqual([
      { wrapped_by: expect.not.stringMatching(`^${ring.wrappingKey('old').id}$`) as string },
    ]);

    const after = await ring.open('new');
    expect(await new PersonalTexts(after).decryptAll(ciphers, place)).toEqual([
      { key: ciphers[0]!.key, ...alice },
    ]);
    await expect(ring.open('old')).rejects.toThrow(
      /^Keys of personal text were wrapped by file:[0-9a-f]{16}; name that key in PERSONAL_KEY\.$/,
    );
  });

  it('is of no use to a process that still wraps by the old one, after the change: it makes another data key', async () => {
    const late = await ring.open('old', 'new');
    await late.ensure(['alice']);
    await (await ring.open('new', 'old')).rotate();
    await late.ensure(['bob']);
    expect(await (await ring.open('new', 'old')).rotate()).toEqual({ rewrapped: 1, damaged: [] });
    for (const found of (await (await ring.open('new')).ensure(['alice', 'bob'])).values())
      expect(found).not.toHaveProperty('damage');
  });

  it('opens no backup from before the change any more, once the old one is destroyed', async () => {
    const ciphers = await ring.encrypted(await ring.open('old'));
    const backup = {
      subjects: await ring.sql<BackedUp>('select * from personal.subject_keys'),
      dataKeys: await ring.sql<BackedUp>('select * from personal.data_keys'),
    };
    const rotating = await ring.open('new', 'old');
    await rotating.rotate();
    await rotating.destroy([ciphers[0]!.key]);
    // Whoever has that backup has the tables as they are now, and the new wrapping key, too.
    await ring.sql('alter table personal.subject_keys drop constraint subject_keys_data_key_fkey');
    const [{ subject, key, wrapped, data_key }] = backup.subjects as [BackedUp];
    const insert =
      'insert into personal.subject_keys (subject, key, wrapped, data_key) values ($1, $2, $3, $4)';
    await ring.sql(insert, subject, key, wrapped, data_key);
    const thief = new PersonalTexts(await ring.open('new'));
    expect(await thief.decryptAll(ciphers, place)).toEqual([{ key, unreadable: true }]);
    const [dataKey] = backup.dataKeys as [BackedUp];
    const values = [dataKey['id'], dataKey['wrapped'], dataKey['wrapped_by']];
    await ring.sql('insert into personal.data_keys (id, wrapped, wrapped_by) values ($1, $2, $3)', ...values);
    await expect(ring.open('new')).rejects.toThrow(/^Keys of personal text were wrapped by file:/);
  });

  it('is asked for in vain where its database is away; nothing is said of the address', async () => {
    const away = 'postgres://u:secret@127.0.0.1:1/d';
    const error = await SubjectKeys.open(away, [ring.wrappingKey('w')]).catch((cause: Error) => cause);
    expect(error).toBeInstanceOf(SubjectKeysUnavailable);
    expect((error as Error).message).toBe('The keys of personal text cannot be reached.');
  });
});
