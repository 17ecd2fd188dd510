import type { ApiAnswer, ApiClient } from '../api-client';
import { Failure } from '../failure';
import type { Tally } from './tally';
import type { Transfer } from './transfer';

/** A row's transaction on its way. */
export interface Outgoing {
  readonly row: number;
  readonly transfer: Transfer;
}

interface ItemResult {
  readonly status: number;
  readonly replayed?: boolean;
  readonly receipt?: { readonly seq: string };
  readonly problem?: { readonly code: string; readonly detail: string };
}

/** Statuses of an item that was not decided, and is sent again. */
const undecided = new Set([429, 500, 503, 504]);
const triesMax = 20;

/**
 * Posts a batch and tells the tally what became of each row. Rows are decided in the order of the batch, but for those
 * that the ledger was too busy to decide at once.
 * @throws Failure where the API declines the batch as a whole, or goes on not deciding
 */
export async function sendBatch(
  api: ApiClient,
  ledger: string,
  batch: readonly Outgoing[],
  tally: Tally,
): Promise<void> {
  let waiting = batch;
  for (let tries = 1; waiting.length > 0; tries += 1) {
    const answer = await api.postBulk(
      `/v1/ledgers/${ledger}/transactions/bulk`,
      waiting.map(({ transfer }) => transfer),
    );
    const results = resultsIn(answer, waiting.length);
    waiting = waiting.filter((outgoing, i) => !wasDecided(outgoing.row, results[i]!, tally));
    if (waiting.length > 0 && tries === triesMax)
      throw new Failure(`The ledger does not decide row ${waiting[0]!.row}.`);
    if (waiting.length > 0) await new Promise((wake) => setTimeout(wake, 50 * tries));
  }
}

function resultsIn({ status, body }: ApiAnswer, count: number): readonly ItemResult[] {
  const items = body['items'];
  if (status === 200 && Array.isArray(items) && items.length === count) return items as ItemResult[];
  throw new Failure(
    `The API declined the import (${status}): ${String(body['detail'] ?? 'an answer of another form')}`,
  );
}

function wasDecided(row: number, { status, replayed, receipt, problem }: ItemResult, tally: Tally): boolean {
  if (undecided.has(status)) return false;
  if (receipt) tally.accept(receipt.seq, replayed === true);
  else tally.refuse({ row, code: problem?.code ?? String(status), detail: problem?.detail ?? '' });
  return true;
}
