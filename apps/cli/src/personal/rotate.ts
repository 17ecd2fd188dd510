import type { Command } from 'commander';
import { SubjectKeys } from '@personal/subject-keys';
import { SubjectKeysUnavailable } from '@personal/subject-keys-unavailable';
import { cliSettings } from '@settings/settings';
import { KeyUnusable } from '@signers/key-unusable';
import { openWrappingKeys } from '@signers/open-wrapping-keys';
import { runningAddresses } from '../start/claim';
import { Failure, usageError } from '../failure';

const help = `
First set PERSONAL_KEY to the new wrapping key, followed by the old ones, and restart the API processes with it. Then
run this command. Afterwards no stored key needs an old wrapping key: remove them from PERSONAL_KEY, restart the
processes, and destroy them. Running the command twice is harmless.

Exit codes: 0 done, 1 failed, or some keys are damaged, 3 usage error.`;

/** `ledger personal rotate`: wraps the keys of personal text by the preferred wrapping key. */
export function define(command: Command): void {
  command
    .option('--json', 'print one line of JSON')
    .addHelpText('after', help)
    .action(({ json }: { json?: true }) => rotate(json === true));
}

async function rotate(isJson: boolean): Promise<void> {
  const { dataDir, keysDir, personalDatabaseUrl, personalKey } = cliSettings();
  const url = personalDatabaseUrl ?? runningAddresses(dataDir)?.postgres;
  if (url === undefined) {
    const sentence = 'Name the database of the keys in PERSONAL_DATABASE_URL, or run start on DATA_DIR.';
    throw new Failure(sentence, usageError);
  }
  try {
    const wrappingKeys = await openWrappingKeys(keysDir, personalKey);
    const keys = await SubjectKeys.open(url, wrappingKeys);
    const { rewrapped, damaged } = await keys.rotate().finally(() => keys.close());
    const [{ id }] = wrappingKeys;
    console.log(
      isJson
        ? JSON.stringify({ keys: rewrapped, damaged, wrappedBy: id })
        : `${rewrapped.toLocaleString('en')} ${rewrapped === 1 ? 'key is' : 'keys are'} now wrapped by ${id}.`,
    );
    if (damaged.length > 0) throw new Failure(damagedSentence(damaged));
  } catch (error) {
    const isForTheUser = error instanceof SubjectKeysUnavailable || error instanceof KeyUnusable;
    throw isForTheUser ? new Failure(error.message) : error;
  }
}

function damagedSentence(keys: readonly string[]): string {
  const shown = keys.slice(0, 5).join(', ');
  const more = keys.length > 5 ? ` and ${keys.length - 5} more` : '';
  return `Damaged, still under the old wrapping key: ${shown}${more}. Restore their rows, or erase their subjects.`;
}
