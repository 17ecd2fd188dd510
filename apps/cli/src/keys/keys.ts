import { resolve } from 'node:path';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { accessJournalId } from '@access/access-book';
import { ledgerIdPattern } from '@ledger/ledger-id';
import { keyIdPattern } from '@commands/keys/key-fields';
import { keyRoles, type KeyRole } from '@ledger/known-keys';
import { nextRootHash } from '@proof/key-list';
import { makeKeyFile } from '@signers/file-key';
import { KeyUnusable } from '@signers/key-unusable';
import { cliSettings } from '@settings/settings';
import { apiOf } from '../addresses';
import type { ApiClient } from '../api-client';
import { Failure, usageError } from '../failure';
import { wholeNumber } from '../whole-number';
import { changeKeys } from './change-keys';
import { keysOf, sentencesOf } from './listed-keys';
import { keysOfInstallation, rootSignerAt, signerAt } from './own-keys';
import { recovery, replacement, type Replacement } from './recovery';

const help = `
  ledger keys list --ledger <id>
  ledger keys show --ledger <id> [--key <address>] [--role <name>]
  ledger keys new --file <path>
  ledger keys register --ledger <id> --role <name> --key <address>   (or --vkey <text>)
  ledger keys retire --ledger <id> --key-id <id>
  ledger keys compromise --ledger <id> --key-id <id> [--from-seq <seq>]
  ledger keys recover --ledger <id> --key <address> [--after <hash>]
  ledger keys hash-root --ledger <id> --key <address>
  ledger keys name-next-root --ledger <id> --next-root <hash>
  ledger keys replace-root --ledger <id> --key <address> --key-list <hash> [--next-root <hash>] [--writer-key <address>]

--ledger _access is the access journal, which has keys of its own under the same root key.

The address of a key says where it is kept: file:/path, pkcs11:token=…;object=…?module-path=…, awskms:<key> or
gcpkms:<key>. The root key (ROOT_KEY, else KEYS_DIR/root.pem) is used on this machine only; the API receives its
signature, never the key.

To replace the writer key: new, register, restart the API with WRITER_KEY set to the new key and the old one after it,
then retire the old one. If all writer keys are lost, recover registers a new one, which seals its own registration.

The root key names the next root key by a hash; hash-root prints it on the machine that has that key. Only the next
root key signs replace-root; the keys that list shows stay in force, and --key-list is the hash in its last line.

Exit codes: 0 done, 1 failed, 3 usage error.`;

interface Options {
  readonly ledger: string;
  readonly json?: true;
}

/** `ledger keys`: the keys that may sign for a ledger. */
export function define(command: Command): void {
  command.addHelpText('after', help);
  onLedger(command, 'list', 'list every key that was ever registered').action((options: Options) =>
    done(list(options)),
  );
  onLedger(
    command,
    'show',
    'show the keys of this installation as verifier keys, under their names in a ledger',
  )
    .option('--key <addresses>', 'other keys than those of the settings')
    .addOption(roleOption())
    .action((options: Options & { key?: string; role?: KeyRole }) => done(show(options)));
  command
    .command('new')
    .description('make an Ed25519 key in a file that nobody else can read')
    .requiredOption('--file <path>', 'file to make')
    .action(({ file }: { file: string }) => done(make(resolve(file))));
  onLedger(command, 'register', 'register a key: it may sign from the next append on')
    .addOption(roleOption().makeOptionMandatory())
    .option('--key <address>', 'the key, where this machine can reach it')
    .option('--vkey <text>', 'its verifier key, where not')
    .action((options: Options & { role: KeyRole; key?: string; vkey?: string }) => done(register(options)));
  onKey(command, 'retire', 'retire a key: it signs nothing from the next append on').action(
    ({ keyId, ...options }: Options & { keyId: string }) =>
      done(change(options, () => ({ statement: { type: 'KeyRetired', keyId } }))),
  );
  onKey(command, 'compromise', 'declare a key compromised: it vouches for nothing from an entry on')
    .option('--from-seq <seq>', 'that entry, where it lies before this declaration', wholeNumber(0, 1e15))
    .action(({ keyId, fromSeq, ...options }: Options & { keyId: string; fromSeq?: number }) => {
      const from = fromSeq === undefined ? {} : { fromSeq: String(fromSeq) };
      return done(change(options, () => ({ statement: { type: 'KeyCompromised', keyId, ...from } })));
    });
  defineRecovery(command);
}

/** What is needed where keys are lost or stolen. */
function defineRecovery(command: Command): void {
  onLedger(command, 'recover', 'register a writer key where all others are lost')
    .requiredOption('--key <address>', 'the new key, which the API must have in WRITER_KEY')
    .option('--after <hash>', 'leaf hash of the last entry, as your own verification shows it', hash)
    .action(({ key, after, ...options }: Options & { key: string; after?: string }) =>
      done(change(options, (keys) => recovery(cliSettings(), keys, { key, after }))),
    );
  onLedger(command, 'hash-root', 'print the hash by which a root key names this key as the next one')
    .requiredOption('--key <address>', 'the key')
    .action(({ ledger, key }: Options & { key: string }) => done(printRootHash(ledger, key)));
  onLedger(command, 'name-next-root', 'name the one key that may replace the root key')
    .requiredOption('--next-root <hash>', 'its hash, as hash-root prints it', hash)
    .action(({ nextRoot, ...options }: Options & { nextRoot: string }) =>
      done(change(options, () => ({ statement: { type: 'NextRootNamed', nextRoot } }))),
    );
  onLedger(command, 'replace-root', 'replace the root key by the one that it had named')
    .requiredOption('--key <address>', 'the new root key')
    .requiredOption('--key-list <hash>', 'hash of the key list that you have looked through', hash)
    .option('--next-root <hash>', 'the hash of the key that may replace the new one in turn', hash)
    .option('--writer-key <address>', 'a writer key to register with it, where no active one is left')
    .action(({ ledger, json, ...asked }: Options & Replacement) =>
      done(change({ ledger, ...(json && { json }) }, (keys) => replacement(keys, asked))),
    );
}

async function printRootHash(ledger: string, key: string): Promise<void> {
  const { origin } = cliSettings();
  console.log(nextRootHash((await rootSignerAt(key, `${origin}/${ledger}`)).vkey));
}

function onLedger(command: Command, name: string, description: string): Command {
  return command
    .command(name)
    .description(description)
    .requiredOption('--ledger <id>', 'the ledger; _access: the access journal', ledgerId)
    .option('--json', 'print one line of JSON');
}

function onKey(command: Command, name: string, description: string): Command {
  return onLedger(command, name, description).requiredOption('--key-id <id>', 'id of the key', keyId);
}

function roleOption(): Option {
  return new Option('--role <name>', 'what the key signs').choices(keyRoles);
}

function ledgerId(text: string): string {
  if (ledgerIdPattern.test(text) || text === accessJournalId) return text;
  throw new InvalidArgumentError('Give the id of a ledger, or _access.');
}

function hash(text: string): string {
  if (/^[A-Za-z0-9_-]{43}$/.test(text)) return text;
  throw new InvalidArgumentError('Give a SHA-256 hash in base64url: 43 characters.');
}

function keyId(text: string): string {
  if (keyIdPattern.test(text)) return text;
  throw new InvalidArgumentError('Give eight of 0-9 and a-f.');
}

/** A key that cannot be used is for the person at the terminal, too. */
async function done(work: Promise<void>): Promise<void> {
  await work.catch((cause: unknown) => {
    throw cause instanceof KeyUnusable ? new Failure(cause.message) : cause;
  });
}

async function list({ ledger, json }: Options): Promise<void> {
  const keys = await keysOf(client(), ledger);
  if (json) return console.log(JSON.stringify(keys));
  console.log(sentencesOf(keys));
}

async function show({ ledger, json, ...asked }: Options & { key?: string; role?: KeyRole }): Promise<void> {
  const keys = await keysOfInstallation(cliSettings(), ledger, asked);
  if (json) return console.log(JSON.stringify(keys));
  for (const { role, vkey } of keys) console.log(`${role.padEnd(7)}  ${vkey}`);
}

function make(file: string): Promise<void> {
  if (!makeKeyFile(file)) throw new Failure(`There is a file ${file} already.`);
  console.log(`Made the key file:${file}`);
  return Promise.resolve();
}

async function register({
  role,
  key,
  vkey,
  ...options
}: Options & { role: KeyRole; key?: string; vkey?: string }): Promise<void> {
  if ((key === undefined) === (vkey === undefined))
    throw new Failure('Give either --key or --vkey.', usageError);
  const settings = cliSettings();
  const log = `${settings.origin}/${options.ledger}`;
  const text = key === undefined ? vkey! : (await signerAt(key, role, log)).vkey;
  await change(options, () => ({ statement: { type: 'KeyRegistered', role, vkey: text } }));
}

async function change({ ledger, json }: Options, changeOf: Parameters<typeof changeKeys>[3]): Promise<void> {
  const changed = await changeKeys(cliSettings(), client(), ledger, changeOf);
  const subject = changed.keyId === undefined ? changed.type : `${changed.type} ${changed.keyId}`;
  console.log(json ? JSON.stringify(changed) : `${subject} is entry ${changed.seq} of ${ledger}.`);
}

function client(): ApiClient {
  return apiOf(cliSettings());
}
