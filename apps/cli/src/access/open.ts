import type { Command } from 'commander';
import { Failure } from '../failure';
import { defineNaming } from './name-admin';

const help = `
It writes to the event store itself, with the root and the writer key of this machine (EVENTSTORE_URL, KEYS_DIR,
ROOT_KEY, WRITER_KEY): there is nobody yet whom the API would know. npm start does this by itself.`;

/** `ledger access open`: the access journal, with its first administrator. */
export function define(command: Command): void {
  command.addHelpText('after', help);
  defineNaming(command, async (access) => {
    if ((await access.state()).isOpened)
      throw new Failure('The access journal is opened already; see `npx ledger access recover --help`.');
    await access.open();
  });
}
