import { cliSettings } from '@settings/settings';
import type { Command } from 'commander';
import { ApiClient } from './api-client';
import { apiAddress } from './addresses';
import { sandboxLedger, seedSandbox } from './sandbox';

/** `ledger seed`: the sandbox ledger and its accounts; harmless to repeat. */
export function define(command: Command): void {
  command.option('--json', 'print one line of JSON').action(async ({ json }: { json?: true }) => {
    const api = apiAddress(cliSettings());
    const made = await seedSandbox(new ApiClient(api));
    const sentence = made === 0 ? 'was there already' : `is ready, ${made} parts are new`;
    console.log(
      json
        ? JSON.stringify({ api, ledger: sandboxLedger, made })
        : `The ledger ${sandboxLedger} at ${api} ${sentence}.`,
    );
  });
}
