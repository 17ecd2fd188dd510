import { ledgers, verifiedTables, type Column, type VerifiedTables } from '../support/verified-tables';

let world: VerifiedTables;
beforeAll(async () => {
  world = await verifiedTables();
});
afterAll(() => world.stop());

/** What no answer is made of, and why. */
const exempt: Readonly<Record<string, string>> = {
  analyst_scopes: 'Of no ledger: it is held against the access journal.',
  analyst_scopes_at: 'Of no ledger: it is held against the access journal.',
  projection:
    'The position of the projector in the store as a whole: only the projector reads it, to go on from there.',
};

/** Whatever a value of each type can be changed to, in SQL. */
const changes: Readonly<Record<string, (column: string) => string>> = {
  ARRAY: (column) => `coalesce(${column}, '{}') || '{changed}'::text[]`,
  bigint: (column) => `coalesce(${column}, 0) + 1000003`,
  boolean: (column) => `not ${column}`,
  integer: (column) => `coalesce(${column}, 0) + 1000003`,
  json: (column) => `json_build_object('changed', ${column})`,
  jsonb: (column) => `jsonb_build_object('changed', ${column})`,
  numeric: (column) => `${column} + 1`,
  smallint: (column) => `${column} + 1003`,
  text: (column) => `coalesce(${column}, '') || 'x'`,
  'timestamp with time zone': (column) =>
    `coalesce(${column}, '2026-01-01Z'::timestamptz) + interval '1 microsecond'`,
  uuid: () => 'gen_random_uuid()',
};

const tablesOf = (columns: readonly Column[]) => [
  ...new Set(columns.map(({ table }) => table).filter((table) => !(table in exempt))),
];

/** One row of the table, as a condition, and the ledger it belongs to. */
async function oneRow(table: string, where = 'true'): Promise<{ ledger: string; row: string } | undefined> {
  const { rows } = await world.client.query<{ place: string; id: string }>(
    `select t.ctid::text as place, c.id from ${table} t join progress c on c.ledger = t.ledger
     where ${where.replaceAll('column.', 't.')} order by t.ctid limit 1`,
  );
  return rows[0] && { ledger: rows[0].id, row: `ctid = '${rows[0].place}'` };
}

/** Runs the statement, verifies, and puts the table back as it was. */
async function foundAfter(table: string, ledger: string, sql: string): Promise<string | undefined> {
  const { client } = world;
  await client.query(`create temporary table kept as select * from ${table}`);
  try {
    expect((await client.query(sql)).rowCount).toBe(1);
    const { fault } = await world.verify(ledger);
    return fault && `${fault.faultClass}: ${fault.message}`;
  } finally {
    await client.query(`truncate ${table}; insert into ${table} select * from kept; drop table kept`);
  }
}

async function expectFoundNaming(table: string, ledger: string, sql: string): Promise<void> {
  const found = await foundAfter(table, ledger, sql);
  const isNamed = found !== undefined && new RegExp(`^ReadModelDiffers: .*\\b${table}\\b`, 's').test(found);
  expect(isNamed ? 'found' : { sql, found }).toBe('found');
}

it('finds nothing in read models that are as the journal implies', async () => {
  for (const ledger of ledgers) {
    const { fault, readModels } = await world.verify(ledger);
    expect(fault?.message).toBeUndefined();
    expect(readModels).toBeDefined();
  }
});

it('has rows in every table, so that each can be changed', async () => {
  const tables = tablesOf(world.columns);
  expect(tables.length).toBeGreaterThan(20);
  for (const table of tables) expect([table, await oneRow(table)]).toEqual([table, expect.anything()]);
});

it('finds a change of any column of any table, and names the table', async () => {
  for (const { table, column, type } of world.columns) {
    if (table in exempt) continue;
    const { ledger, row } = ((await oneRow(table, `column."${column}" is not null`)) ??
      (await oneRow(table)))!;
    await expectFoundNaming(
      table,
      ledger,
      `update ${table} set "${column}" = ${changes[type]!(`"${column}"`)} where ${row}`,
    );
  }
});

it('finds a value that is gone, and one where there was none', async () => {
  const { rows } = await world.client.query<Column>(
    `select table_name as table, column_name as column, data_type as type from information_schema.columns
     where table_schema = 'public' and table_name <> 'migrations' and is_nullable = 'YES'`,
  );
  for (const { table, column, type } of rows) {
    if (table in exempt) continue;
    const there = await oneRow(table, `column."${column}" is not null`);
    if (there)
      await expectFoundNaming(
        table,
        there.ledger,
        `update ${table} set "${column}" = null where ${there.row}`,
      );
    const absent = await oneRow(table, `column."${column}" is null`);
    if (absent && type === 'text')
      await expectFoundNaming(
        table,
        absent.ledger,
        `update ${table} set "${column}" = '' where ${absent.row}`,
      );
  }
});

it('finds a row that is gone from any table', async () => {
  for (const table of tablesOf(world.columns)) {
    const { ledger, row } = (await oneRow(table))!;
    await expectFoundNaming(table, ledger, `delete from ${table} where ${row}`);
  }
});

it('finds a row that was invented in any table', async () => {
  for (const table of tablesOf(world.columns)) {
    const { ledger, row } = (await oneRow(table))!;
    const columns = world.columns.filter((each) => each.table === table);
    const { rows: keys } = await world.client.query<{ name: string }>(
      `select a.attname as name from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any(i.indkey)
       where i.indrelid = $1::regclass and i.indisunique`,
      [table],
    );
    // A table whose rows have no other key than their ledger gets a row of another ledger.
    const unique = new Set(keys.map(({ name }) => name));
    if (unique.size > 1 && !unique.has('id')) unique.delete('ledger');
    const values = columns.map(({ column, type }) =>
      unique.has(column) ? changes[type]!(`"${column}"`) : `"${column}"`,
    );
    const names = columns.map(({ column }) => `"${column}"`).join(', ');
    await expectFoundNaming(
      table,
      ledger,
      `insert into ${table} (${names}) select ${values.join(', ')} from ${table} where ${row}`,
    );
  }
});

it('says nothing of columns that do not exist any more', () => {
  const tables = new Set(world.columns.map(({ table }) => table));
  expect(Object.keys(exempt).filter((table) => !tables.has(table))).toEqual([]);
});
