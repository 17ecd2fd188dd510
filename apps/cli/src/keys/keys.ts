import { resolve } from 'node:path';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { ledgerIdPattern } from '@ledger/ledger-id';
import { keyIdPattern } from '@commands/keys/change-keys';
import { keyRoles, type KeyRole } from '@ledger/key';
import { makeKeyFile } from '@signers/file-key';
import { KeyUnusable } from '@signers/key-unusable';
import { cliSettings } from '@settings/settings';
import { apiAddress } from '../addresses';
import { ApiClient } from '../api-client';
import { Failure, usageError } from '../failure';
import { wholeNumber } from '../whole-number';
import { changeKeys, keysOf, newKey, type ListedKey } from './change-keys';
import { keysOfInstallation } from './own-keys';

const help = `
  ledger keys list --ledger <id>
  ledger keys show --ledger <id> [--key <address>] [--role <name>]
  ledger keys new --file <path>
  ledger keys register --ledger <id> --role <name> --key <address>   (or --vkey <text>)
  ledger keys retire --ledger <id> --key-id <id>
  ledger keys compromise --ledger <id> --key-id <id> [--from-seq <seq>]

A key is named by where it is: file:/path, pkcs11:token=…;object=…?module-path=…, awskms:<key> or gcpkms:<key>. The root
key is used on this machine alone (ROOT_KEY, else KEYS_DIR/root.pem); the API gets its signature, never the key.

To replace the writer key: new, register, restart the API with WRITER_KEY set to the new key and the old one after it,
then retire the old one.

Exit codes: 0 done, 1 not, 3 usage error.`;

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
      done(change(options, { type: 'KeyRetired', keyId })),
  );
  onKey(command, 'compromise', 'declare a key compromised: it vouches for nothing from an entry on')
    .option('--from-seq <seq>', 'that entry, where it lies before this declaration', wholeNumber(0, 1e15))
    .action(({ keyId, fromSeq, ...options }: Options & { keyId: string; fromSeq?: number }) => {
      const from = fromSeq === undefined ? {} : { fromSeq: String(fromSeq) };
      return done(change(options, { type: 'KeyCompromised', keyId, ...from }));
    });
}

function onLedger(command: Command, name: string, description: string): Command {
  return command
    .command(name)
    .description(description)
    .requiredOption('--ledger <id>', 'the ledger', ledgerId)
    .option('--json', 'print one line of JSON');
}

function onKey(command: Command, name: string, description: string): Command {
  return onLedger(command, name, description).requiredOption('--key-id <id>', 'id of the key', keyId);
}

function roleOption(): Option {
  return new Option('--role <name>', 'what the key signs').choices(keyRoles);
}

function ledgerId(text: string): string {
  if (ledgerIdPattern.test(text)) return text;
  throw new InvalidArgumentError('Give the id of a ledger.');
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
  console.log(`Keys of ${keys.log} at entry ${keys.seq}, under the root key ${keys.root}`);
  for (const key of keys.items) console.log(`  ${sentenceOf(key)}`);
}

function sentenceOf({ role, status, vkey, ...seqs }: ListedKey): string {
  const ends = [
    ...(seqs.retiredSeq === undefined ? [] : [`retired at ${seqs.retiredSeq}`]),
    ...(seqs.compromisedSeq === undefined
      ? []
      : [`compromised at ${seqs.compromisedSeq}, from ${seqs.compromisedFromSeq ?? 'then on'}`]),
  ];
  return [role.padEnd(7), status.padEnd(11), vkey, `registered at ${seqs.registeredSeq}`, ...ends].join('  ');
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
  await change(options, await newKey(cliSettings(), options.ledger, { role, key, vkey }));
}

async function change({ ledger, json }: Options, statement: Parameters<typeof changeKeys>[3]): Promise<void> {
  const changed = await changeKeys(cliSettings(), client(), ledger, statement);
  console.log(
    json ? JSON.stringify(changed) : `${changed.type} ${changed.keyId} is entry ${changed.seq} of ${ledger}.`,
  );
}

function client(): ApiClient {
  return new ApiClient(apiAddress(cliSettings()));
}
