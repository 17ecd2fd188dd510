import type { Pool } from 'pg';
import { KeyUnusable } from '@signers/key-unusable';
import type { WrappingKeys } from '@signers/open-wrapping-keys';
import { wrappedKeyBytes, type WrappingKey } from '@signers/wrapping-key';
import { available, WrappingKeyMissing } from './subject-keys-unavailable';
import { random } from './random';

/** A key that wraps keys of subjects, ready for use. */
export interface DataKey {
  /** 16 hex digits, random. */
  readonly id: string;
  readonly secret: Buffer;
}

interface DataKeyRow {
  readonly id: string;
  readonly wrapped: Buffer;
  /** Id of the wrapping key. */
  readonly wrappedBy: string;
}

/** How long a process wraps new keys by the same data key. */
const usedForMs = 24 * 3_600_000;

/**
 * The keys that wrap keys of subjects, and are wrapped by the wrapping key. Each process makes one a day, so that a
 * key service is asked once, not for every subject.
 */
export class DataKeys {
  private readonly opened = new Map<string, Promise<DataKey>>();
  private present: { readonly key: Promise<DataKey>; readonly madeAt: number } | undefined;

  constructor(
    private readonly pool: Pool,
    private readonly wrappingKeys: WrappingKeys,
  ) {}

  /** Id of the wrapping key that wraps new ones. */
  get wrappedBy(): string {
    return this.wrappingKeys[0].id;
  }

  /** The one for keys that are made now; its row is durable. @throws SubjectKeysUnavailable */
  current(): Promise<DataKey> {
    const now = Date.now();
    if (this.present && now - this.present.madeAt < usedForMs) return this.present.key;
    const key = available(this.make());
    const made = { key, madeAt: now };
    this.present = made;
    key.catch(() => {
      if (this.present === made) this.present = undefined;
    });
    return key;
  }

  /** Makes another one for what is wrapped next: the row of this one is gone. */
  forget(id: string): void {
    this.opened.delete(id);
    void this.present?.key.then((key) => {
      if (key.id === id) this.present = undefined;
    });
  }

  /** @throws KeyUnusable where it does not unwrap; SubjectKeysUnavailable, WrappingKeyMissing */
  of(id: string): Promise<DataKey> {
    const known = this.opened.get(id);
    if (known) return known;
    const key = this.open(id);
    this.opened.set(id, key);
    key.catch(() => this.opened.delete(id));
    return key;
  }

  /** Requires that this process has every wrapping key that some row needs. @throws WrappingKeyMissing */
  async requireWrappingKeys(): Promise<void> {
    const { rows } = await available(
      this.pool.query<{ id: string }>('select distinct wrapped_by as id from personal.data_keys'),
    );
    for (const { id } of rows) this.wrappingKey(id);
  }

  private async make(): Promise<DataKey> {
    const key = { id: random(8).toString('hex'), secret: random(wrappedKeyBytes) };
    const [preferred] = this.wrappingKeys;
    const wrapped = await preferred.wrap(key.secret, key.id);
    await this.pool.query('insert into personal.data_keys (id, wrapped, wrapped_by) values ($1, $2, $3)', [
      key.id,
      wrapped,
      preferred.id,
    ]);
    this.opened.set(key.id, Promise.resolve(key));
    return key;
  }

  private async open(id: string): Promise<DataKey> {
    const sql = 'select id, wrapped, wrapped_by as "wrappedBy" from personal.data_keys where id = $1';
    const { rows } = await available(this.pool.query<DataKeyRow>(sql, [id]));
    const [row] = rows;
    if (!row) throw new KeyUnusable(`No data key ${id} is there.`);
    const unwrapped = this.wrappingKey(row.wrappedBy).unwrap(row.wrapped, id);
    const secret = await unwrapped.catch((error: unknown) => {
      if (error instanceof KeyUnusable) throw error;
      return available(Promise.reject<Buffer>(error));
    });
    return { id, secret };
  }

  private wrappingKey(id: string): WrappingKey {
    const key = this.wrappingKeys.find((each) => each.id === id);
    if (!key) throw new WrappingKeyMissing(id);
    return key;
  }
}
