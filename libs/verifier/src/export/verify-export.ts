import { accessJournalId } from '@access/access-book';
import type { AccessHistory } from '../access/access-history';
import { UsageError } from '../export-fault';
import { logOf } from '../log-of';
import type { KeptCheckpoint } from './checkpoints';
import { ExportWalk, type ExportOptions } from './export-walk';
import { verdictOf, type Verdict } from '../verdict';
import type { CurrencyTotals } from './manifest';

/** What was found in an export, as `--json` prints it. */
export interface ExportReport extends Verdict {
  /** The folder. */
  readonly export: string;
  /** Null where the walk did not begin. */
  readonly ledger: string | null;
  /** Verifier key of the root as it was given. */
  readonly rootKey: string;
  /** Verifier key of the root at the end of the walk; null where that did not begin. */
  readonly presentRoot: string | null;
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
  /** Time the verification took. */
  readonly seconds: number;
  readonly entriesPerSecond: number;
  /** The access journal by which the actors were judged; null where none was given. */
  readonly access: { readonly entries: number } | null;
}

/** The export of the access journal beside that of a ledger. */
export interface AccessExport {
  readonly folder: string;
  /** Verifier key of its root as it is known from outside: `<origin>/_access/root+…`. */
  readonly rootKey: string;
}

/**
 * Verifies an export: without network, database or clock, from the bytes of its entries and the root key alone.
 * @throws UsageError where the folder or the root key is none, or a checkpoint from outside is for another log or damaged
 */
export function verifyExport(options: ExportOptions): ExportReport {
  return walked(options).report;
}

/**
 * As {@link verifyExport}, and that the access journal permitted every entry to its actor. Where the export of the access
 * journal is not in order, the report is of that one.
 */
export function verifyWithAccess(options: ExportOptions, access: AccessExport): ExportReport {
  const accessLog = logOf(access.rootKey);
  const log = logOf(options.rootKey);
  if (accessLog !== `${log.slice(0, log.lastIndexOf('/'))}/${accessJournalId}`)
    throw new UsageError(`${access.rootKey} is not a root key of the access journal beside ${log}.`);
  const isOfAccess = ({ checkpoint }: KeptCheckpoint) => checkpoint.log === accessLog;
  const { report, history } = walked({
    ...access,
    held: options.held.filter(isOfAccess),
    policy: undefined,
    now: options.now,
  });
  if (report.verdict !== 'ok') return report;
  const held = options.held.filter((kept) => !isOfAccess(kept));
  return { ...walked({ ...options, held, access: history }).report, access: { entries: report.entries } };
}

function walked(options: ExportOptions): { report: ExportReport; history: AccessHistory | undefined } {
  const begin = performance.now();
  let walk: ExportWalk | undefined;
  const verdict = verdictOf(() => {
    walk = new ExportWalk(options);
    walk.run();
  });
  const seconds = (performance.now() - begin) / 1_000;
  const report = {
    export: options.folder,
    ledger: walk?.ledger ?? null,
    rootKey: options.rootKey,
    presentRoot: walk?.verifier.keys.roots.present || null,
    ...figuresOf(walk),
    held: options.held.length,
    ...verdict,
    seconds: Number(seconds.toFixed(3)),
    entriesPerSecond: Math.round((walk?.entries ?? 0) / seconds),
    access: null,
  };
  return { report, history: walk?.verifier.accessHistory };
}

function figuresOf(walk: ExportWalk | undefined) {
  if (!walk) return nothing;
  const { verifier, checkpoints, entries, totals, cosignedBy } = walk;
  const { accounts, transactions, postings } = verifier.books;
  return {
    entries,
    trusted: verifier.trustedTo,
    checkpointed: checkpoints.covered,
    seals: verifier.sealCount,
    checkpoints: checkpoints.count,
    cosignedBy,
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
