import { rmSync } from 'node:fs';
import { writeDurably } from '@proof/durable-file';
import type { Command } from 'commander';
import { Failure, usageError } from '../failure';
import { askFor, changing, report, type ChangeOptions } from './change-access';
import { apiKeyIn, headerText, makeHeaderFile } from './header-file';

interface AddOptions extends ChangeOptions {
  readonly file?: string;
  readonly show?: true;
  readonly expiresAt?: string;
  readonly network: readonly string[];
}

type RevokeOptions = ChangeOptions & { readonly file?: string; readonly reason: string };

/** `ledger access key`: API keys. */
export function define(command: Command): void {
  changing(command, 'add', 'add an API key to a principal, and write its header to a file')
    .argument('<principal>', 'the principal')
    .option('--file <path>', 'the new file, which only you can read; curl sends it with -H @<path>')
    .option('--show', 'print the header instead; it is shown only once')
    .option('--expires-at <time>', 'time from which it is no longer valid')
    .option(
      '--network <cidr>',
      'an address or network that it may be used from; may be repeated',
      collect,
      [],
    )
    .action(add);
  changing(command, 'revoke', 'revoke an API key, or another credential')
    .argument('[credential]', 'its id')
    .option('--file <path>', 'the header file that contains it, instead of its id')
    .requiredOption('--reason <text>', 'why')
    .action(revoke);
}

async function add(principal: string, options: AddOptions): Promise<void> {
  const { expiresAt, file, json, network, propose, show } = options;
  if ((file === undefined) === (show === undefined))
    throw new Failure('Give either --file or --show.', usageError);
  if (show && json) throw new Failure('Give --show without --json.', usageError);
  // First, so that no secret comes that cannot be kept.
  if (file !== undefined) makeHeaderFile(file, '');
  try {
    const body = {
      kind: 'key',
      ...(expiresAt !== undefined && { expiresAt }),
      ...(network.length > 0 && { networks: network }),
    };
    const asked = await askFor(`/principals/${encodeURIComponent(principal)}/credentials`, body, { propose });
    const { secret, ...answer } = asked;
    const credential = String(answer['credential']);
    if (typeof secret !== 'string')
      throw new Failure(
        `The secret of the key ${credential} was lost in transit; revoke it and add another.`,
      );
    const header = headerText(secret);
    if (file === undefined) process.stdout.write(header);
    else writeDurably(file, header);
    const where = file === undefined ? '' : ` Its header is in ${file}.`;
    report(answer, `Added the key ${credential} to ${principal}.${where}`, options);
  } catch (error) {
    if (file !== undefined) rmSync(file);
    throw error;
  }
}

async function revoke(credential: string | undefined, options: RevokeOptions): Promise<void> {
  const { file, reason } = options;
  if ((credential === undefined) === (file === undefined))
    throw new Failure('Give either the id of a credential or --file.', usageError);
  const id = credential ?? apiKeyIn(file!)?.id;
  if (id === undefined) throw new Failure(`${file} holds no API key.`, usageError);
  const answer = await askFor(`/credentials/${encodeURIComponent(id)}/revoke`, { reason }, options);
  report(answer, `Revoked ${id}.`, options);
}

function collect(text: string, before: readonly string[]): string[] {
  return [...before, text];
}
