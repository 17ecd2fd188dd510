import { cliSettings } from '@settings/settings';
import type { Command } from 'commander';
import { apiAddress, apiOf } from './addresses';
import { sandboxLedger, seedSandbox } from './sandbox';

/** `ledger seed`: the sandbox ledger and its accounts; harmless to repeat. */
export function define(command: Command): void {
  command.option('--json', 'print one line of JSON').action(async ({ json }: { json?: true }) => {
    const settings = cliSettings();
    const api = apiAddress(settings);
    const made = await seedSandbox(apiOf(settings));
    const sentence = made === 0 ? 'was there already' : `is ready, ${made} parts are new`;
    console.log(
      json
        ? JSON.stringify({ api, ledger: sandboxLedger, made })
        : `The ledger ${sandboxLedger} at ${api} ${sentence}.`,
    );
  });
}
