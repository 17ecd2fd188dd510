import { incompleteTitles, type LedgerIncompleteClass } from './incomplete';
import { replacedRootIn } from './verdict';
import type { EqualReadModels } from './read-models';
import type { Findings } from './walk';

/** The root key a journal was held against, and where it was known from. */
export interface TrustedRoot {
  readonly vkey: string;
  readonly from: '--root-key' | '--access-root-key' | 'KEYS_DIR';
}

/** What was verified, as `--json` prints it. */
export interface VerifyReport {
  readonly ledger: string;
  readonly verdict: 'ok' | 'tampered' | 'incomplete';
  readonly entries: number;
  /** Entries from the first on that valid seals vouch for. */
  readonly trusted: number;
  readonly seals: number | null;
  /** Leaf hash of the last entry, base64url. */
  readonly head: string | null;
  readonly root: { readonly vkey: string; readonly from: TrustedRoot['from'] | 'the journal itself' } | null;
  /** Verifier key of the root at the end of the journal; another than the given one where that was replaced. */
  readonly presentRoot: string | null;
  readonly accounts: number;
  readonly transactions: number;
  readonly postings: number;
  readonly readModels: EqualReadModels | null;
  readonly fault: {
    readonly class: string;
    readonly seq: string;
    readonly title: string;
    readonly detail: string;
  } | null;
  readonly incomplete: {
    readonly class: LedgerIncompleteClass;
    readonly title: string;
    readonly detail: string;
  } | null;
  /** Time the walk of the journal took. */
  readonly seconds: number;
  readonly entriesPerSecond: number;
}

export function reportOf(ledger: string, trusted: TrustedRoot | undefined, findings: Findings): VerifyReport {
  const { journal, readModels, fault, incomplete, entries, books, walkMs } = findings;
  return {
    ledger,
    verdict: fault ? 'tampered' : incomplete ? 'incomplete' : 'ok',
    entries,
    trusted: findings.trusted,
    seals: journal?.seals ?? null,
    head: journal?.head ?? null,
    root: trusted ?? (journal ? { vkey: journal.root, from: 'the journal itself' } : null),
    presentRoot: journal?.root ?? null,
    ...books,
    readModels: readModels ?? null,
    fault: fault
      ? { class: fault.faultClass, seq: String(fault.seq), title: fault.title, detail: fault.message }
      : null,
    incomplete: incomplete ? { ...incomplete, title: incompleteTitles[incomplete.class] } : null,
    seconds: Number((walkMs / 1_000).toFixed(3)),
    entriesPerSecond: Math.round((entries * 1_000) / walkMs),
  };
}

/** The same for people. */
export function sentencesOf(report: VerifyReport): string {
  const count = (number: number) => number.toLocaleString('en');
  const { ledger, fault, incomplete, readModels, root } = report;
  const walked = `${count(report.entries)} entries in ${report.seconds.toFixed(1)} s (${count(report.entriesPerSecond)} a second)`;
  if (fault) {
    return [
      `TAMPERED: ${ledger}, at entry ${fault.seq}: ${fault.class}`,
      `  ${fault.title}.`,
      `  ${fault.detail}`,
      `  Valid seals cover the first ${count(report.trusted)} entries. Read ${walked}.`,
    ].join('\n');
  }
  if (incomplete) {
    return [
      `INCOMPLETE: ${ledger}: ${incomplete.class}`,
      `  ${incomplete.title}.`,
      `  ${incomplete.detail}`,
      `  Read ${walked}.`,
    ].join('\n');
  }
  return [
    `OK: ${ledger} verified, no tampering found: ${walked}.`,
    `  ${count(report.seals ?? 0)} seals cover all entries, under the root key from ${root?.from}.`,
    ...replacedRootIn(root?.vkey, report.presentRoot),
    `  ${count(report.transactions)} transactions, ${count(report.postings)} postings on ${count(report.accounts)} accounts balance.`,
    ...(readModels ? [equalIn(readModels)] : []),
    ...(root?.from === 'the journal itself'
      ? [
          '  The root key was read from the journal itself; give --root-key to compare it with the one you know.',
        ]
      : []),
  ].join('\n');
}

function equalIn({ seq, rows }: EqualReadModels): string {
  const tables = Object.keys(rows).length;
  const named = tables === 1 ? `table ${Object.keys(rows)[0]!}` : `${tables} tables`;
  return `  Every row of the ledger in the ${named} of the read models matches the journal, at entry ${seq}.`;
}
