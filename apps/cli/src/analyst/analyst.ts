import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { databaseUserPattern } from '@access/grants/analyst-scopes';
import { createDurably, writeDurably } from '@proof/durable-file';
import { AnalystUsers, AnalystUsersRefused } from '@read-models/analysts/analyst-users';
import { migrate } from '@read-models/schema/migrate';
import { cliSettings } from '@settings/settings';
import { InvalidArgumentError, type Command } from 'commander';
import { databaseAddress } from '../addresses';
import { Failure, usageError } from '../failure';
import { passwordLine, addressOf } from './password-file';
import { scramVerifier } from './scram';

const help = `
The user of DATABASE_URL must own the tables and be able to create roles (CREATEROLE). What an analyst reads is granted
in the access journal, and takes effect while the projector runs:
npx ledger access grant add <principal> --role analyst --ledger <id> --database-user <user>
docs/SQL.md shows the first query.

Exit codes: 0 done, 1 not, 3 usage error.`;

interface Options {
  readonly json?: true;
}

interface FileOptions extends Options {
  readonly file: string;
}

/** `ledger analyst`: users of Postgres who read the views of the schema reporting. */
export function define(command: Command): void {
  command.addHelpText('after', help);
  const fileOption = '--file <path>';
  named(command, 'add', 'make a database user, and write the password to a file')
    .requiredOption(fileOption, 'the new password file, which only you can read; psql reads it by PGPASSFILE')
    .action(add);
  named(command, 'password', 'give a database user another password')
    .requiredOption(fileOption, 'the password file, which is made or replaced')
    .action(setPassword);
  named(command, 'remove', 'end the sessions of a database user, and remove the user').action(remove);
  command
    .command('list')
    .description('list the database users of analysts')
    .option('--json', 'print one line of JSON')
    .action(list);
}

function named(command: Command, name: string, description: string): Command {
  return command
    .command(name)
    .description(description)
    .argument('<user>', 'name of the user in Postgres', databaseUser)
    .option('--json', 'print one line of JSON');
}

function databaseUser(text: string): string {
  if (databaseUserPattern.test(text) && !text.startsWith('pg_')) return text;
  throw new InvalidArgumentError('Give 1 to 63 of a-z, 0-9 and _, beginning with neither a digit nor pg_.');
}

async function add(user: string, { file, json }: FileOptions): Promise<void> {
  const url = databaseAddress(cliSettings());
  const password = newPassword();
  // First, so that no password comes that cannot be kept.
  makeFile(file, passwordLine(url, user, password));
  try {
    // Where no process of this release ran yet.
    await migrate(url);
    await withUsers(url, (users) => users.add(user, verifierOf(password)));
  } catch (error) {
    rmSync(file);
    throw error;
  }
  const { host, port, database } = addressOf(url);
  report({ user, file, host, port, database }, json, [
    `Made the database user ${user}. The password is in ${file}.`,
    `Connect with PGPASSFILE=${file} psql -h ${host} -p ${port} -U ${user} ${database}`,
  ]);
}

async function setPassword(user: string, { file, json }: FileOptions): Promise<void> {
  const url = databaseAddress(cliSettings());
  const password = newPassword();
  await withUsers(url, (users) => users.setPassword(user, verifierOf(password)));
  // The password before it is void by now: where this one is not kept, another is made.
  writeDurably(file, passwordLine(url, user, password));
  report({ user, file }, json, [`Changed the password of ${user}. It is in ${file}.`]);
}

async function remove(user: string, { json }: Options): Promise<void> {
  await withUsers(databaseAddress(cliSettings()), (users) => users.remove(user));
  report({ user }, json, [
    `Removed the database user ${user}. Grants that name it stay in the access journal until they are revoked.`,
  ]);
}

async function list({ json }: Options): Promise<void> {
  const users = await withUsers(databaseAddress(cliSettings()), (each) => each.list());
  const lines = users.map(
    ({ name, scopes, connections }) =>
      `${name}: ${counted(scopes, 'scope')}, ${counted(connections, 'connection')}`,
  );
  report(users, json, lines);
}

function counted(count: number, what: string): string {
  return `${count.toLocaleString('en')} ${what}${count === 1 ? '' : 's'}`;
}

/** @throws Failure */
async function withUsers<T>(url: string, use: (users: AnalystUsers) => Promise<T>): Promise<T> {
  const users = await AnalystUsers.open(url);
  try {
    return await use(users);
  } catch (error) {
    throw error instanceof AnalystUsersRefused ? new Failure(error.message) : error;
  } finally {
    await users.close();
  }
}

function newPassword(): string {
  return randomBytes(24).toString('base64url');
}

function verifierOf(password: string): string {
  return scramVerifier(password, randomBytes(16));
}

/** @throws Failure where there is one already */
function makeFile(file: string, line: string): void {
  try {
    createDurably(file, line);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = code === 'EEXIST' ? `There is a file ${file} already.` : `${file} cannot be made: ${code}.`;
    throw new Failure(why, usageError);
  }
}

function report(answer: object, json: true | undefined, sentences: readonly string[]): void {
  if (json) return console.log(JSON.stringify(answer));
  for (const sentence of sentences) console.log(sentence);
}
