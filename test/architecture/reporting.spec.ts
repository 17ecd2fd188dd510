import { migrate } from '@read-models/schema/migrate';
import { anyone } from '@read-models/reporting/reporting-view';
import { views } from '@read-models/reporting/views';
import { page } from '../support/pages';
import { startTestPostgres, type TestPostgres } from '../support/postgres';
import { withClient } from '../support/projecting';

/** Views in which every row is for all analysts, and why. */
const forAnyone = { about: 'It says nothing of any ledger.' };

let postgres: TestPostgres;
let databaseUrl: string;
beforeAll(async () => {
  postgres = await startTestPostgres(migrate);
  databaseUrl = await postgres.createDatabase();
});
afterAll(() => postgres.stop());

interface FoundColumn {
  readonly view: string;
  readonly about: string | null;
  readonly options: readonly string[] | null;
  readonly column: string;
  readonly type: string;
  readonly comment: string | null;
}

async function columns(): Promise<FoundColumn[]> {
  return withClient(databaseUrl, async (client) => {
    const { rows } = await client.query<FoundColumn>(
      `select c.relname as view, obj_description(c.oid, 'pg_class') as about, c.reloptions as options,
         a.attname as column, format_type(a.atttypid, a.atttypmod) as type, col_description(c.oid, a.attnum) as comment
       from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
       where c.relnamespace = 'reporting'::regnamespace order by c.relname, a.attnum`,
    );
    return rows;
  });
}

it('has a comment for every view and every column in Postgres', async () => {
  for (const { view, about, column, comment } of await columns())
    expect({ view, column, about, comment }).toEqual({
      view,
      column,
      about: expect.stringMatching(/\.$/),
      comment: expect.stringMatching(/\.$/),
    });
});

it('cuts the rows of every view by who reads, behind a security barrier, in the rights of the owner', async () => {
  const found = await columns();
  expect(new Set(found.map(({ view }) => view))).toEqual(new Set(views.map(({ name }) => name)));
  for (const { options } of found) expect(options).toEqual(['security_barrier=true']);
  for (const { name, scope } of views) {
    if (name in forAnyone) expect(scope).toBe(anyone);
    else expect(scope).toContain('s.database_user = session_user');
  }
});

it('shows no personal text, not even encrypted', () => {
  for (const { name, columns: of, from } of views)
    expect(`${name}: ${from} ${Object.values(of).join(' ')}`).not.toMatch(/personal|cipher/);
});

it('names ledgers, accounts and currencies by their texts, not by the numbers of the tables', async () => {
  for (const { view, column, type } of await columns())
    if (['ledger', 'account', 'currency'].includes(column))
      expect({ view, column, type }).toEqual({ view, column, type: 'text' });
});

it('is documented in docs/SQL.md view by view and column by column, as the comments say', async () => {
  const documented = views.map(({ name, comment }) => ({ name, comment }));
  const found = await columns();
  const sections = documented.map(({ name, comment }) => {
    const rows = found
      .filter(({ view }) => view === name)
      .map(({ column, type, comment: text }) => `| \`${column}\` | ${type} | ${text} |`);
    return [`### ${name}`, '', comment, '', '| Column | Type | What |', '|---|---|---|', ...rows].join('\n');
  });
  const { text } = page('docs/SQL.md');
  for (const section of sections) expect(text).toContain(section);
  expect(text.match(/^### /gm)).toHaveLength(sections.length);
});

it('is left alone by a second migration, and made anew by the first one of another release', async () => {
  const oids = () =>
    withClient(databaseUrl, async (client) => {
      const sql = `select xmin::text from pg_class where relnamespace = 'reporting'::regnamespace order by relname`;
      return (await client.query<{ xmin: string }>(sql)).rows;
    });
  const before = await oids();
  await migrate(databaseUrl);
  expect(await oids()).toEqual(before);
  await withClient(databaseUrl, (client) =>
    client.query(`comment on schema reporting is 'Views of another release.'; drop view reporting.postings`),
  );
  await migrate(databaseUrl);
  expect(new Set((await columns()).map(({ view }) => view))).toContain('postings');
});
