import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PersonalCipher } from '@ledger/personal';
import { Refusal } from '@ledger/refusal';
import { PersonalTexts } from '@personal/personal-texts';
import { SubjectKeys } from '@personal/subject-keys';
import { fileWrappingKey, makeWrappingKeyFile } from '@signers/file-wrapping-key';
import type { WrappingKey } from '@signers/wrapping-key';
import { databaseClient } from './database-client';

/** A row as a backup has it. */
export type BackedUp = Readonly<Record<string, unknown>>;

/** The entry that what {@link KeyRing.encrypted} makes is for. */
export const place = { ledger: 'acme', idempotencyKey: 'k-1' };
export const alice = { subject: 'alice', fields: { name: 'Alice Example' } };

/** A database of subject keys and wrapping keys in files, which several processes open. */
export class KeyRing {
  private readonly folder = mkdtempSync(join(tmpdir(), 'ledger-subject-keys-'));
  private readonly opened: SubjectKeys[] = [];

  constructor(readonly url: string) {}

  /** The wrapping key of this name, made on first use. */
  wrappingKey(name: string): WrappingKey {
    const file = join(this.folder, name);
    makeWrappingKeyFile(file);
    return fileWrappingKey(file);
  }

  /** Another process, with these wrapping keys. */
  async open(...keys: [string | WrappingKey, ...string[]]): Promise<SubjectKeys> {
    const [first, ...others] = keys.map((key) => (typeof key === 'string' ? this.wrappingKey(key) : key));
    const opened = await SubjectKeys.open(this.url, [first!, ...others]);
    this.opened.push(opened);
    return opened;
  }

  async sql<Row extends object>(text: string, ...values: unknown[]): Promise<Row[]> {
    const client = databaseClient(this.url);
    await client.connect();
    try {
      return (await client.query<Row>(text, values)).rows;
    } finally {
      await client.end();
    }
  }

  /** A text as an entry has it. */
  async encrypted(keys: SubjectKeys, text = alice): Promise<PersonalCipher[]> {
    const [ciphers] = await new PersonalTexts(keys).encryptAll([{ texts: [text], place }], false);
    if (ciphers instanceof Refusal) throw ciphers;
    return ciphers!;
  }

  async close(): Promise<void> {
    for (const keys of this.opened) await keys.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
