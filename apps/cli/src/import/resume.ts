import type { ApiClient } from '../api-client';
import { Failure } from '../failure';
import { importTag } from './transfer';

/**
 * The key of the last transaction that an earlier run of this import posted, or undefined where there was none.
 *
 * All rows up to it were decided, so a second run goes on behind it. Sending them again would be no harm where they
 * were accepted; but a refused row leaves no trace, and might be accepted now, out of its turn. The read model finds
 * the transaction, the journal has the last word: it is asked for what the read model had not applied yet.
 * @throws Failure
 */
export async function lastKey(api: ApiClient, ledger: string, prefix: string): Promise<string | undefined> {
  const tag = encodeURIComponent(importTag(prefix));
  const list = await api.get(`/v1/ledgers/${ledger}/transactions?tag=${tag}&order=desc&limit=1`);
  if (list.status !== 200)
    throw new Failure(`The ledger ${ledger} cannot be read: ${String(list.body['detail'])}`);
  const [newest] = list.body['items'] as { seq: string }[];
  const known = newest && (await keyAt(api, ledger, newest.seq));
  return (await lastKeyAfter(api, ledger, prefix, Number(list.body['seq']))) ?? known;
}

async function keyAt(api: ApiClient, ledger: string, seq: string): Promise<string | undefined> {
  const { body } = await api.get(`/v1/ledgers/${ledger}/entries/${seq}`);
  return keyIn(body);
}

async function lastKeyAfter(
  api: ApiClient,
  ledger: string,
  prefix: string,
  seq: number,
): Promise<string | undefined> {
  let last: string | undefined;
  for await (const line of api.lines(`/v1/ledgers/${ledger}/entries?from=${seq + 1}`)) {
    const key = keyIn(line);
    if (key?.startsWith(`${prefix}:`)) last = key;
  }
  return last;
}

/** The entry may come as its canonical text. */
function keyIn({ entry }: Readonly<Record<string, unknown>>): string | undefined {
  const value = (typeof entry === 'string' ? JSON.parse(entry) : entry) as { idem?: string } | undefined;
  return value?.idem;
}
