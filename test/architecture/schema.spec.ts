import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { analystScopes, analystScopesAt } from '@read-models/analysts/analyst-scopes.table';
import { migrate } from '@read-models/schema/migrate';
import { progress, projection } from '@read-models/projection/projection.table';
import { projectedTables } from '@read-models/projection/projectors';
import { startTestPostgres, type TestPostgres } from '../support/postgres';
import { withClient } from '../support/projecting';
import { schemaText } from '../support/schema-text';

const golden = join(__dirname, 'schema.sql');

let postgres: TestPostgres;
let databaseUrl: string;
beforeAll(async () => {
  postgres = await startTestPostgres(migrate);
  databaseUrl = await postgres.createDatabase();
});
afterAll(() => postgres.stop());

/** When a migration changes it on purpose: delete the file, run this once, and look at the difference. */
it('is the schema that was reviewed', async () => {
  const text = await schemaText(databaseUrl);
  if (!existsSync(golden)) writeFileSync(golden, text);
  expect(text).toBe(readFileSync(golden, 'utf8'));
});

/** Every column as `table.column type`, with what else there is to say of it. */
const declared = [projection, progress, analystScopes, analystScopesAt, ...projectedTables].flatMap((table) =>
  Object.entries(table.columns).map(
    ([name, { type, isKey, isNullable }]) =>
      `${table.name}.${name} ${type}${isNullable ? '' : ' not null'}${isKey ? ' key' : ''}`,
  ),
);

it('has the tables that the read models declare: the same columns, types, keys and nulls', async () => {
  const found = await withClient(databaseUrl, (client) =>
    client.query<{ column: string }>(
      `select c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) ||
         case when a.attnotnull then ' not null' else '' end ||
         case when a.attnum = any(k.conkey) then ' key' else '' end as column
       from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
       left join pg_constraint k on k.conrelid = c.oid and k.contype = 'p'
       where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and c.relname <> 'migrations'`,
    ),
  );
  expect([...declared].sort()).toEqual(found.rows.map(({ column }) => column).sort());
});

it('lets every table be rebuilt but those of the checkpoint', () => {
  const names = projectedTables.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});

it('is left alone by a second migration, even by two at once', async () => {
  const before = await schemaText(databaseUrl);
  await Promise.all([migrate(databaseUrl), migrate(databaseUrl)]);
  expect(await schemaText(databaseUrl)).toBe(before);
});
