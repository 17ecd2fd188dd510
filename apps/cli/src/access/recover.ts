import { Option, type Command } from 'commander';
import { Failure, usageError } from '../failure';
import { readRequest } from './admin-request';
import { nameAdmin, principalId, withAccess } from './name-admin';
import type { OwnAccess } from './own-access';

interface Options {
  readonly admin?: string;
  readonly file?: string;
  readonly registerWriter?: true;
  readonly signed?: string;
  readonly json?: true;
}

const help = `
The root key authorises the change: no login is needed, and dual control does not apply. Writes directly to the event
store, with the root key and the writer key of this machine (EVENTSTORE_URL, KEYS_DIR, ROOT_KEY, WRITER_KEY).

If the root key is on another machine, see \`ledger access request-admin --help\`. If no writer key of the access
journal is left either, --register-writer registers the first one of WRITER_KEY in the same append.`;

/** `ledger access recover`: one more administrator, where none can log in any more. */
export function define(command: Command): void {
  command
    .addHelpText('after', help)
    .option('--admin <id>', 'the person who becomes an administrator', principalId)
    .option('--file <path>', 'the new header file of that person, which only you can read')
    .option('--register-writer', 'register the writer key of this machine, where no other is left')
    .addOption(
      new Option('--signed <path>', 'the file of `ledger access sign-admin`').conflicts([
        'admin',
        'file',
        'registerWriter',
      ]),
    )
    .option('--json', 'print one line of JSON')
    .action(recover);
}

async function recover({ admin, file, registerWriter, signed, json }: Options): Promise<void> {
  if (signed !== undefined) return nameSigned(signed, json);
  if (admin === undefined || file === undefined)
    throw new Failure('Give --admin and --file, or --signed.', usageError);
  const named = { admin, file, ...(json && { json }) };
  await nameAdmin(named, requireOpened, { registersWriter: registerWriter === true });
}

async function nameSigned(signed: string, json?: true): Promise<void> {
  const { log: _, rootSignature, ...named } = readRequest(signed);
  if (rootSignature === undefined)
    throw new Failure(`The root key has not signed ${signed}: see \`npx ledger access sign-admin\`.`);
  await withAccess(async (access) => {
    await requireOpened(access);
    await access.nameSignedAdmin({ ...named, rootSignature });
  });
  const { principal: admin, credential } = named;
  const report = { admin, credential: credential.credential };
  console.log(json ? JSON.stringify(report) : `${admin} is an administrator.`);
}

async function requireOpened(access: OwnAccess): Promise<void> {
  if (!(await access.state()).isOpened)
    throw new Failure('The access journal is not opened yet; see `npx ledger access open --help`.');
}
