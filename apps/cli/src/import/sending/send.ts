import type { Row } from '@files/row';
import type { ApiClient } from '../../api-client';
import { ask } from '../../read-back';
import { sentenceOf, type PostedTransaction } from '../earlier/earlier';
import { foresee, isDecided, Patience, postBatch, standingSeq, type ItemResult } from './post-batch';
import type { Tally } from '../report/tally';
import type { Transfer } from '../mapping/transfer';

/** A row's transaction on its way. */
export interface Sending {
  readonly row: Row;
  readonly transfer: Transfer;
}

/** Where rows go, and what a key means there. */
export interface Destination {
  readonly api: ApiClient;
  readonly ledger: string;
  /** Whether a key is the caller's own: then one that stands for other content is a conflict. */
  readonly hasOwnKeys: boolean;
}

/**
 * Posts a batch and tallies what became of each row. Rows are decided in the order of the batch, but for those that the
 * ledger was too busy to decide at once.
 * @throws Failure where the API declines the batch as a whole, or goes on not deciding
 */
export async function sendBatch(
  destination: Destination,
  batch: readonly Sending[],
  tally: Tally,
): Promise<void> {
  const { api, ledger } = destination;
  const patience = new Patience('The ledger decides nothing any more; run the import again later.');
  let waiting = batch;
  let isLost = false;
  for (;;) {
    const before = waiting.length;
    const transfers = waiting.map(({ transfer }) => transfer);
    const results = isLost ? await foresee(api, ledger, transfers) : await postBatch(api, ledger, transfers);
    if (!results) isLost = true;
    else if (isLost) {
      waiting = await behindTheLastDecided(destination, waiting, results, tally);
      isLost = false;
    } else waiting = await undecidedOf(destination, waiting, results, tally);
    if (waiting.length === 0) return;
    if (waiting.length < before) patience.renew();
    await patience.pause();
  }
}

async function undecidedOf(
  destination: Destination,
  batch: readonly Sending[],
  results: readonly ItemResult[],
  tally: Tally,
): Promise<Sending[]> {
  const undecided: Sending[] = [];
  for (const [i, sending] of batch.entries()) {
    if (isDecided(results[i]!)) await settle(destination, sending, results[i]!, tally);
    else undecided.push(sending);
  }
  return undecided;
}

async function settle(
  { api, ledger, hasOwnKeys }: Destination,
  { row, transfer }: Sending,
  result: ItemResult,
  tally: Tally,
): Promise<void> {
  const { receipt, problem, status } = result;
  const standing = standingSeq(result);
  if (receipt) tally.stands(Number(receipt.seq));
  else if (standing === undefined) tally.refuse(row, problem?.code ?? String(status), problem?.detail ?? '');
  else if (!hasOwnKeys) tally.stands(standing);
  else tally.refuse(row, problem!.code, await conflict(api, ledger, transfer, standing));
}

/** Says what the key stands for, and what the row would make it stand for. */
async function conflict(api: ApiClient, ledger: string, transfer: Transfer, seq: number): Promise<string> {
  const { entry } = await ask<{ entry: { type: string; body: PostedTransaction } }>(
    api,
    `/v1/ledgers/${ledger}/entries/${seq}`,
  );
  const first = entry.type === 'TransactionPosted' ? sentenceOf(entry.body) : entry.type;
  return `The key ${transfer.idempotencyKey} stands for entry ${seq}: ${first}. The row says: ${sentenceOf(transfer)}.`;
}

/**
 * The rows that were not decided before the answer was lost. All up to the last one that this run brought into the
 * journal were; to send those again could accept out of its turn what was refused, so they are settled by the dry run.
 */
async function behindTheLastDecided(
  destination: Destination,
  batch: readonly Sending[],
  results: readonly ItemResult[],
  tally: Tally,
): Promise<readonly Sending[]> {
  const count = results.findLastIndex((result) => tally.isNew(standingSeq(result) ?? -1)) + 1;
  for (const [i, result] of results.slice(0, count).entries()) {
    const isMissing = result.receipt !== undefined && result.replayed !== true;
    if (isMissing)
      tally.refuse(batch[i]!.row, 'Refused', 'It was refused, and the answer that said why was lost.');
    else await settle(destination, batch[i]!, result, tally);
  }
  return batch.slice(count);
}
