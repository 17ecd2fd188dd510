import type { Client } from 'pg';
import { reportingSchema } from '../reporting/reporting-view';
import { views } from '../reporting/views';

/** Kinds of objects that go with their table, or keep it from going: an exchange would lose them, or fail. */
const lost = `'pg_trigger'::regclass, 'pg_policy'::regclass, 'pg_publication_rel'::regclass, 'pg_statistic_ext'::regclass`;

/**
 * What depends on some tables and is not ours, as Postgres describes it: `view public.totals on table balances`. Ours are
 * what the migrations make, and the views for analysts, which are made anew.
 * @param schema of the tables
 */
export async function dependentsOf(
  client: Client,
  schema: string,
  tables: readonly string[],
): Promise<string[]> {
  const { rows } = await client.query<{ dependent: string }>(
    `select distinct coalesce(pg_describe_object('pg_class'::regclass, r.ev_class, 0),
       pg_describe_object(d.classid, d.objid, 0)) || ' on table ' || t.relname as dependent
     from pg_class t
     join pg_depend d on d.refclassid = 'pg_class'::regclass and d.refobjid = t.oid
     left join pg_rewrite r on d.classid = 'pg_rewrite'::regclass and r.oid = d.objid
     left join pg_class v on v.oid = r.ev_class
     where t.relnamespace = $1::text::regnamespace and t.relname = any($2::text[])
       and (d.deptype = 'n' or d.classid in (${lost}) or v.oid = t.oid)
       and not (v.relnamespace is not distinct from to_regnamespace($3) and v.relname = any($4::text[]))
     order by 1`,
    [schema, tables, reportingSchema, views.map(({ name }) => name)],
  );
  return rows.map(({ dependent }) => dependent);
}
