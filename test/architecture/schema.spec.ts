import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connectTables, rows } from '@read-models/data-source';
import { migrate } from '@read-models/migrate';
import { projectors } from '@read-models/projectors';
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

it('has in every row shape the columns of its table, with the same names and nullability', async () => {
  const source = await connectTables(databaseUrl, 2);
  const shapes = source.entityMetadatas.flatMap(({ tableName, columns }) =>
    columns.map(
      ({ databaseName, isNullable }) => `${tableName}.${databaseName}${isNullable ? '' : ' not null'}`,
    ),
  );
  await source.destroy();
  const found = await withClient(databaseUrl, (client) =>
    client.query<{ name: string }>(
      `select table_name || '.' || column_name || case is_nullable when 'NO' then ' not null' else '' end as name
       from information_schema.columns where table_schema = 'public' and table_name <> 'migrations'`,
    ),
  );
  expect(shapes.sort()).toEqual(found.rows.map(({ name }) => name).sort());
});

it('lets every table but those of the checkpoint be rebuilt', () => {
  const rebuilt = projectors.flatMap(({ keyedTables, addedTables }) => [...keyedTables, ...addedTables]);
  expect(new Set(rebuilt).size).toBe(rebuilt.length);
  expect(rebuilt.length + 2).toBe(rows.length);
});

it('is left alone by a second migration, even by two at once', async () => {
  const before = await schemaText(databaseUrl);
  await Promise.all([migrate(databaseUrl), migrate(databaseUrl)]);
  expect(await schemaText(databaseUrl)).toBe(before);
});
