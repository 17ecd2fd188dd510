import { encrypted, encrypterTo } from '@export/encrypted';
import { writeNewFile } from '@export/folder';
import { parseAccountLine } from '@proof/account-export-format';
import type { ApiClient } from '../api-client';
import { Failure } from '../failure';
import { begun, type AccountReport } from './report';
import { writeChunks } from './write-chunks';

/** An account whose statement and history are wanted as a file. */
export interface AccountTask {
  readonly api: ApiClient;
  readonly ledger: string;
  readonly account: string;
  /** File to write. */
  readonly out: string;
  /** Recipients of age; plain without any. */
  readonly encryptTo: readonly string[];
}

/** Enough for the last line: a few figures for each currency, and the keys. */
const endBytesMax = 16 * 1_048_576;

/**
 * Writes what the API answers, and nothing that was interrupted.
 * @throws UsageError, Failure and the errors of the file
 */
export async function exportAccount(task: AccountTask): Promise<AccountReport> {
  const finish = begun(task);
  const { api, ledger, account, encryptTo } = task;
  const encrypter = encrypterTo(encryptTo);
  const body = await api.bytes(`/v1/ledgers/${ledger}/accounts/${encodeURIComponent(account)}/export`);
  const whole = new WholeLines(body);
  const chunks = encryptTo.length > 0 ? encrypted(encrypter, whole.chunks()) : whole.chunks();
  const end = await writeNewFile(task.out, async (path) => {
    await writeChunks(path, chunks);
    return endIn(whole.last);
  });
  return { ...finish(), format: 'account', account, entries: end.entries, closing: end.closing };
}

/** Lines as they pass. */
class WholeLines {
  /** The last line so far. */
  last: Buffer = Buffer.alloc(0);

  constructor(private readonly body: AsyncIterable<Uint8Array>) {}

  /** @throws Failure where they end before the line that ends an export */
  async *chunks(): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of this.body) {
        const seen = Buffer.concat([this.last, chunk]);
        this.last = seen.subarray(seen.lastIndexOf('\n', -2) + 1);
        if (this.last.length > endBytesMax) throw interrupted();
        yield chunk;
      }
    } catch (error) {
      throw error instanceof TypeError ? interrupted() : error;
    }
    // What is not whole is not kept.
    endIn(this.last);
  }
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
