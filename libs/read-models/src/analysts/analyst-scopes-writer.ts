import { Pool } from 'pg';
import { analystScopes } from './analyst-scopes.table';

/** What a database user may read, by one grant of the access journal. */
export interface GrantedScope {
  readonly databaseUser: string;
  /** Seq of the entry that made the grant. */
  readonly grant: number;
  /** Id of the ledger, or `*` for every one. */
  readonly ledger: string;
  /** Of a node, with all below it; empty for all of the ledger. */
  readonly path: string;
  /** RFC 3339, UTC, milliseconds. */
  readonly startsAt?: string;
  /** RFC 3339, UTC, milliseconds; from then on nothing may be read. */
  readonly expiresAt?: string;
}

const given = analystScopes.rows<GrantedScope>({
  database_user: ({ databaseUser }) => databaseUser,
  grant_seq: ({ grant }) => grant,
  path: ({ path }) => path,
  ledger: ({ ledger }) => ledger,
  begins_at: ({ startsAt }) => startsAt,
  expires_at: ({ expiresAt }) => expiresAt,
});

const columns = Object.keys(analystScopes.columns);
const stored = Object.entries(analystScopes.columns).map(
  ([name, column]) => `${column.stored(`x.${name}`)} as ${name}`,
);
const isSame = Object.entries(analystScopes.columns).map(
  ([name, { isNullable }]) => `g.${name} ${isNullable ? 'is not distinct from' : '='} s.${name}`,
);

const remove = `
  delete from analyst_scopes s where not exists (
    select from (select ${stored.join(', ')} from ${given.sql}) g where ${isSame.join(' and ')})`;

const add = `
  insert into analyst_scopes (${columns.join(', ')}) select ${stored.join(', ')} from ${given.sql}
  on conflict do nothing`;

/** Keeps the scopes of analysts in the tables. Several processes may: what is older than the rows changes nothing. */
export class AnalystScopesWriter {
  private readonly pool: Pool;

  constructor(databaseUrl: string) {
    this.pool = new Pool({
      connectionString: databaseUrl,
      max: 1,
      application_name: 'ledger-analysts',
      keepAlive: true,
      connectionTimeoutMillis: 10_000,
    });
    // An idle connection broke: the pool makes another when one is needed.
    this.pool.on('error', () => undefined);
  }

  /** Makes the rows those of an entry of the access journal; changes only those that differ. @param seq of the last entry that they contain */
  async write(seq: number, scopes: readonly GrantedScope[]): Promise<void> {
    await this.inTransaction(async (query) => {
      // Held until the end: a process that is behind waits, and then finds that it is.
      const { rowCount } = await query('select from analyst_scopes_at where seq <= $1 for update', [
        String(seq),
      ]);
      if (rowCount === 0) return;
      await query(remove, given.parameters(scopes));
      await query(add, given.parameters(scopes));
      await query('update analyst_scopes_at set seq = $1 where seq < $1', [String(seq)]);
    });
  }

  /** Takes all scopes away, for who cannot know what was granted. */
  async clear(): Promise<void> {
    await this.inTransaction(async (query) => {
      await query('delete from analyst_scopes', []);
      await query('update analyst_scopes_at set seq = -1', []);
    });
  }

  close(): Promise<void> {
    return this.pool.end();
  }

  private async inTransaction(
    work: (query: (sql: string, values: unknown[]) => Promise<{ rowCount: number | null }>) => Promise<void>,
  ): Promise<void> {
    const client = await this.pool.connect();
    let failure: Error | undefined;
    try {
      await client.query('begin');
      await work((sql, values) => client.query(sql, values));
      await client.query('commit');
    } catch (error) {
      failure = error as Error;
      throw error;
    } finally {
      // Where something failed the connection goes, and the transaction with it.
      client.release(failure);
    }
  }
}
