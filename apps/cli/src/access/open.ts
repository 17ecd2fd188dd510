import type { Command } from 'commander';
import { Failure } from '../failure';
import { nameAdmin, principalId, type NewAdmin } from './name-admin';

const help = `
Writes directly to the event store, with the root key and the writer key of this machine (EVENTSTORE_URL, KEYS_DIR,
ROOT_KEY, WRITER_KEY), because nobody can log in to the API yet. npm start does this automatically.`;

/** `ledger access open`: the access journal, with its first administrator. */
export function define(command: Command): void {
  command
    .addHelpText('after', help)
    .requiredOption('--admin <id>', 'the person who becomes an administrator', principalId)
    .requiredOption('--file <path>', 'the new header file of that person, which only you can read')
    .option('--json', 'print one line of JSON')
    .action((named: NewAdmin) =>
      nameAdmin(named, async (access) => {
        if ((await access.state()).isOpened)
          throw new Failure('The access journal is opened already; see `npx ledger access recover --help`.');
        await access.open();
      }),
    );
}
