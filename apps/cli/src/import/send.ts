import type { ApiClient } from '../api-client';
import { Failure } from '../failure';
import { lastKey } from './resume';
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

/** Where a batch goes, and what the keys of its import begin with. */
export interface Destination {
  readonly ledger: string;
  readonly prefix: string;
}

/** Statuses of an item that was not decided, and is sent again. */
const undecided = new Set([429, 500, 503, 504]);
const triesMax = 30;

/**
 * Posts a batch and tells the tally what became of each row. Rows are decided in the order of the batch, but for those
 * that the ledger was too busy to decide at once.
 * @throws Failure where the API declines the batch as a whole, or goes on not deciding
 */
export async function sendBatch(
  api: ApiClient,
  destination: Destination,
  batch: readonly Outgoing[],
  tally: Tally,
): Promise<void> {
  let waiting = batch;
  for (let tries = 1; waiting.length > 0; tries += 1) {
    if (tries > triesMax) throw new Failure(`The ledger does not decide row ${waiting[0]!.row}.`);
    if (tries > 1) await new Promise((wake) => setTimeout(wake, 20 * tries));
    const results = await post(api, destination, waiting);
    waiting = results
      ? waiting.filter((outgoing, i) => !wasDecided(outgoing.row, results[i]!, tally))
      : await withoutDecided(api, destination, waiting, tally);
  }
}

/** One result for each row, or undefined where the answer was lost. @throws Failure */
async function post(
  api: ApiClient,
  { ledger }: Destination,
  rows: readonly Outgoing[],
  query = '',
): Promise<readonly ItemResult[] | undefined> {
  const path = `/v1/ledgers/${ledger}/transactions/bulk${query}`;
  const answer = await api.postBulk(
    path,
    rows.map(({ transfer }) => transfer),
  );
  if (!answer) return undefined;
  const { status, body } = answer;
  const items = body['items'];
  if (status === 200 && Array.isArray(items) && items.length === rows.length) return items as ItemResult[];
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

/**
 * The rows that were not decided before the answer was lost. All up to the last one in the journal were; to send those
 * again could accept out of its turn what was refused, so a dry run tells which of them the journal has.
 */
async function withoutDecided(
  api: ApiClient,
  destination: Destination,
  rows: readonly Outgoing[],
  tally: Tally,
): Promise<readonly Outgoing[]> {
  const last = await lastKey(api, destination.ledger, destination.prefix);
  const count = rows.findIndex(({ transfer }) => transfer.idempotencyKey === last) + 1;
  if (count === 0) return rows;
  const results = await post(api, destination, rows.slice(0, count), '?dryRun=true');
  if (!results) return rows;
  results.forEach(({ receipt, replayed, problem }, i) => {
    const { row } = rows[i]!;
    const detail = 'It was refused, and the answer that said why was lost.';
    if (receipt && replayed === true) tally.accept(receipt.seq, false);
    else
      tally.refuse(
        problem ? { row, code: problem.code, detail: problem.detail } : { row, code: 'Refused', detail },
      );
  });
  return rows.slice(count);
}
