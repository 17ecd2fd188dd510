import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CannotStart } from '@local/cannot-start';
import { SettingsRefused, setVariable } from '@settings/settings';
import { Command } from 'commander';
import { commands, type CommandEntry } from './commands';
import { Failure, usageError } from './failure';

/** The package is one level above the compiled program, `dist/apps/cli/src`. */
const packageFile = join(__dirname, '../../../../package.json');

async function main(words: readonly string[]): Promise<void> {
  const { version } = JSON.parse(readFileSync(packageFile, 'utf8')) as { version: string };
  const program = new Command('ledger')
    .description('An event-sourced, double-entry ledger for money.')
    .version(version, '-V, --version', 'print the version');
  // Every command takes this over when it is added.
  program.exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : usageError));
  const [asked, askedInGroup] = words.filter((word) => !word.startsWith('-'));
  for (const [heading, entries] of Object.entries(commands)) {
    for (const [name, entry] of Object.entries(entries)) {
      const command = program.command(name).description(entry.summary).helpGroup(heading);
      if (name === asked) await define(command, entry, askedInGroup);
    }
  }
  await program.parseAsync([...words], { from: 'user' });
}

type Entry = (typeof commands)[string][string];

async function define(command: Command, entry: Entry, asked: string | undefined): Promise<void> {
  if ('load' in entry) return defineOne(command, entry);
  for (const [name, one] of Object.entries(entry.commands)) {
    const inGroup = command.command(name).description(one.summary);
    if (name === asked) await defineOne(inGroup, one);
  }
}

async function defineOne(command: Command, { asksApi, load }: CommandEntry): Promise<void> {
  (await load()).define(command);
  if (asksApi) withAuth(command);
}

/** Each command below takes `--auth` in place of LEDGER_AUTH. */
function withAuth(command: Command): void {
  if (command.commands.length > 0) return command.commands.forEach(withAuth);
  command
    .option('--auth <file>', 'file with the credential to send (default: LEDGER_AUTH, else one in DATA_DIR)')
    .hook('preAction', () => {
      const { auth } = command.opts<{ auth?: string }>();
      if (auth !== undefined) setVariable('LEDGER_AUTH', auth);
    });
}

main(process.argv.slice(2)).catch((cause: unknown) => {
  const isForTheUser = [CannotStart, SettingsRefused, Failure].some((kind) => cause instanceof kind);
  console.error(isForTheUser ? (cause as Error).message : cause);
  process.exit(cause instanceof Failure ? cause.exitCode : 1);
});
