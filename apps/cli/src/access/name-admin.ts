import { rmSync } from 'node:fs';
import { apiKeyText } from '@access/edge/api-key';
import { principalIdPattern } from '@ledger/actor';
import { KeyUnusable } from '@signers/key-unusable';
import { openKeys } from '@signers/open-keys';
import { cliSettings } from '@settings/settings';
import { InvalidArgumentError } from 'commander';
import { eventStoreAddress } from '../addresses';
import { Failure } from '../failure';
import { makeHeaderFile } from './header-file';
import { freshApiKey, OwnAccess } from './own-access';

/** A person who becomes an administrator, and where that person's header goes. */
export interface NewAdmin {
  readonly admin: string;
  readonly file: string;
  readonly json?: true;
}

type NamingOptions = Parameters<OwnAccess['nameAdmin']>[2];

/**
 * Names an administrator by the root key of this machine, who gets a new API key.
 * @param prepare what comes before, in the journal
 * @throws Failure; then there is no header file
 */
export async function nameAdmin(
  { admin, file, json }: NewAdmin,
  prepare: (access: OwnAccess) => Promise<void>,
  options?: NamingOptions,
): Promise<void> {
  const key = freshApiKey();
  makeHeaderFile(file, apiKeyText(key));
  try {
    await withAccess(async (access) => {
      await prepare(access);
      await access.nameAdmin(admin, key, options);
    });
  } catch (error) {
    rmSync(file);
    throw error;
  }
  const report = { admin, credential: key.id, file };
  const sentence = `${admin} is an administrator. The header is in ${file}.`;
  console.log(json ? JSON.stringify(report) : sentence);
}

/** Gives the access journal to `use`, with the keys of the installation. @throws Failure */
export async function withAccess(use: (access: OwnAccess) => Promise<void>): Promise<void> {
  const settings = cliSettings();
  const keys = await openKeys(settings).catch((cause: unknown) => {
    throw cause instanceof KeyUnusable ? new Failure(cause.message) : cause;
  });
  const { keysDir } = settings;
  await OwnAccess.with({ eventStoreUrl: eventStoreAddress(settings), keysDir, keys }, use);
}

export function principalId(text: string): string {
  if (principalIdPattern.test(text)) return text;
  throw new InvalidArgumentError('Give 2 to 63 of a-z, 0-9 and -, beginning with a letter.');
}
