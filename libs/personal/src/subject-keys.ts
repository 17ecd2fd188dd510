import { LRUCache } from 'lru-cache';
import { Pool } from 'pg';
import { canonicalText } from '@entries/canonical';
import { aesUnwrap, aesWrap } from '@signers/aes-wrap';
import { KeyUnusable } from '@signers/key-unusable';
import type { WrappingKeys } from '@signers/open-wrapping-keys';
import { wrappedKeyBytes } from '@signers/wrapping-key';
import { subjectKeyOf, type SubjectKey } from './cipher';
import { DataKeys, type DataKey } from './data-keys';
import { random } from './random';
import { SharedCalls } from './shared-calls';
import { SubjectKeyTable, type SubjectRow } from './subject-key-table';
import { available } from './subject-keys-unavailable';

/** The key of a subject, and whose it is. */
export interface KeptSubjectKey extends SubjectKey {
  readonly subject: string;
}

/** The key of a subject whose row does not unwrap: it was changed, or comes from elsewhere. */
export interface DamagedKey {
  readonly id: string;
  readonly subject: string;
  /** What is wrong with it, and nothing of the subject. */
  readonly damage: string;
}

export type FoundKey = KeptSubjectKey | DamagedKey;

/** Most keys that are kept unwrapped in memory, and for how long: another process may have erased the subject. */
const cachedMax = 100_000;
const cachedMs = 10 * 60_000;

const connectionsMax = 10;
const rowsAtOnce = 500;

/**
 * The keys of subjects, one each, in a table outside of every journal. A key that was destroyed is neither used nor
 * given back, even if its row returns from a backup.
 */
export class SubjectKeys {
  private readonly table: SubjectKeyTable;
  private readonly dataKeys: DataKeys;
  private readonly bySubject = new LRUCache<string, KeptSubjectKey>({ max: cachedMax, ttl: cachedMs });
  private readonly byId = new LRUCache<string, KeptSubjectKey>({ max: cachedMax, ttl: cachedMs });
  private readonly destroyed = new Set<string>();
  private readonly making = new SharedCalls((subjects: ReadonlySet<string>) => this.madeFor(subjects));

  private constructor(
    private readonly pool: Pool,
    wrappingKeys: WrappingKeys,
  ) {
    this.table = new SubjectKeyTable(pool);
    this.dataKeys = new DataKeys(pool, wrappingKeys);
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
      await keys.dataKeys.requireWrappingKeys();
    } catch (error) {
      await pool.end();
      throw error;
    }
    return keys;
  }

  async close(): Promise<void> {
    await this.pool.end();
  }

  /**
   * The key of each subject, made where it has none. Its row is durable before it is used; those that ask at the same
   * time share one transaction.
   * @throws SubjectKeysUnavailable, WrappingKeyMissing
   */
  async ensure(subjects: Iterable<string>): Promise<ReadonlyMap<string, FoundKey>> {
    const { found, missing } = this.cached(this.bySubject, subjects);
    const made = missing.length === 0 ? undefined : await this.making.of(missing);
    const keys = new Map<string, FoundKey>(found.map((key) => [key.subject, key]));
    for (const subject of missing) keys.set(subject, made!.get(subject)!);
    return keys;
  }

  /** The key of each subject that has one. @throws SubjectKeysUnavailable, WrappingKeyMissing */
  async ofSubjects(subjects: Iterable<string>): Promise<Map<string, FoundKey>> {
    const { found, missing } = this.cached(this.bySubject, subjects);
    const read = missing.length === 0 ? [] : await available(this.table.ofSubjects(missing));
    return new Map([...found, ...(await this.opened(read))].map((key) => [key.subject, key]));
  }

  /** Keys by their ids; those of erased subjects are absent. @throws SubjectKeysUnavailable, WrappingKeyMissing */
  async ofKeys(ids: Iterable<string>): Promise<Map<string, FoundKey>> {
    const { found, missing } = this.cached(this.byId, ids);
    const read = missing.length === 0 ? [] : await available(this.table.ofKeys(missing));
    return new Map([...found, ...(await this.opened(read))].map((key) => [key.id, key]));
  }

  /** Id of the key of a subject that has one, be it damaged or not. @throws SubjectKeysUnavailable */
  async idOf(subject: string): Promise<string | undefined> {
    const [row] = await this.alive(await available(this.table.ofSubjects([subject])));
    return row?.key;
  }

  /** Destroys keys, for good: nothing that they encrypted opens any more. The same again does nothing. */
  async destroy(ids: readonly string[]): Promise<void> {
    for (const id of ids) this.destroyed.add(id);
    if (ids.length > 0) await available(this.table.delete(ids));
  }

  /**
   * Wraps every key that needs another wrapping key than the preferred one by a new data key under that, and deletes the
   * data keys before it: whoever has the old wrapping key and a backup opens nothing that is deleted since then.
   * @returns how many there were, and ids of those that are damaged and stay as they are
   */
  async rotate(): Promise<{ readonly rewrapped: number; readonly damaged: readonly string[] }> {
    let rewrapped = 0;
    const damaged: string[] = [];
    do {
      for await (const rows of this.notWrappedBy(this.dataKeys.wrappedBy)) {
        const good = await this.rewrapped(rows);
        await available(this.table.rewrap(good));
        rewrapped += good.length;
        damaged.push(...rows.filter(({ key }) => !good.some((row) => row.key === key)).map(({ key }) => key));
      }
    } while (!(await available(this.table.deleteUnused(this.dataKeys.wrappedBy))));
    return { rewrapped, damaged: [...new Set(damaged)] };
  }

  private async *notWrappedBy(wrappingKey: string): AsyncGenerator<SubjectRow[]> {
    for (let last = ''; ;) {
      const rows = await available(this.table.notWrappedBy(wrappingKey, last, rowsAtOnce));
      if (rows.length === 0) return;
      yield rows;
      last = rows.at(-1)!.subject;
    }
  }

  /** Rows under the present data key, without damaged ones. */
  private async rewrapped(rows: readonly SubjectRow[]): Promise<SubjectRow[]> {
    const dataKey = await this.dataKeys.current();
    const opened = await Promise.all(rows.map((row) => this.secretOf(row)));
    return rows.flatMap((row, i) => {
      const found = opened[i]!;
      return 'secret' in found ? [wrappedRow(row, found.secret, dataKey)] : [];
    });
  }

  /** The key that each subject has or gets. */
  private async madeFor(subjects: ReadonlySet<string>): Promise<ReadonlyMap<string, FoundKey>> {
    const keys = new Map<string, FoundKey>();
    // One may have got its row from another process meanwhile, or a new key the id of another one: the next round.
    for (let left = [...subjects]; left.length > 0; left = left.filter((subject) => !keys.has(subject)))
      for (const key of await this.made(left.slice(0, rowsAtOnce))) keys.set(key.subject, key);
    return keys;
  }

  private async made(subjects: readonly string[]): Promise<FoundKey[]> {
    const dataKey = await this.dataKeys.current();
    const secrets = new Map<string, Buffer>();
    const rows = subjects.map((subject) => {
      const [key, secret] = [random(8).toString('hex'), random(wrappedKeyBytes)];
      secrets.set(key, secret);
      return wrappedRow({ subject, key }, secret, dataKey);
    });
    const standing = await available(this.table.added(rows));
    if (!standing) {
      this.dataKeys.forget(dataKey.id);
      return [];
    }
    return this.opened(standing, secrets);
  }

  private cached(cache: LRUCache<string, KeptSubjectKey>, names: Iterable<string>) {
    const found: FoundKey[] = [];
    const missing: string[] = [];
    for (const name of names) {
      const known = cache.get(name);
      if (known && !this.destroyed.has(known.id)) found.push(known);
      else missing.push(name);
    }
    return { found, missing };
  }

  /** The keys of rows, but for destroyed ones. @param secrets by id, of keys that need not be unwrapped */
  private async opened(rows: SubjectRow[], secrets?: ReadonlyMap<string, Buffer>): Promise<FoundKey[]> {
    const alive = await this.alive(rows);
    const keys = await Promise.all(
      alive.map(async (row): Promise<FoundKey> => {
        const { key: id, subject } = row;
        const known = secrets?.get(id);
        const found = known ? { secret: known } : await this.secretOf(row);
        return 'secret' in found
          ? { subject, ...subjectKeyOf(id, found.secret) }
          : { id, subject, damage: found.damage };
      }),
    );
    // One may have been destroyed since its row was read.
    const usable = keys.filter(({ id }) => !this.destroyed.has(id));
    for (const key of usable) if (!('damage' in key)) this.cache(key);
    return usable;
  }

  /** Deletes the rows of destroyed keys, which a backup may have brought back. @returns the others */
  private async alive(rows: SubjectRow[]): Promise<SubjectRow[]> {
    const dead = rows.flatMap(({ key }) => (this.destroyed.has(key) ? [key] : []));
    if (dead.length === 0) return rows;
    await available(this.table.delete(dead));
    return rows.filter(({ key }) => !this.destroyed.has(key));
  }

  private cache(key: KeptSubjectKey): void {
    this.bySubject.set(key.subject, key);
    this.byId.set(key.id, key);
  }

  private async secretOf(
    row: SubjectRow,
  ): Promise<{ readonly secret: Buffer } | { readonly damage: string }> {
    try {
      const dataKey = await this.dataKeys.of(row.dataKey);
      const secret = aesUnwrap(dataKey.secret, row.wrapped, contextOf(row));
      if (secret) return { secret };
      return {
        damage: `The data key ${row.dataKey} has not wrapped this as the key ${row.key} of its subject.`,
      };
    } catch (error) {
      if (error instanceof KeyUnusable) return { damage: error.message };
      throw error;
    }
  }
}

function wrappedRow(
  { subject, key }: Pick<SubjectRow, 'subject' | 'key'>,
  secret: Buffer,
  dataKey: DataKey,
): SubjectRow {
  const wrapped = aesWrap(dataKey.secret, secret, contextOf({ subject, key }));
  return { subject, key, wrapped, dataKey: dataKey.id };
}

/** Authenticated with the key, so that it is of no use in the row of another subject. */
function contextOf({ subject, key }: Pick<SubjectRow, 'subject' | 'key'>): string {
  return canonicalText(['subject-key/v1', key, subject]);
}
