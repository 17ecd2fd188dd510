import { randomBytes } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { Pool } from 'pg';
import type { WrappingKeys } from '@signers/open-wrapping-keys';
import { wrappedKeyBytes, type WrappingKey } from '@signers/wrapping-key';
import { subjectKeyOf, type SubjectKey } from './cipher';
import { SubjectKeyTable, type SubjectRow } from './subject-key-table';
import { SubjectKeysUnavailable, WrappingKeyMissing } from './subject-keys-unavailable';

/** The key of a subject, and whose it is. */
export interface KeptSubjectKey extends SubjectKey {
  readonly subject: string;
}

/** Most keys that are kept unwrapped in memory, and for how long: another process may have erased the subject. */
const cachedMax = 100_000;
const cachedMs = 10 * 60_000;

const connectionsMax = 10;
const rewrappedAtOnce = 500;

/**
 * The keys of subjects, one each, in a table outside of every journal. A key that was destroyed is neither used nor
 * given back, even if its row returns from a backup.
 */
export class SubjectKeys {
  private readonly table: SubjectKeyTable;
  private readonly bySubject = new LRUCache<string, KeptSubjectKey>({ max: cachedMax, ttl: cachedMs });
  private readonly byId = new LRUCache<string, KeptSubjectKey>({ max: cachedMax, ttl: cachedMs });
  private readonly destroyed = new Set<string>();

  private constructor(
    private readonly pool: Pool,
    private readonly wrappingKeys: WrappingKeys,
  ) {
    this.table = new SubjectKeyTable(pool);
  }

  /** Connects. The caller closes them. @throws SubjectKeysUnavailable, WrappingKeyMissing */
  static async open(databaseUrl: string, wrappingKeys: WrappingKeys): Promise<SubjectKeys> {
    const pool = new Pool({
      connectionString: databaseUrl,
      max: connectionsMax,
      application_name: 'ledger-personal',
    });
    // An idle connection broke: the pool makes another when one is needed.
    pool.on('error', () => undefined);
    const keys = new SubjectKeys(pool, wrappingKeys);
    try {
      for (const id of await available(keys.table.wrappedBy())) keys.wrappingKey(id);
    } catch (error) {
      await pool.end();
      throw error;
    }
    return keys;
  }

  async close(): Promise<void> {
    await this.pool.end();
  }

  /** The key of each subject, made where it has none. @throws SubjectKeysUnavailable, WrappingKeyMissing */
  async ensure(subjects: Iterable<string>): Promise<ReadonlyMap<string, KeptSubjectKey>> {
    const wanted = new Set(subjects);
    // A second round reads what another process made meanwhile, or makes what collided with the id of another key.
    for (;;) {
      const present = await this.ofSubjects(wanted);
      const missing = [...wanted].filter((subject) => !present.has(subject));
      if (missing.length === 0) return present;
      const rows = await available(Promise.all(missing.map((subject) => this.newRow(subject))));
      await available(this.table.add(rows));
    }
  }

  /** The key of each subject that has one. @throws SubjectKeysUnavailable, WrappingKeyMissing */
  async ofSubjects(subjects: Iterable<string>): Promise<Map<string, KeptSubjectKey>> {
    const keys = await this.look(this.bySubject, subjects, (missing) => this.table.ofSubjects(missing));
    return new Map(keys.map((key) => [key.subject, key]));
  }

  /** Keys by their ids; those of erased subjects are absent. @throws SubjectKeysUnavailable, WrappingKeyMissing */
  async ofKeys(ids: Iterable<string>): Promise<Map<string, KeptSubjectKey>> {
    const keys = await this.look(this.byId, ids, (missing) => this.table.ofKeys(missing));
    return new Map(keys.map((key) => [key.id, key]));
  }

  /** Destroys keys, for good: nothing that they encrypted opens any more. The same again does nothing. */
  async destroy(ids: readonly string[]): Promise<void> {
    for (const id of ids) this.destroyed.add(id);
    if (ids.length > 0) await available(this.table.delete(ids));
  }

  /** Wraps every key by the preferred wrapping key. @returns how many there are */
  async rewrapAll(): Promise<number> {
    let count = 0;
    for (let last = ''; ;) {
      const rows = await available(this.table.after(last, rewrappedAtOnce));
      if (rows.length === 0) return count;
      const rewrapped = await available(Promise.all(rows.map((row) => this.rewrapped(row))));
      await available(this.table.rewrap(rewrapped));
      count += rows.length;
      last = rows.at(-1)!.subject;
    }
  }

  private async rewrapped({ subject, key, wrapped, wrappedBy }: SubjectRow): Promise<SubjectRow> {
    return this.rowOf(subject, key, await this.wrappingKey(wrappedBy).unwrap(wrapped, key));
  }

  /** Those that are cached, and those that `read` finds beside them. */
  private async look(
    cache: LRUCache<string, KeptSubjectKey>,
    names: Iterable<string>,
    read: (missing: string[]) => Promise<SubjectRow[]>,
  ): Promise<KeptSubjectKey[]> {
    const found: KeptSubjectKey[] = [];
    const missing: string[] = [];
    for (const name of names) {
      const known = cache.get(name);
      if (known && !this.destroyed.has(known.id)) found.push(known);
      else missing.push(name);
    }
    if (missing.length === 0) return found;
    const rows = await this.withoutDestroyed(await available(read(missing)));
    const unwrapped = await available(Promise.all(rows.map((row) => this.unwrapped(row))));
    // One may have been destroyed since its row was read.
    const alive = unwrapped.filter(({ id }) => !this.destroyed.has(id));
    return [...found, ...alive.map((key) => this.cached(key))];
  }

  /** Deletes the rows of destroyed keys, which a backup may have brought back. */
  private async withoutDestroyed(rows: SubjectRow[]): Promise<SubjectRow[]> {
    const dead = rows.flatMap(({ key }) => (this.destroyed.has(key) ? [key] : []));
    if (dead.length === 0) return rows;
    await available(this.table.delete(dead));
    return rows.filter(({ key }) => !this.destroyed.has(key));
  }

  private cached(key: KeptSubjectKey): KeptSubjectKey {
    this.bySubject.set(key.subject, key);
    this.byId.set(key.id, key);
    return key;
  }

  private async unwrapped({ subject, key, wrapped, wrappedBy }: SubjectRow): Promise<KeptSubjectKey> {
    const secret = await this.wrappingKey(wrappedBy).unwrap(wrapped, key);
    return { subject, ...subjectKeyOf(key, secret) };
  }

  private newRow(subject: string): Promise<SubjectRow> {
    return this.rowOf(subject, randomBytes(8).toString('hex'), randomBytes(wrappedKeyBytes));
  }

  private async rowOf(subject: string, key: string, secret: Buffer): Promise<SubjectRow> {
    const [preferred] = this.wrappingKeys;
    return { subject, key, wrapped: await preferred.wrap(secret, key), wrappedBy: preferred.id };
  }

  private wrappingKey(id: string): WrappingKey {
    const key = this.wrappingKeys.find((each) => each.id === id);
    if (!key) throw new WrappingKeyMissing(id);
    return key;
  }
}

async function available<Result>(result: Promise<Result>): Promise<Result> {
  try {
    return await result;
  } catch (cause) {
    throw cause instanceof SubjectKeysUnavailable ? cause : new SubjectKeysUnavailable(cause);
  }
}
