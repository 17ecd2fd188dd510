import { withClient } from './projecting';

/** Tables, columns, keys and indexes of a database, as text that is the same for the same shape. */
export async function schemaText(databaseUrl: string): Promise<string> {
  return withClient(databaseUrl, async (client) => {
    const { rows } = await client.query<{ line: string }>(`
      select table_name, 0 as kind, ordinal_position as place,
        format('%s.%s %s%s%s', table_name, column_name, data_type,
          case when is_nullable = 'NO' then ' not null' end,
          case when collation_name is not null then ' collate ' || collation_name end) ||
        coalesce(' default ' || column_default, '') as line
      from information_schema.columns where table_schema = current_schema() and table_name <> 'migrations'
      union all
      select relname, 1, 0, format('%s with (%s)', relname, array_to_string(reloptions, ', '))
      from pg_class where relnamespace = current_schema()::regnamespace and relkind = 'r' and reloptions is not null
      union all
      select conrelid::regclass::text, 2, row_number() over (partition by conrelid order by conname),
        format('%s constraint %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
      from pg_constraint
      where connamespace = current_schema()::regnamespace and contype <> 'n' and conrelid::regclass::text <> 'migrations'
      union all
      select tablename, 3, row_number() over (partition by tablename order by indexname), indexdef
      from pg_indexes where schemaname = current_schema() and tablename <> 'migrations'
      order by 1, 2, 3`);
    return rows.map(({ line }) => `${line}\n`).join('');
  });
}
