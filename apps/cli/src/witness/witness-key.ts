import { resolve } from 'node:path';
import type { Command } from 'commander';
import { makeKeyFile } from '@signers/file-key';
import { witnessName, witnessSigner } from './witness-signer';

const help = `
The private key stays in the file, for its owner's eyes alone (mode 0600). What is printed is the verifier key, which
goes to whoever runs the ledger and into the policy of whoever verifies it. A file that is there is left as it is.`;

/** `ledger witness-key`: the key of a witness, made if it is not there. */
export function define(command: Command): void {
  command
    .addHelpText('after', help)
    .requiredOption('--name <name>', 'name of the witness, like auditor.example.com/w1', witnessName)
    .requiredOption('--key <file>', 'file of the key')
    .action(async ({ name, key }: { name: string; key: string }) => {
      makeKeyFile(resolve(key));
      console.log((await witnessSigner(name, key)).vkey);
    });
}
