import { readFileSync, statSync } from 'node:fs';
import { parseApiKey, type ApiKey } from '@access/edge/api-key';
import { createDurably } from '@proof/durable-file';
import { modeForOthers, openToOthers } from '@signers/private-file';
import { Failure, usageError } from '../failure';

/** What says who sends a request, and the file it was read from. */
export interface Header {
  readonly file: string;
  /** Of the header `Authorization`. */
  readonly value: string;
}

const form = /^Authorization: *(\S.*?)\s*$/i;

/**
 * The header in a file, which is a line that `curl -H @file` sends.
 * @throws Failure of a usage error, where there is no such file, others may read it, or it holds something else
 */
export function headerIn(file: string): Header {
  const found = statSync(file, { throwIfNoEntry: false });
  if (!found?.isFile()) {
    throw new Failure(
      `There is no header file ${file}: npm start makes it in its DATA_DIR; or name another with --auth or LEDGER_AUTH.`,
      usageError,
    );
  }
  const others = modeForOthers(found);
  if (others !== undefined) throw new Failure(openToOthers('header file', file, others), usageError);
  const value = form.exec(readFileSync(file, 'utf8').trim())?.[1];
  if (value !== undefined) return { file, value };
  throw new Failure(
    `The header file ${file} must hold one line, such as Authorization: Bearer lk_….`,
    usageError,
  );
}

/** The API key in a header file; undefined where it holds another credential. @throws Failure as {@link headerIn} does */
export function apiKeyIn(file: string): ApiKey | undefined {
  return parseApiKey(/^Bearer (.*)$/i.exec(headerIn(file).value)?.[1] ?? '');
}

/** What a header file holds, of a credential as its holder has it. */
export function headerText(secret: string): string {
  return `Authorization: Bearer ${secret}\n`;
}

/** Makes a header file that only this user may read; durable when it returns. @throws Failure where there is one already */
export function makeHeaderFile(file: string, secret: string): void {
  try {
    createDurably(file, headerText(secret));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = code === 'EEXIST' ? `There is a file ${file} already.` : `${file} cannot be made: ${code}.`;
    throw new Failure(why, usageError);
  }
}
