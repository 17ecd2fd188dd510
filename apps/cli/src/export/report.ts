import { resolve } from 'node:path';
import type { AccountExportEnd } from '@proof/account-export-format';
import type { Manifest } from '@export/ledger-export';

interface Begun {
  readonly ledger: string;
  readonly out: string;
  readonly seconds: number;
}

/** What was exported into a folder, as `--json` prints it. */
export interface FolderReport extends Begun, Omit<Manifest, 'format'> {
  readonly format: 'tiles';
  readonly isEncrypted: boolean;
  /** Entries that the newest checkpoint covers; those beyond it rest on their seals. */
  readonly covered: string;
}

/** What was written for hledger, as `--json` prints it. */
export interface HledgerReport extends Begun {
  readonly format: 'hledger';
  readonly entries: string;
  readonly transactions: string;
  readonly accounts: string;
  /** Balances that the file asserts. */
  readonly assertions: string;
}

/** What was written of one account, as `--json` prints it. */
export interface AccountReport extends Begun {
  readonly format: 'account';
  readonly account: string;
  /** Entries that speak of it, each with its proof. */
  readonly entries: string;
  /** The figures after the last of them. */
  readonly closing: AccountExportEnd['end']['closing'];
}

/** The clock runs from now on; what it answers says for how long. */
export function begun({ ledger, out }: Pick<Begun, 'ledger' | 'out'>): () => Begun {
  const begin = performance.now();
  return () => ({
    ledger,
    out: resolve(out),
    seconds: Number(((performance.now() - begin) / 1_000).toFixed(3)),
  });
}

/** The report for people. */
export function sentencesOf(report: FolderReport | HledgerReport | AccountReport): string {
  const { ledger, entries, out, seconds } = report;
  const written = `exported to ${out} in ${seconds.toFixed(1)} s.`;
  if (report.format === 'account') {
    const figures = report.closing.map(
      ({ currency, posted, version }) => `  ${currency}: ${posted} after ${count(version)} postings.`,
    );
    return [
      `${report.account} of ${ledger}: ${count(entries)} entries, each with its proof, ${written}`,
      ...figures,
    ].join('\n');
  }
  return [
    `${ledger}: ${count(entries)} entries, ${count(report.transactions)} transactions, ${written}`,
    ...(report.format === 'tiles' ? folderSentences(report) : hledgerSentences(report)),
  ].join('\n');
}

function folderSentences({ totals, recordedAt, head, root, covered, entries }: FolderReport): string[] {
  return [
    ...totals.map(({ currency, debits, credits }) => `  ${currency}: debits ${debits}, credits ${credits}.`),
    `  The last entry was recorded at ${recordedAt}; its leaf hash is ${head}.`,
    `  Root over all entries: ${root}.`,
    covered === '0'
      ? '  No checkpoint covers any of it yet: it rests on its seals alone.'
      : covered === entries
        ? '  The newest checkpoint covers all of it.'
        : `  The newest checkpoint covers the first ${count(covered)} entries; later ones are covered by seals only.`,
  ];
}

function hledgerSentences({ accounts, assertions }: HledgerReport): string[] {
  return [`  ${count(accounts)} accounts are declared and ${count(assertions)} balances asserted.`];
}

function count(text: string): string {
  return BigInt(text).toLocaleString('en');
}
