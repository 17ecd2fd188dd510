import { accessJournalId } from '@access/access-book';
import type { CliSettings } from '@settings/settings';
import { journalOf, type Stream } from '@streams/stream';
import type { AccessHistory } from '@verifier/access/access-history';
import { withScopes, type FoundScopes } from './analysts';
import { reportOf, type VerifyReport } from './report';
import { trustedRoot } from './trusted-root';
import { walkJournal } from './walk';

/** The access journal of an event store, as it was verified. */
interface WalkedAccess {
  readonly report: VerifyReport;
  readonly history: AccessHistory | undefined;
}

/**
 * Verifies the access journal beside a ledger, so that its actors can be judged; undefined where there is none, or where
 * it is what is to be verified.
 * @param scopes what analysts may read, to be held against it
 */
export async function walkAccess(
  settings: CliSettings,
  stream: Stream,
  { ledger, accessRootKey: given }: { readonly ledger: string; readonly accessRootKey?: string },
  scopes: FoundScopes | undefined,
): Promise<WalkedAccess | undefined> {
  const journal = accessJournalId;
  if (ledger === journal || !(await stream.last(journalOf(journal)))) return undefined;
  const named = { journal, option: '--access-root-key', ...(given !== undefined && { given }) } as const;
  const root = await trustedRoot(settings, stream, named);
  const progress = () => undefined;
  const findings = await walkJournal({
    ledger: journal,
    stream,
    root: root?.vkey,
    readModels: undefined,
    progress,
  });
  return { report: reportOf(journal, root, withScopes(findings, scopes)), history: findings.history };
}
