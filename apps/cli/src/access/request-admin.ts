import { accessJournalId } from '@access/access-book';
import { apiKeyText, credentialOf } from '@access/edge/api-key';
import { pepperFile, Peppers } from '@access/edge/peppers';
import { cliSettings } from '@settings/settings';
import { makeSecretRing, secretRing } from '@signers/secret-ring';
import type { Command } from 'commander';
import { writeRequest } from './admin-request';
import { makeHeaderFile } from './header-file';
import { principalId } from './name-admin';
import { freshApiKey } from './own-access';

interface Options {
  readonly admin: string;
  readonly file: string;
  readonly out: string;
}

const help = `
For a root key that is on another machine:
  here                     npx ledger access request-admin --admin ida --file ida-auth --out request.json
  where the root key is    npx ledger access sign-admin --request request.json --out signed.json
  here                     npx ledger access recover --signed signed.json

It reads, or makes, KEYS_DIR/access.key, which the API has too, and writes nothing to the event store.`;

/** `ledger access request-admin`: what the root key of another machine is to sign. */
export function define(command: Command): void {
  command
    .addHelpText('after', help)
    .requiredOption('--admin <id>', 'the person who becomes an administrator', principalId)
    .requiredOption('--file <path>', 'the new header file of that person, which only you can read')
    .requiredOption('--out <path>', 'the file to make for the machine of the root key; it holds no secret')
    .action(request);
}

function request({ admin, file, out }: Options): void {
  const { keysDir, origin } = cliSettings();
  const secrets = pepperFile(keysDir);
  makeSecretRing(secrets);
  const key = freshApiKey();
  const credential = credentialOf(key, new Peppers(secretRing(secrets)).newest);
  writeRequest(out, { log: `${origin}/${accessJournalId}`, principal: admin, credential });
  makeHeaderFile(file, apiKeyText(key));
  console.log(
    `Have the root key sign ${out} with \`npx ledger access sign-admin\`. The header is in ${file}.`,
  );
}
