import { Client, DatabaseError, escapeIdentifier, escapeLiteral } from 'pg';
import { analystRole, grantStatements } from '../reporting/make-views';
import { reportingSchema } from '../reporting/reporting-view';

/** Connections that one analyst may have at once. */
const connectionsMax = 4;

/** Settings that a session of an analyst begins with; he can change them, so that none of them is a protection. */
const sessionSettings = {
  default_transaction_read_only: 'on',
  idle_in_transaction_session_timeout: '10min',
  search_path: reportingSchema,
  statement_timeout: '60s',
};

/** Postgres does not do what was asked, for a reason that the user can change. */
export class AnalystUsersRefused extends Error {
  constructor(sentence: string) {
    super(sentence);
    this.name = 'AnalystUsersRefused';
  }
}

export interface AnalystUser {
  readonly name: string;
  /** How many connections he has now. */
  readonly connections: number;
  /** How many nodes or ledgers the access journal grants him to read. */
  readonly scopes: number;
}

/** The database users of analysts: members of the group `ledger_analyst`, which may read the views and nothing else. */
export class AnalystUsers {
  private constructor(private readonly client: Client) {}

  /** @param databaseUrl of the read models, by a user who may create roles and owns the tables */
  static async open(databaseUrl: string): Promise<AnalystUsers> {
    const client = new Client({ connectionString: databaseUrl, application_name: 'ledger-analysts' });
    // Where the connection breaks, the query under way or the next one fails.
    client.on('error', () => undefined);
    await client.connect();
    return new AnalystUsers(client);
  }

  /**
   * Makes a user who may log in.
   * @param password as it is, or as Postgres keeps it, so that no log of statements has it
   * @throws AnalystUsersRefused
   */
  async add(name: string, password: string): Promise<void> {
    if (await this.hasRole(name)) throw new AnalystUsersRefused(`Postgres has a user ${name} already.`);
    const user = escapeIdentifier(name);
    await this.inTransaction([
      ...((await this.hasRole(analystRole)) ? [] : [`create role ${analystRole} nologin`]),
      ...grantStatements,
      `create role ${user} login nosuperuser nocreatedb nocreaterole noreplication nobypassrls
         connection limit ${connectionsMax} password ${escapeLiteral(password)} in role ${analystRole}`,
      ...Object.entries(sessionSettings).map(
        ([setting, value]) => `alter role ${user} set ${setting} = ${escapeLiteral(value)}`,
      ),
    ]);
  }

  /** @param password as {@link add} takes it. @throws AnalystUsersRefused */
  async setPassword(name: string, password: string): Promise<void> {
    await this.requireAnalyst(name);
    await this.inTransaction([`alter role ${escapeIdentifier(name)} password ${escapeLiteral(password)}`]);
  }

  /** Ends the sessions of a user, and takes him away. @throws AnalystUsersRefused */
  async remove(name: string): Promise<void> {
    await this.requireAnalyst(name);
    const user = escapeIdentifier(name);
    await this.inTransaction([`alter role ${user} nologin`]);
    await this.client.query(
      'select pg_terminate_backend(pid, 10000) from pg_stat_activity where usename = $1 and pid <> pg_backend_pid()',
      [name],
    );
    await this.inTransaction([`drop role ${user}`]);
  }

  async list(): Promise<AnalystUser[]> {
    const { rows } = await this.client.query<AnalystUser>(
      `select u.rolname as name,
         (select count(*)::int from pg_stat_activity a where a.usename = u.rolname) as connections,
         (select count(*)::int from analyst_scopes s where s.database_user = u.rolname) as scopes
       from pg_auth_members m
       join pg_roles g on g.oid = m.roleid and g.rolname = $1
       join pg_roles u on u.oid = m.member and u.rolcanlogin and u.rolname <> current_user
       order by u.rolname`,
      [analystRole],
    );
    return rows;
  }

  close(): Promise<void> {
    return this.client.end();
  }

  private async hasRole(name: string): Promise<boolean> {
    const { rowCount } = await this.client.query('select from pg_roles where rolname = $1', [name]);
    return rowCount !== 0;
  }

  /** No other user of the database is changed by mistake. */
  private async requireAnalyst(name: string): Promise<void> {
    const { rowCount } = await this.client.query(
      `select from pg_auth_members m where m.roleid = to_regrole($1) and m.member = to_regrole(quote_ident($2))`,
      [analystRole, name],
    );
    if (rowCount === 0) throw new AnalystUsersRefused(`There is no analyst ${name} in Postgres.`);
  }

  private async inTransaction(statements: readonly string[]): Promise<void> {
    try {
      await this.client.query('begin');
      for (const statement of statements) await this.client.query(statement);
      await this.client.query('commit');
    } catch (error) {
      await this.client.query('rollback').catch(() => undefined);
      if (!(error instanceof DatabaseError)) throw error;
      const detail = error.detail === undefined ? '' : ` ${error.detail}`;
      throw new AnalystUsersRefused(`Postgres refuses it: ${error.message}.${detail}`);
    }
  }
}
