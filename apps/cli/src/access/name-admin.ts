import { rmSync } from 'node:fs';
import { apiKeyText } from '@access/edge/api-key';
import { principalIdPattern } from '@ledger/actor';
import { KeyUnusable } from '@signers/key-unusable';
import { openKeys } from '@signers/open-keys';
import { cliSettings } from '@settings/settings';
import { InvalidArgumentError, type Command } from 'commander';
import { eventStoreAddress } from '../addresses';
import { Failure } from '../failure';
import { makeHeaderFile } from './header-file';
import { freshApiKey, OwnAccess } from './own-access';

interface Options {
  readonly admin: string;
  readonly file: string;
  readonly json?: true;
}

/** Names an administrator with the keys of the installation. @param name of the command, for what differs between the two */
export function defineNaming(command: Command, name: (access: OwnAccess) => Promise<void>): void {
  command
    .requiredOption('--admin <id>', 'the person who becomes an administrator', principalId)
    .requiredOption('--file <path>', 'the new header file of that person, which only you can read')
    .option('--json', 'print one line of JSON')
    .action(async ({ admin, file, json }: Options) => {
      const key = freshApiKey();
      makeHeaderFile(file, apiKeyText(key));
      try {
        await withAccess(async (access) => {
          await name(access);
          await access.nameAdmin(admin, key);
        });
      } catch (error) {
        rmSync(file);
        throw error;
      }
      const report = { admin, credential: key.id, file };
      const sentence = `${admin} is an administrator. The header is in ${file}.`;
      console.log(json ? JSON.stringify(report) : sentence);
    });
}

async function withAccess(use: (access: OwnAccess) => Promise<void>): Promise<void> {
  const settings = cliSettings();
  const keys = await openKeys(settings).catch((cause: unknown) => {
    throw cause instanceof KeyUnusable ? new Failure(cause.message) : cause;
  });
  const { keysDir } = settings;
  await OwnAccess.with({ eventStoreUrl: eventStoreAddress(settings), keysDir, keys }, use);
}

function principalId(text: string): string {
  if (principalIdPattern.test(text)) return text;
  throw new InvalidArgumentError('Give 2 to 63 of a-z, 0-9 and -, beginning with a letter.');
}
