import { JournalFault, type FaultClass } from '@journal/verify-fault';
import { ExportFault, ExportIncomplete, titleOf, incompleteTitles } from './export-fault';
import type { ExportFaultClass, IncompleteClass } from './export-fault';
import { ExportWalk, type ExportOptions } from './export-walk';
import type { CurrencyTotals } from './manifest';

/** What was found in an export, as `--json` prints it. */
export interface ExportReport {
  /** The folder. */
  readonly export: string;
  /** Null where the walk did not begin. */
  readonly ledger: string | null;
  readonly verdict: 'ok' | 'tampered' | 'incomplete';
  /** Entries that were walked. */
  readonly entries: number;
  /** Entries from the first on that valid seals vouch for. */
  readonly trusted: number;
  /** Entries from the first on that a valid checkpoint of the export vouches for; those after it are sealed only. */
  readonly checkpointed: number;
  readonly seals: number;
  readonly checkpoints: number;
  /** Checkpoints from outside that the journal was held against. */
  readonly held: number;
  /** Witnesses whose cosignatures were counted; null without a policy. */
  readonly cosignedBy: readonly string[] | null;
  /** Leaf hash of the last entry that was walked, base64. */
  readonly head: string | null;
  readonly accounts: number;
  readonly transactions: number;
  readonly postings: number;
  /** Of the whole journal; empty where the walk did not reach its end. */
  readonly totals: readonly CurrencyTotals[];
  readonly fault: {
    readonly class: FaultClass | ExportFaultClass;
    /** The first bad entry; null where the entries are in order. */
    readonly seq: string | null;
    readonly title: string;
    readonly detail: string;
  } | null;
  readonly incomplete: {
    readonly class: IncompleteClass;
    readonly title: string;
    readonly detail: string;
  } | null;
  /** Time the verification took. */
  readonly seconds: number;
  readonly entriesPerSecond: number;
}

type Found = JournalFault | ExportFault | ExportIncomplete;

/**
 * Verifies an export: without network, database or clock, from the bytes of its entries and the root key alone.
 * @throws WrongUse where the folder or the root key is none
 */
export function verifyExport(options: ExportOptions): ExportReport {
  const begin = performance.now();
  const { walk, found } = walkExport(options);
  const seconds = (performance.now() - begin) / 1_000;
  return {
    export: options.folder,
    ledger: walk?.ledger ?? null,
    verdict: !found ? 'ok' : found instanceof ExportIncomplete ? 'incomplete' : 'tampered',
    ...figuresOf(walk),
    held: options.held.length,
    ...wordsOf(found),
    seconds: Number(seconds.toFixed(3)),
    entriesPerSecond: Math.round((walk?.entries ?? 0) / seconds),
  };
}

function walkExport(options: ExportOptions): { walk: ExportWalk | undefined; found: Found | undefined } {
  let walk: ExportWalk | undefined;
  try {
    walk = new ExportWalk(options);
    walk.run();
    return { walk, found: undefined };
  } catch (error) {
    return { walk, found: foundOf(error) };
  }
}

/** @throws what is no finding */
function foundOf(error: unknown): Found {
  if (error instanceof JournalFault || error instanceof ExportFault || error instanceof ExportIncomplete)
    return error;
  throw error;
}

function figuresOf(walk: ExportWalk | undefined) {
  if (!walk) return nothing;
  const { verifier, checkpoints, entries, totals, judgement } = walk;
  const { accounts, transactions, postings } = verifier.books;
  return {
    entries,
    trusted: verifier.trustedTo,
    checkpointed: checkpoints.covered,
    seals: verifier.sealCount,
    checkpoints: checkpoints.count,
    cosignedBy: judgement?.cosignedBy ?? null,
    head: entries === 0 ? null : verifier.headHash.toString('base64'),
    accounts: accounts.size,
    transactions,
    postings,
    totals,
  };
}

const nothing = {
  entries: 0,
  trusted: 0,
  checkpointed: 0,
  seals: 0,
  checkpoints: 0,
  cosignedBy: null,
  head: null,
  accounts: 0,
  transactions: 0,
  postings: 0,
  totals: [],
};

function wordsOf(found: Found | undefined): Pick<ExportReport, 'fault' | 'incomplete'> {
  if (!found) return { fault: null, incomplete: null };
  const detail = found.message;
  if (found instanceof ExportIncomplete) {
    const { incompleteClass } = found;
    return {
      fault: null,
      incomplete: { class: incompleteClass, title: incompleteTitles[incompleteClass], detail },
    };
  }
  const { faultClass, seq } = found;
  return {
    fault: { class: faultClass, seq: seq === null ? null : String(seq), title: titleOf(faultClass), detail },
    incomplete: null,
  };
}
