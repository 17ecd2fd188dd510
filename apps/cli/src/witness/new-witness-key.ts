import { resolve } from 'node:path';
import type { Command } from 'commander';
import { makeKeyFile } from '@signers/file-key';
import { witnessName, witnessSigner } from './witness-signer';

const help = `
The private key stays in the file, which only its owner can read (mode 0600). The verifier key is printed: give it to
the operator of the ledger, and add it to the policy that exports are verified with. An existing file is not changed.`;

/** `ledger witness new-key`: the key of a witness, created if it does not exist. */
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
