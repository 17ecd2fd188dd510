import type { ApiClient } from '../../api-client';
import { inWords } from '../../in-words';
import { ask, pages } from '../../read-back';
import { fileTag, importTag } from './identity';
import type { NumberSet } from './number-set';

/** What makes a transaction recognisable to people. */
export interface PostedTransaction {
  readonly postings: readonly {
    readonly account: string;
    readonly side: string;
    readonly amount: string;
    readonly currency: string;
  }[];
  readonly description?: string | null;
  readonly reference?: string | null;
}

/** A transaction that an earlier run of an import posted. */
export interface EarlierTransaction extends PostedTransaction {
  readonly seq: string;
  readonly id: string;
  readonly tags: readonly string[];
}

/** What earlier runs of an import left in the ledger. */
export interface EarlierRuns {
  /** The end of the journal at the time of the question; -1 where it is empty. */
  readonly endSeq: number;
  readonly isAny: boolean;
  /** Those that the read models had not applied by then. */
  readonly recent: readonly EarlierTransaction[];
}

/** Transactions that are named where a file has them no longer; further ones are not looked for. */
const missingMax = 100_000;

/**
 * Whether earlier runs posted anything. The read model finds transactions by their tag; the journal has the last word,
 * and is read from where the read model ends.
 * @throws Failure
 */
export async function earlierRuns(api: ApiClient, ledger: string, name: string): Promise<EarlierRuns> {
  const { items, seq } = await ask<{ items: object[]; seq: string }>(api, `${listOf(ledger, name)}&limit=1`);
  const recent: EarlierTransaction[] = [];
  let endSeq = Number(seq);
  for await (const { entry } of api.lines(`/v1/ledgers/${ledger}/entries?from=${endSeq + 1}`)) {
    const { body, ...head } = entry as { seq: string; id: string; body: EarlierTransaction };
    endSeq = Number(head.seq);
    if (body.tags?.includes(importTag(name))) recent.push({ ...body, ...head });
  }
  return { endSeq, isAny: items.length > 0 || recent.length > 0, recent };
}

/** The name of another import that posted rows of the very same bytes; undefined where the read model has none. */
export async function otherImportOf(
  api: ApiClient,
  ledger: string,
  { name, file }: { readonly name: string; readonly file: string },
): Promise<string | undefined> {
  const tag = encodeURIComponent(fileTag(file));
  const path = `/v1/ledgers/${ledger}/transactions?tag=${tag}&order=desc&limit=1`;
  const { items } = await ask<{ items: EarlierTransaction[] }>(api, path);
  const prefix = importTag('');
  const tags = items.flatMap(({ tags: all }) => all).filter((each) => each.startsWith(prefix));
  return tags.map((each) => each.slice(prefix.length)).find((other) => other !== name);
}

/** What earlier runs posted and a file does not have. */
export interface Missing {
  readonly transactions: readonly EarlierTransaction[];
  /** Whether there may be more than these. */
  readonly isCut: boolean;
}

/** @param seqs those of the rows that the file has @throws Failure */
export async function missingFrom(
  seqs: NumberSet,
  { api, ledger, name, runs }: { api: ApiClient; ledger: string; name: string; runs: EarlierRuns },
): Promise<Missing> {
  const transactions = runs.recent.filter(({ seq }) => !seqs.has(Number(seq)));
  const isRecent = new Set(runs.recent.map(({ seq }) => seq));
  for await (const each of pages<EarlierTransaction>(api, `${listOf(ledger, name)}&order=desc`)) {
    const isEarlier = Number(each.seq) <= runs.endSeq && !isRecent.has(each.seq);
    if (isEarlier && !seqs.has(Number(each.seq))) transactions.push(each);
    if (transactions.length >= missingMax) return { transactions, isCut: true };
  }
  return { transactions, isCut: false };
}

/** Whether the transaction was made of a row of these bytes. */
export function isOfFile({ tags }: EarlierTransaction, fingerprint: string): boolean {
  return tags.includes(fileTag(fingerprint));
}

/** Transactions that are named to people. */
const namedMax = 5;

/** What a file does not have, for people. */
export function missingLines({
  transactions,
  isCut,
}: {
  readonly transactions: readonly (PostedTransaction & { readonly seq: string })[];
  readonly isCut: boolean;
}): string[] {
  if (transactions.length === 0) return [];
  const more = transactions.length - namedMax;
  return [
    `${inWords(transactions.length, 'transaction')}${isCut ? ' or more' : ''} of earlier runs not in this file:`,
    ...transactions.slice(0, namedMax).map((each) => `  entry ${each.seq}: ${sentenceOf(each)}`),
    ...(more > 0 ? [`  and ${more.toLocaleString('en')} more`] : []),
  ];
}

/** A transaction in a few words. */
export function sentenceOf({ postings, description, reference }: PostedTransaction): string {
  const [debit, credit] = (['debit', 'credit'] as const).map((side) =>
    postings.find((each) => each.side === side)!,
  );
  const details = [reference, description].filter((text) => text != null && text !== '');
  const said = details.length > 0 ? ` (${details.join(', ')})` : '';
  return `${debit!.amount} ${debit!.currency} ${debit!.account} → ${credit!.account}${said}`;
}

function listOf(ledger: string, name: string): string {
  return `/v1/ledgers/${ledger}/transactions?tag=${encodeURIComponent(importTag(name))}`;
}
