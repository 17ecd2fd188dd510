import { verifyAccountExport, type AccountReport } from '@verifier/account-export/verify-account';
import { verifyWith, type OfflineArguments } from './offline';
import { findingOf, witnessedIn } from './verdict';

/** Verifies the export of an account, whatever comes of it. @throws Failure where it is used wrongly */
export function verifyAccount(file: string, args: OfflineArguments): AccountReport {
  return verifyWith(args, (inputs) => verifyAccountExport({ file, ...inputs }));
}

/** The report for people. */
export function sentencesOfAccount(report: AccountReport): string {
  const { account, ledger, accountExport, entries, lines, checkpointed, closing } = report;
  const name = account === null || ledger === null ? accountExport : `${account} of ${ledger}`;
  const finding = findingOf(name, report);
  if (finding) return [...finding, `  ${entries} entries before it were proved.`].join('\n');
  return [
    `OK: ${name}: ${entries} entries are proved by the notary's checkpoint over ${checkpointed} entries.`,
    `  No posting or hold is missing before the last of the ${lines} lines; later ones cannot be ruled out.`,
    ...witnessedIn(report.cosignedBy),
    ...closing.map(({ currency, posted, version }) => `  ${currency}: ${posted} after ${version} postings.`),
  ].join('\n');
}
