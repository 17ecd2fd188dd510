import { cliSettings } from '@settings/settings';
import type { Command } from 'commander';
import { apiOf } from '../addresses';
import { accepted } from '../keys/listed-keys';
import { grantInWords, type ListedGrant } from './listed-grant';

interface Me {
  readonly principal: string;
  readonly kind: string;
  readonly owner?: string;
  readonly credential: string;
  readonly grants: readonly ListedGrant[];
}

/** `ledger access whoami`: whom a header file proves, and what is granted to him. */
export function define(command: Command): void {
  command.option('--json', 'print one line of JSON').action(async ({ json }: { json?: true }) => {
    const me = accepted(await apiOf(cliSettings()).get('/v1/me')) as unknown as Me;
    if (json) return console.log(JSON.stringify(me));
    const owner = me.owner === undefined ? '' : `, for which ${me.owner} answers`;
    console.log(`${me.principal}: ${me.kind}${owner}, by the credential ${me.credential}`);
    for (const grant of me.grants) console.log(`  ${grantInWords(grant)}`);
  });
}
