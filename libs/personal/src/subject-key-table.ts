import type { Pool } from 'pg';

/** A row of `personal.subject_keys`. */
export interface SubjectRow {
  readonly subject: string;
  readonly key: string;
  readonly wrapped: Buffer;
  /** Id of the data key that wraps it. */
  readonly dataKey: string;
}

const columns = 'subject, key, wrapped, data_key as "dataKey"';
const given =
  'unnest($1::text[], $2::text[], $3::bytea[], $4::text[]) as g (subject, key, wrapped, data_key)';

/** SQLSTATE of a row that names another one which is not there. */
const foreignKeyViolation = '23503';

/** The table of subject keys. */
export class SubjectKeyTable {
  constructor(private readonly pool: Pool) {}

  ofSubjects(subjects: readonly string[]): Promise<SubjectRow[]> {
    return this.rows(`select ${columns} from personal.subject_keys where subject = any($1)`, [subjects]);
  }

  ofKeys(keys: readonly string[]): Promise<SubjectRow[]> {
    return this.rows(`select ${columns} from personal.subject_keys where key = any($1)`, [keys]);
  }

  /** Up to `count` rows after a subject, in order, whose data key is not wrapped by this wrapping key. */
  notWrappedBy(wrappingKey: string, subject: string, count: number): Promise<SubjectRow[]> {
    const sql = `
      select ${columns} from personal.subject_keys
      where subject > $2 and data_key in (select id from personal.data_keys where wrapped_by <> $1)
      order by subject limit $3`;
    return this.rows(sql, [wrappingKey, subject, count]);
  }

  /**
   * Adds rows, durably, where a subject has none; one round trip.
   * @returns the row that each subject has, but for one that another process adds at this moment; undefined where their
   * data key is not there any more
   */
  async added(rows: readonly SubjectRow[]): Promise<SubjectRow[] | undefined> {
    // In order: two processes that add the same rows wait for each other, never in a circle.
    const sorted = [...rows].sort((a, b) => (a.subject < b.subject ? -1 : 1));
    const sql = `
      with added as (
        insert into personal.subject_keys (subject, key, wrapped, data_key) select * from ${given}
        on conflict do nothing returning ${columns}
      )
      select * from added union all select ${columns} from personal.subject_keys where subject = any($1)`;
    return unlessForeign(this.rows(sql, columnsOf(sorted)));
  }

  /** Replaces what wraps the keys of rows that are still there. */
  async rewrap(rows: readonly SubjectRow[]): Promise<void> {
    await this.pool.query(
      `update personal.subject_keys as old set wrapped = g.wrapped, data_key = g.data_key
       from ${given} where old.subject = g.subject and old.key = g.key`,
      columnsOf(rows),
    );
  }

  async delete(keys: readonly string[]): Promise<void> {
    await this.pool.query('delete from personal.subject_keys where key = any($1)', [keys]);
  }

  /**
   * Deletes the data keys that other wrapping keys wrap and no row needs.
   * @returns false where a row that needs one was added at this moment, and nothing is deleted
   */
  async deleteUnused(wrappingKey: string): Promise<boolean> {
    const sql = `
      delete from personal.data_keys d where wrapped_by <> $1
      and not exists (select from personal.subject_keys s where s.data_key = d.id)`;
    return (await unlessForeign(this.rows(sql, [wrappingKey]))) !== undefined;
  }

  private async rows(sql: string, values: readonly unknown[]): Promise<SubjectRow[]> {
    const { rows } = await this.pool.query<SubjectRow>(sql, [...values]);
    return rows;
  }
}

async function unlessForeign(rows: Promise<SubjectRow[]>): Promise<SubjectRow[] | undefined> {
  try {
    return await rows;
  } catch (error) {
    if ((error as { code?: unknown }).code === foreignKeyViolation) return undefined;
    throw error;
  }
}

function columnsOf(rows: readonly SubjectRow[]): unknown[] {
  return [
    rows.map(({ subject }) => subject),
    rows.map(({ key }) => key),
    rows.map(({ wrapped }) => wrapped),
    rows.map(({ dataKey }) => dataKey),
  ];
}
