import { Argument, type Command } from 'commander';
import { askFor, report, type ChangeOptions } from './change-access';

/** `ledger access dual-control`: whether a second administrator approves each change of access. */
export function define(command: Command): void {
  command
    .addArgument(new Argument('<state>', 'on or off').choices(['on', 'off']))
    .option('--propose', 'propose it to a second administrator, as dual control requires')
    .option('--json', 'print one line of JSON')
    .action(async (state: 'on' | 'off', options: ChangeOptions) => {
      const answer = await askFor('/dual-control', { on: state === 'on' }, { ...options, method: 'PUT' });
      report(answer, `Dual control is ${state}.`, options);
    });
}
