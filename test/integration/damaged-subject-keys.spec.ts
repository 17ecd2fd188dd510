import { migratePersonal } from '@personal/migrate';
import { PersonalTexts } from '@personal/personal-texts';
import { alice, KeyRing, place } from '../support/key-ring';
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

describe('a damaged row of a key', () => {
  const bob = { subject: 'bob', fields: { name: 'Bob Example' } };
  const damages = {
    'changed bytes': `update personal.subject_keys set wrapped = set_byte(wrapped, 20, get_byte(wrapped, 20) # 1) where subject = 'alice'`,
    'cut off': `update personal.subject_keys set wrapped = substr(wrapped, 1, 8) where subject = 'alice'`,
    'the key of another subject': `update personal.subject_keys set wrapped = (select wrapped from personal.subject_keys where subject = 'bob') where subject = 'alice'`,
  };

  it.each(Object.entries(damages))('(%s) makes the text unreadable, and reports it', async (_, damage) => {
    const keys = await ring.open('w');
    const ciphers = await ring.encrypted(keys);
    await ring.encrypted(keys, bob);
    await ring.sql(damage);

    const reported: [key: string, damage: string][] = [];
    const fresh = await ring.open('w');
    const texts = new PersonalTexts(fresh, (...report) => reported.push(report));
    const { key } = ciphers[0]!;
    expect(await texts.decryptAll(ciphers, place)).toEqual([{ key, unreadable: true }]);
    expect(reported).toEqual([
      [key, expect.stringMatching(/^The data key .* has not wrapped this as the key /)],
    ]);
    expect(JSON.stringify(reported)).not.toMatch(/alice|Alice/);
  });

  it('does not give the text of one person as that of another whose row it was moved to', async () => {
    const ciphers = await ring.encrypted(await ring.open('w'), bob);
    await ring.sql("update personal.subject_keys set subject = 'alice' where subject = 'bob'");
    const opened = await new PersonalTexts(await ring.open('w')).decryptAll(ciphers, place);
    expect(opened).toEqual([{ key: ciphers[0]!.key, unreadable: true }]);
  });

  it('refuses new text about its subject, and nothing about others', async () => {
    await (await ring.open('w')).ensure(['alice', 'bob']);
    await ring.sql(damages['changed bytes']);
    const texts = new PersonalTexts(await ring.open('w'));
    const answers = await texts.encryptAll(
      [alice, bob].map((text) => ({ texts: [text], place })),
      false,
    );
    expect(answers[0]).toMatchObject({
      code: 'SubjectKeyUnreadable',
      facts: { key: expect.any(String) as string },
    });
    expect(answers[1]).toEqual([expect.objectContaining({ cipher: expect.any(String) as string })]);
  });

  it('is not compared on a retry, so that the first answer is not lost', async () => {
    const ciphers = await ring.encrypted(await ring.open('w'));
    await ring.sql(damages['changed bytes']);
    const texts = new PersonalTexts(await ring.open('w'));
    expect(await texts.areOf([alice], ciphers, place)).toBe(true);
    expect(await texts.areOf([], ciphers, place)).toBe(false);
  });

  it('is readable again when a backup brings it back', async () => {
    const ciphers = await ring.encrypted(await ring.open('w'));
    const [row] = await ring.sql<{ wrapped: Buffer }>('select wrapped from personal.subject_keys');
    await ring.sql(damages['changed bytes']);
    const texts = new PersonalTexts(await ring.open('w'));
    expect(await texts.decryptAll(ciphers, place)).toMatchObject([{ unreadable: true }]);
    await ring.sql('update personal.subject_keys set wrapped = $1', row!.wrapped);
    expect(await texts.decryptAll(ciphers, place)).toMatchObject([alice]);
  });

  it('can be erased: the next text gets a new key', async () => {
    const keys = await ring.open('w');
    const { key } = (await ring.encrypted(keys))[0]!;
    await ring.sql(damages['changed bytes']);
    const texts = new PersonalTexts(await ring.open('w'));
    expect(await texts.keysOf('alice')).toEqual([key]);
    await texts.destroy([key]);
    const [ciphers] = await texts.encryptAll([{ texts: [alice], place }], false);
    expect(ciphers).toEqual([
      { cipher: expect.any(String) as string, key: expect.not.stringMatching(key) as string },
    ]);
  });

  it('stays under the old wrapping key at a rotation, which reports it', async () => {
    const { key } = (await ring.encrypted(await ring.open('old')))[0]!;
    await ring.encrypted(await ring.open('old'), bob);
    await ring.sql(damages['changed bytes']);
    expect(await (await ring.open('new', 'old')).rotate()).toEqual({ rewrapped: 1, damaged: [key] });
    await expect(ring.open('new')).rejects.toThrow(/were wrapped by file:/);
  });
});
