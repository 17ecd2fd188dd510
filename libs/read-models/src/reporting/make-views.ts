import { commentStatements, createStatement, reportingSchema } from './reporting-view';
import { views } from './views';

/** The group of all analysts: it may read the views, and nothing else. */
export const analystRole = 'ledger_analyst';

/** Runs a statement; answers its rows. */
export type RunSql = (sql: string, values?: unknown[]) => Promise<readonly unknown[]>;

/** The views as this release has them, to be made over the tables on the search path. */
export const viewStatements: readonly string[] = views.map(createStatement);

const definitions: readonly string[] = [...viewStatements, ...views.flatMap(commentStatements)];

/** Grants the schema and its views to the group of analysts, which must be there. */
export const grantStatements: readonly string[] = [
  `grant usage on schema ${reportingSchema} to ${analystRole}`,
  `grant select on all tables in schema ${reportingSchema} to ${analystRole}`,
];

/**
 * Makes the schema and its views, unless they are those of this release already: replacing a view waits for whoever
 * reads it. What stands on the views stays, and the group of analysts, where there is one, may read those that are new.
 */
export async function makeViews(run: RunSql): Promise<void> {
  const [made] = await run(
    `select format('comment on schema ${reportingSchema} is %L', c.comment) as remember,
       c.comment is not distinct from obj_description(to_regnamespace('${reportingSchema}'), 'pg_namespace') as "isMade",
       exists (select from pg_roles where rolname = '${analystRole}') as "hasRole"
     from (select 'Views for analysts, documented in docs/SQL.md. ' || md5($1) as comment) c`,
    [definitions.join(';')],
  );
  const { remember, isMade, hasRole } = made as { remember: string; isMade: boolean; hasRole: boolean };
  if (isMade) return;
  await run('begin');
  try {
    await run(`create schema if not exists ${reportingSchema}`);
    for (const sql of [...definitions, ...(hasRole ? grantStatements : []), remember]) await run(sql);
    await run('commit');
  } catch (error) {
    await run('rollback');
    throw error;
  }
}
