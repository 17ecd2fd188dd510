import type { Pool } from 'pg';

/** A row of `personal.subject_keys`. */
export interface SubjectRow {
  readonly subject: string;
  readonly key: string;
  readonly wrapped: Buffer;
  /** Id of the wrapping key. */
  readonly wrappedBy: string;
}

const columns = 'subject, key, wrapped, wrapped_by as "wrappedBy"';

/** The table of subject keys. */
export class SubjectKeyTable {
  constructor(private readonly pool: Pool) {}

  ofSubjects(subjects: readonly string[]): Promise<SubjectRow[]> {
    return this.rows(`select ${columns} from personal.subject_keys where subject = any($1)`, [subjects]);
  }

  ofKeys(keys: readonly string[]): Promise<SubjectRow[]> {
    return this.rows(`select ${columns} from personal.subject_keys where key = any($1)`, [keys]);
  }

  /** Up to `count` rows after a subject, in order. */
  after(subject: string, count: number): Promise<SubjectRow[]> {
    const sql = `select ${columns} from personal.subject_keys where subject > $1 order by subject limit $2`;
    return this.rows(sql, [subject, count]);
  }

  /** Adds rows; where a subject has one already, by another process, that one stays. */
  async add(rows: readonly SubjectRow[]): Promise<void> {
    // In order: two processes that add the same rows wait for each other, never in a circle.
    const sorted = [...rows].sort((a, b) => (a.subject < b.subject ? -1 : 1));
    await this.pool.query(
      `insert into personal.subject_keys (subject, key, wrapped, wrapped_by)
       select * from unnest($1::text[], $2::text[], $3::bytea[], $4::text[])
       on conflict do nothing`,
      columnsOf(sorted),
    );
  }

  /** Replaces what wraps the keys of rows that are still there. */
  async rewrap(rows: readonly SubjectRow[]): Promise<void> {
    await this.pool.query(
      `update personal.subject_keys as old set wrapped = x.wrapped, wrapped_by = x.wrapped_by
       from unnest($1::text[], $2::text[], $3::bytea[], $4::text[]) as x (subject, key, wrapped, wrapped_by)
       where old.subject = x.subject and old.key = x.key`,
      columnsOf(rows),
    );
  }

  async delete(keys: readonly string[]): Promise<void> {
    await this.pool.query('delete from personal.subject_keys where key = any($1)', [keys]);
  }

  /** Ids of all wrapping keys that some row needs. */
  async wrappedBy(): Promise<string[]> {
    const rows = await this.rows('select distinct wrapped_by as "wrappedBy" from personal.subject_keys', []);
    return rows.map(({ wrappedBy }) => wrappedBy);
  }

  private async rows(sql: string, values: readonly unknown[]): Promise<SubjectRow[]> {
    const { rows } = await this.pool.query<SubjectRow>(sql, [...values]);
    return rows;
  }
}

function columnsOf(rows: readonly SubjectRow[]): unknown[] {
  return [
    rows.map(({ subject }) => subject),
    rows.map(({ key }) => key),
    rows.map(({ wrapped }) => wrapped),
    rows.map(({ wrappedBy }) => wrappedBy),
  ];
}
