import { open } from 'node:fs/promises';
import { writeNewFile } from '@export/folder';
import { parseAccountLine } from '@proof/account-export-format';
import type { ApiClient } from '../api-client';
import { Failure } from '../failure';
import { begun, type AccountReport } from './report';

/** An account whose statement and history are wanted as a file. */
export interface AccountTask {
  readonly api: ApiClient;
  readonly ledger: string;
  readonly account: string;
  /** File to write. */
  readonly out: string;
}

/** Enough for the last line: a few figures for each currency, and the keys. */
const endBytesMax = 16 * 1_048_576;

/** Writes what the API answers, and nothing that was interrupted. @throws Failure and the errors of the file */
export async function exportAccount(task: AccountTask): Promise<AccountReport> {
  const finish = begun(task);
  const { api, ledger, account } = task;
  const body = await api.bytes(`/v1/ledgers/${ledger}/accounts/${encodeURIComponent(account)}/export`);
  const end = await writeNewFile(task.out, (path) => write(path, body));
  const { entries, closing } = endIn(end);
  return { ...finish(), format: 'account', account, entries, closing };
}

/** Writes everything; answers the last line. */
async function write(path: string, body: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const file = await open(path, 'wx');
  let last: Buffer = Buffer.alloc(0);
  try {
    for await (const chunk of body) {
      await file.writeFile(chunk);
      const seen = Buffer.concat([last, chunk]);
      last = seen.subarray(seen.lastIndexOf('\n', -2) + 1);
      if (last.length > endBytesMax) throw interrupted();
    }
  } catch (error) {
    throw error instanceof TypeError ? interrupted() : error;
  } finally {
    await file.close();
  }
  // What is not whole is not kept.
  endIn(last);
  return last;
}

function endIn(line: Buffer) {
  const text = line.toString();
  if (!text.startsWith('{"end":') || !text.endsWith('\n')) throw interrupted();
  const parsed = parseAccountLine(text.slice(0, -1));
  if (!('end' in parsed)) throw interrupted();
  return parsed.end;
}

function interrupted(): Failure {
  return new Failure('The answer of the API ended before its end; nothing was written.');
}
