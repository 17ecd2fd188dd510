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
  if (finding) return [...finding, `  ${entries} entries were proved before.`].join('\n');
  return [
    `OK: ${name}: ${entries} entries are proved by the checkpoint over ${checkpointed} entries, which a notary signed.`,
    `  No posting or hold is left out before the last of the ${lines}. Whether there is one after it is not shown.`,
    ...witnessedIn(report.cosignedBy),
    ...closing.map(({ currency, posted, version }) => `  ${currency}: ${posted} after ${version} postings.`),
  ].join('\n');
}
