import type { Command } from 'commander';
import { Failure } from '../failure';
import { defineNaming } from './name-admin';

const help = `
The root key authorises the change: no login is needed, and dual control does not apply. Writes directly to the event
store, with the root key and the writer key of this machine (EVENTSTORE_URL, KEYS_DIR, ROOT_KEY, WRITER_KEY).`;

/** `ledger access recover`: one more administrator, where none can log in any more. */
export function define(command: Command): void {
  command.addHelpText('after', help);
  defineNaming(command, async (access) => {
    if (!(await access.state()).isOpened)
      throw new Failure('The access journal is not opened yet; see `npx ledger access open --help`.');
  });
}
