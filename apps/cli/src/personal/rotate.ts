import type { Command } from 'commander';
import { SubjectKeys } from '@personal/subject-keys';
import { SubjectKeysUnavailable } from '@personal/subject-keys-unavailable';
import { cliSettings } from '@settings/settings';
import { KeyUnusable } from '@signers/key-unusable';
import { openWrappingKeys } from '@signers/open-wrapping-keys';
import { runningAddresses } from '../start/claim';
import { Failure, usageError } from '../failure';

const help = `
PERSONAL_KEY names the wrapping keys, the new one first, then those that it replaces. The processes of the API must
have been started with it before. Afterwards no row needs an old key any more: remove it from PERSONAL_KEY, start the
processes again, and destroy it. Running it again is harmless.

Exit codes: 0 done, 1 not, or not for keys that are damaged, 3 usage error.`;

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
        : `${rewrapped.toLocaleString('en')} keys are now wrapped by ${id}.`,
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
