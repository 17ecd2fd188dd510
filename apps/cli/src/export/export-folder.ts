import { resolve } from 'node:path';
import { writeFolder } from '@export/folder';
import { LedgerExport, type CheckpointSource, type Manifest } from '@export/ledger-export';
import { eventsUntil, type Until } from '@export/until';
import { journalOf, type Stream } from '@journal/stream';
import { Failure } from '../failure';
import { showProgress } from '../progress';

interface Task {
  readonly stream: Stream;
  readonly checkpoints: CheckpointSource;
  readonly ledger: string;
  readonly out: string;
  readonly until: Until;
}

/** What was exported, as `--json` prints it. */
export interface ExportReport extends Omit<Manifest, 'format'> {
  readonly out: string;
  /** Entries that the newest checkpoint covers; those beyond it rest on their seals. */
  readonly covered: string;
  readonly seconds: number;
}

/** Writes the journal of a ledger into a folder. @throws Failure and the errors of folder, store and notary */
export async function exportFolder(task: Task): Promise<ExportReport> {
  const { stream, checkpoints, ledger, until } = task;
  const out = resolve(task.out);
  const last = await lastSeq(stream, ledger, until);
  const bar = showProgress('export', Math.min(last, until.seq ?? last) + 1);
  const progress = (entries: number) => bar.at(entries, `${entries.toLocaleString('en')} entries`);
  const begin = performance.now();
  // What is appended meanwhile is left to the next export.
  const events = eventsUntil(stream.read(journalOf(ledger), 0, last + 1), until);
  const made = new LedgerExport({ ledger, events, checkpoints, progress });
  try {
    await writeFolder(out, (spoolFolder) => made.files(spoolFolder));
  } finally {
    bar.end();
  }
  const { format: _, ...manifest } = made.manifest;
  const seconds = Number(((performance.now() - begin) / 1_000).toFixed(3));
  return { out, ...manifest, covered: String(made.covered), seconds };
}

async function lastSeq(stream: Stream, ledger: string, { seq }: Until): Promise<number> {
  const last = (await stream.last(journalOf(ledger)))?.revision;
  if (last === undefined) throw new Failure(`There is no ledger ${ledger}.`);
  if (seq !== undefined && seq > last)
    throw new Failure(`The journal of ${ledger} ends with entry ${last}; there is no entry ${seq} yet.`);
  return last;
}

/** The report for people. */
export function sentencesOf(report: ExportReport): string {
  const { out, ledger, entries, covered, head, root, transactions, totals } = report;
  const count = (text: string) => BigInt(text).toLocaleString('en');
  return [
    `${ledger}: ${count(entries)} entries, ${count(transactions)} transactions, exported to ${out} in ${report.seconds.toFixed(1)} s.`,
    ...totals.map(({ currency, debits, credits }) => `  ${currency}: debits ${debits}, credits ${credits}.`),
    `  Last entry recorded at ${report.recordedAt}; its leaf hash is ${head}.`,
    `  Root over all entries: ${root}.`,
    covered === '0'
      ? '  No checkpoint covers any of it yet: it rests on its seals alone.'
      : covered === entries
        ? '  The newest checkpoint covers all of it.'
        : `  The newest checkpoint covers the first ${count(covered)} entries; those beyond it rest on their seals.`,
  ].join('\n');
}
