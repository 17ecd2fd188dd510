import { Client } from 'pg';
import { scopesOf, type AnalystScope } from '@access/grants/analyst-scopes';
import type { AccessHistory } from '@verifier/access/access-history';
import { JournalFault } from '@verifier/journal/fault';
import { sentenceOf, type Difference } from './tables/difference';
import type { Findings } from './walk';

const table = 'analyst_scopes';

type Row = Readonly<Record<string, string | null>>;

const time = (column: string) => `trim_scale(extract(epoch from ${column})::numeric * 1000)::text`;

const foundRows = `
  select database_user, grant_seq::text, path, ledger, ${time('begins_at')} as begins_at,
    ${time('expires_at')} as expires_at
  from ${table}`;

/** What analysts may read in Postgres at one moment. */
export interface FoundScopes {
  /** Seq of the last entry of the access journal that it contains; -1 before the first. */
  readonly seq: number;
  readonly rows: readonly Row[];
}

/** To be read before the access journal is: the rows may contain whatever the journal has by then. */
export async function foundScopes(databaseUrl: string): Promise<FoundScopes> {
  const client = new Client({ connectionString: databaseUrl, application_name: 'ledger-verify' });
  // Where the connection breaks, the query under way or the next one fails.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('begin transaction isolation level repeatable read, read only');
    const at = await client.query<{ seq: string }>('select seq from analyst_scopes_at');
    const { rows } = await client.query<Row>(foundRows);
    return { seq: Number(at.rows[0]?.seq ?? -1), rows };
  } finally {
    await client.end();
  }
}

/** Holds what analysts may read against an access journal that is in order, as of the entry that the rows contain. */
export function withScopes(findings: Findings, found: FoundScopes | undefined): Findings {
  const { history, fault, incomplete } = findings;
  if (!found || !history || fault || incomplete) return findings;
  const differing = flawOf(found, history);
  if (differing) return { ...findings, fault: differing };
  // Without a projector that knows the root key nothing is granted, and there is nothing to compare.
  if (found.seq === -1) return findings;
  return { ...findings, readModels: { seq: found.seq, rows: { [table]: found.rows.length } } };
}

function flawOf({ seq, rows }: FoundScopes, history: AccessHistory): JournalFault | undefined {
  if (seq >= history.size) {
    const detail = `Table analyst_scopes_at has entry ${seq} applied, but the access journal has ${history.size} entries: its end was cut off, or the table was changed.`;
    return new JournalFault('ReadModelDiffers', history.size, detail);
  }
  const implied = seq === -1 ? [] : scopesOf(history.grantsAt(seq)).map(impliedRow);
  const difference = firstDifference(implied, rows);
  if (!difference) return undefined;
  return new JournalFault(
    'ReadModelDiffers',
    Math.max(0, seq),
    sentenceOf(difference, () => undefined),
  );
}

function impliedRow({ databaseUser, grant, path, ledger, startsAt, expiresAt }: AnalystScope): Row {
  return {
    database_user: databaseUser,
    grant_seq: String(grant),
    path,
    ledger,
    begins_at: milliseconds(startsAt),
    expires_at: milliseconds(expiresAt),
  };
}

function milliseconds(at: string | undefined): string | null {
  return at === undefined ? null : String(Date.parse(at));
}

const nameOf = ({ database_user: user, grant_seq: grant, path }: Row) => JSON.stringify([user, grant, path]);

function firstDifference(implied: readonly Row[], found: readonly Row[]): Difference | undefined {
  const expected = new Map(implied.map((row) => [nameOf(row), row]));
  const there = new Map(found.map((row) => [nameOf(row), row]));
  for (const name of [...new Set([...expected.keys(), ...there.keys()])].sort()) {
    const [a, b] = [expected.get(name), there.get(name)];
    if (a && b && Object.keys(a).every((column) => a[column] === b[column])) continue;
    const { database_user, grant_seq, path } = (a ?? b)!;
    return { table, key: { database_user, grant_seq, path } as Row, implied: a, found: b };
  }
  return undefined;
}
