import type { ApiClient } from '../../api-client';
import { Failure } from '../../failure';
import type { Transfer } from '../mapping/transfer';

/** What the API answers to one item of a bulk. */
export interface ItemResult {
  readonly status: number;
  readonly replayed?: boolean;
  readonly receipt?: { readonly seq: string };
  readonly problem?: { readonly code: string; readonly detail: string; readonly seq?: string };
}

/** Statuses of an item that was not decided, and is sent again. */
const undecided = new Set([429, 500, 503, 504]);

export function isDecided({ status }: ItemResult): boolean {
  return !undecided.has(status);
}

/** One result for each item, or undefined where the answer was lost. @throws Failure where the API declines them all */
export async function postBatch(
  api: ApiClient,
  ledger: string,
  transfers: readonly Transfer[],
  query = '',
): Promise<readonly ItemResult[] | undefined> {
  const answer = await api.postBulk(`/v1/ledgers/${ledger}/transactions/bulk${query}`, transfers);
  if (!answer) return undefined;
  const { status, body } = answer;
  const items = body['items'];
  if (status === 200 && Array.isArray(items) && items.length === transfers.length)
    return items as ItemResult[];
  throw new Failure(
    `The API declined the import (${status}): ${String(body['detail'] ?? 'an answer of another form')}`,
  );
}

/**
 * What a dry run answers to each item, or undefined where the answer was lost. Of items that share a key only the first
 * is asked about: a dry run takes the second for a repetition of the first, which is in no journal.
 */
export async function foresee(
  api: ApiClient,
  ledger: string,
  transfers: readonly Transfer[],
): Promise<readonly ItemResult[] | undefined> {
  const distinct = new Map(transfers.toReversed().map((transfer) => [transfer.idempotencyKey, transfer]));
  const asked = [...distinct.values()];
  const results = await postBatch(api, ledger, asked, '?dryRun=true');
  if (!results) return undefined;
  const byKey = new Map(asked.map(({ idempotencyKey }, i) => [idempotencyKey, results[i]!]));
  return transfers.map(({ idempotencyKey }) => byKey.get(idempotencyKey)!);
}

/** The seq of the entry that answered the key of the item before, whatever its content; undefined where none did. */
export function standingSeq({ receipt, replayed, problem }: ItemResult): number | undefined {
  if (receipt && replayed === true) return Number(receipt.seq);
  return problem?.code === 'IdempotencyKeyReused' ? Number(problem.seq) : undefined;
}

/** Waits while nothing goes on, and gives up where that lasts too long: however slow the ledger is, it is not stuck. */
export class Patience {
  private since = performance.now();
  private pauseMs = 10;

  /** @param sentence what to say in the end */
  constructor(private readonly sentence: string) {}

  /** Something was decided. */
  renew(): void {
    this.since = performance.now();
    this.pauseMs = 10;
  }

  /** @throws Failure */
  async pause(): Promise<void> {
    if (performance.now() - this.since > patienceMs) throw new Failure(this.sentence);
    this.pauseMs = Math.min(2 * this.pauseMs, 1_000);
    await new Promise((wake) => setTimeout(wake, this.pauseMs));
  }
}

const patienceMs = 300_000;
