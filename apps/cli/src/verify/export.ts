import { verifyExport, type ExportReport } from '@verifier/export/verify-export';
import { showProgress, type ProgressBar } from '../progress';
import { verifyWith, type OfflineArguments } from './offline';
import { findingOf, witnessedIn } from './verdict';

/** Verifies the export in a folder, whatever comes of it. @throws Failure where it is used wrongly */
export function verifyFolder(folder: string, args: OfflineArguments): ExportReport {
  let bar: ProgressBar | undefined;
  try {
    const progress = (entries: number, size: number) => (bar ??= showProgress('verify', size)).at(entries);
    return verifyWith(args, (inputs) => verifyExport({ folder, progress, ...inputs }));
  } finally {
    bar?.end();
  }
}

/** The report for people. */
export function sentencesOfExport(report: ExportReport): string {
  const count = (number: number) => number.toLocaleString('en');
  const { entries, checkpointed } = report;
  const name = report.ledger ?? report.export;
  const walked = `${count(entries)} entries in ${report.seconds.toFixed(1)} s (${count(report.entriesPerSecond)} a second)`;
  const finding = findingOf(name, report);
  if (finding) {
    const trusted = `  Valid seals vouch for the first ${count(report.trusted)} entries, checkpoints for the first ${count(checkpointed)}.`;
    return [...finding, ...otherLedgerIn(report), trusted, `  Walked ${walked}.`].join('\n');
  }
  return [`OK: ${name} is as it was written: ${walked}.`, ...proofsOf(report)].join('\n');
}

/** Where not even the first entry is of the ledger, the root key may be the auditor's slip. */
function otherLedgerIn({ fault, ledger }: ExportReport): string[] {
  if (fault?.class !== 'WrongLedger' || fault.seq !== '0') return [];
  return [
    `  The root key that was given is one of ledger ${ledger}: is the export of another, give that one's.`,
  ];
}

function proofsOf(report: ExportReport): string[] {
  const count = (number: number) => number.toLocaleString('en');
  const { entries, checkpointed, cosignedBy, held } = report;
  const sealedOnly = entries - checkpointed;
  return [
    `  ${count(report.seals)} seals cover all entries, under the root key that was given.`,
    `  ${count(report.checkpoints)} checkpoints of the notary are true; the newest covers ${sealedOnly === 0 ? 'all of it' : `the first ${count(checkpointed)} entries`}.`,
    ...(sealedOnly === 0 ? [] : [`  The last ${count(sealedOnly)} entries rest on their seals alone.`]),
    held === 0
      ? '  No checkpoint from outside was given: that its end was not cut off is not shown.'
      : `  It continues the ${held === 1 ? 'checkpoint' : `${count(held)} checkpoints`} from outside.`,
    ...witnessedIn(cosignedBy),
    `  ${count(report.transactions)} transactions, ${count(report.postings)} postings on ${count(report.accounts)} accounts balance:`,
    ...report.totals.map(
      ({ currency, debits, credits }) => `  ${currency}: debits ${debits}, credits ${credits}.`,
    ),
  ];
}
