import type { Client } from 'pg';
import { AnalystScopesWriter, type GrantedScope } from '@read-models/analysts/analyst-scopes-writer';
import { AnalystUsers } from '@read-models/analysts/analyst-users';
import { databaseClient } from './database-client';

/** What a database user may read. */
export type GivenScope = Omit<GrantedScope, 'grant' | 'path'> & { readonly path?: string };

/** Makes these the scopes, as of a seq of the access journal. */
export async function giveScopes(
  databaseUrl: string,
  seq: number,
  scopes: readonly GivenScope[],
): Promise<void> {
  const writer = new AnalystScopesWriter(databaseUrl);
  const granted = scopes.map((scope, grant) => ({ path: '', ...scope, grant }));
  await writer.write(seq, granted).finally(() => writer.close());
}

/** A session of a database user who is an analyst; makes the user, unless it is there. */
export async function analystSession(databaseUrl: string, user: string): Promise<Client> {
  const users = await AnalystUsers.open(databaseUrl);
  const password = 'of-a-test';
  try {
    const isThere = (await users.list()).some(({ name }) => name === user);
    if (!isThere) await users.add(user, password);
  } finally {
    await users.close();
  }
  const client = databaseClient(Object.assign(new URL(databaseUrl), { username: user, password }).href);
  await client.connect();
  return client;
}
