import { accessJournalId } from '@access/access-book';
import {
  verifyExport,
  verifyWithAccess,
  type AccessExport,
  type ExportReport,
} from '@verifier/export/verify-export';
import { Failure, usageError } from '../failure';
import { showProgress, type ProgressBar } from '../progress';
import { verifyWith, type OfflineArguments } from './offline';
import { rootKeyOf } from './trusted-root';
import { findingOf, replacedRootIn, witnessedIn } from './verdict';

/** What an export is verified with, and by which access journal its actors are judged. */
interface ExportArguments extends OfflineArguments {
  readonly accessExport?: string;
  readonly accessRootKey?: string;
}

/** Verifies the export in a folder, whatever comes of it. @throws Failure where it is used wrongly */
export function verifyFolder(folder: string, args: ExportArguments): ExportReport {
  const access = accessIn(args);
  let bar: ProgressBar | undefined;
  try {
    const progress = (entries: number, size: number) => (bar ??= showProgress('verify', size)).at(entries);
    return verifyWith(args, (inputs) => {
      const options = { folder, progress, ...inputs };
      return access ? verifyWithAccess(options, access) : verifyExport(options);
    });
  } finally {
    bar?.end();
  }
}

/** @throws Failure of a usage error, where one of the two is given without the other */
function accessIn({ accessExport: folder, accessRootKey }: ExportArguments): AccessExport | undefined {
  if (folder === undefined && accessRootKey === undefined) return undefined;
  if (folder === undefined || accessRootKey === undefined)
    throw new Failure('Give --access-export and --access-root-key together.', usageError);
  return { folder, rootKey: rootKeyOf(accessJournalId, accessRootKey, '--access-root-key') };
}

/** The report for people. */
export function sentencesOfExport(report: ExportReport): string {
  const count = (number: number) => number.toLocaleString('en');
  const { entries, checkpointed } = report;
  const name = report.ledger ?? report.export;
  const walked = `${count(entries)} entries in ${report.seconds.toFixed(1)} s (${count(report.entriesPerSecond)} a second)`;
  const finding = findingOf(name, report);
  if (finding) {
    const trusted = `  Valid seals cover the first ${count(report.trusted)} entries, valid checkpoints the first ${count(checkpointed)}.`;
    return [...finding, ...otherLedgerIn(report), trusted, `  Read ${walked}.`].join('\n');
  }
  return [`OK: ${name} verified, no tampering found: ${walked}.`, ...proofsOf(report)].join('\n');
}

/** Where not even the first entry is of the ledger, the root key may be the auditor's slip. */
function otherLedgerIn({ fault, ledger }: ExportReport): string[] {
  if (fault?.class !== 'WrongLedger' || fault.seq !== '0') return [];
  return [
    `  The given root key belongs to ledger ${ledger}. If the export is of another ledger, give the root key of that one.`,
  ];
}

function proofsOf(report: ExportReport): string[] {
  const count = (number: number) => number.toLocaleString('en');
  const { entries, checkpointed, cosignedBy, held } = report;
  const sealedOnly = entries - checkpointed;
  return [
    `  ${count(report.seals)} seals cover all entries, under the given root key.`,
    ...replacedRootIn(report.rootKey, report.presentRoot),
    `  ${count(report.checkpoints)} notary ${report.checkpoints === 1 ? 'checkpoint is' : 'checkpoints are'} valid; the newest covers ${sealedOnly === 0 ? 'all entries' : `the first ${count(checkpointed)} entries`}.`,
    ...(sealedOnly === 0 ? [] : [`  The last ${count(sealedOnly)} entries are covered by seals only.`]),
    held === 0
      ? '  No kept checkpoint was given, so truncation at the end cannot be ruled out.'
      : `  It extends the ${held === 1 ? 'checkpoint' : `${count(held)} checkpoints`} you kept.`,
    ...witnessedIn(cosignedBy),
    ...(report.access
      ? [
          `  By ${count(report.access.entries)} entries of the access journal, every actor was permitted what it did.`,
        ]
      : []),
    `  ${count(report.transactions)} transactions, ${count(report.postings)} postings on ${count(report.accounts)} accounts balance:`,
    ...report.totals.map(
      ({ currency, debits, credits }) => `  ${currency}: debits ${debits}, credits ${credits}.`,
    ),
  ];
}
