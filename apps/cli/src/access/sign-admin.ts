import { accessJournalId } from '@access/access-book';
import { adminStatement } from '@access/edge/signed-admin';
import { signAdmin } from '@proof/admin-statement';
import { cliSettings } from '@settings/settings';
import { KeyUnusable } from '@signers/key-unusable';
import type { Command } from 'commander';
import { Failure } from '../failure';
import { rootSignerOf } from '../keys/own-keys';
import { readRequest, writeRequest } from './admin-request';

interface Options {
  readonly request: string;
  readonly out: string;
}

/** `ledger access sign-admin`: the signature of the root key under a request, on the machine that has the key. */
export function define(command: Command): void {
  command
    .addHelpText('after', '\nIt needs the root key (ROOT_KEY, else KEYS_DIR/root.pem) and no network.')
    .requiredOption('--request <path>', 'the file of `ledger access request-admin`')
    .requiredOption('--out <path>', 'the signed file to make')
    .action(sign);
}

async function sign({ request: file, out }: Options): Promise<void> {
  const settings = cliSettings();
  const request = readRequest(file);
  const log = `${settings.origin}/${accessJournalId}`;
  // Whoever made the request must not choose for which installation the root key signs.
  if (request.log !== log)
    throw new Failure(`The request is for ${request.log}; with LEDGER_ORIGIN it would be for ${log}.`);
  const root = await rootSignerOf(settings, log).catch((cause: unknown) => {
    throw cause instanceof KeyUnusable ? new Failure(cause.message) : cause;
  });
  if (!root) throw new Failure('The root key is not on this machine: name it in ROOT_KEY.');
  const { principal, credential } = request;
  writeRequest(out, { ...request, rootSignature: await signAdmin(log, adminStatement(request), root) });
  console.log(
    `Signed that ${principal} is an administrator of ${log}, by the key ${credential.credential}: ${out}`,
  );
}
