import type { GrantBody } from '@access/commands';
import { accessJournalId } from '@access/access-book';
import type { AccessHistory } from '@verifier/access/access-history';
import { JournalVerifier } from '@verifier/journal/journal-verifier';
import { recordPayoutDesk } from './payout-desk';
import { RecordedAccess } from './recorded-access';
import { publishedKeys, RecordedJournal } from './recorded-journal';
import { entriesOf, foundResealed, type Edited } from './resealed';

const ledger = 'payouts';
const keys = publishedKeys();

/** Who acts at the payout desk: persons, and the service `wallets`, for which olga answers. */
const grants: Readonly<Record<string, Pick<GrantBody, 'role'>>> = {
  wallets: { role: 'poster' },
  emma: { role: 'approver' },
  ida: { role: 'approver' },
  olga: { role: 'approver' },
  paul: { role: 'poster' },
};

/** Scopes of grants, by principal; and whose grant was revoked in the end. */
export interface DeskAccess {
  readonly narrowed?: Readonly<Record<string, Partial<GrantBody>>>;
  readonly revoked?: string;
}

/** An access journal that permits what is done at the desk, and by which grant and entry each actor does it. */
function deskAccess({ narrowed = {}, revoked }: DeskAccess) {
  const journal = new RecordedAccess();
  journal.open();
  journal.nameAdmin('admin', {
    credential: 'a1B2c3D4e5F6',
    digest: 'A'.repeat(43),
    kind: 'key',
    pepper: '3f9a01cc',
  });
  const seqs: Record<string, string> = { admin: '2' };
  for (const person of ['emma', 'ida', 'olga', 'paul'])
    journal.as('admin', { type: 'AddPrincipal', kind: 'person', principal: person });
  journal.as('admin', { type: 'AddPrincipal', kind: 'service', owner: 'olga', principal: 'wallets' });
  for (const [principal, grant] of Object.entries(grants)) {
    journal.as('admin', { type: 'MakeGrant', ledger, principal, ...grant, ...narrowed[principal] });
    seqs[principal] = String(journal.entries().length - 1);
  }
  const at = String(journal.entries().length - 1);
  const revokedAt = String(journal.entries().length);
  if (revoked !== undefined)
    journal.as('admin', { type: 'RevokeGrant', grant: seqs[revoked]!, reason: 'Left' });
  const actorOf = (sub: string, judgedAt = at) => ({ at: judgedAt, grant: seqs[sub]!, sub });
  return { actorOf, history: historyOf(journal), revokedAt };
}

function historyOf(journal: RecordedAccess): AccessHistory {
  const verifier = new JournalVerifier({ ledger: accessJournalId, root: keys.root(accessJournalId).vkey });
  journal.events.forEach((event, revision) => verifier.take({ ...event, revision }));
  verifier.end();
  return verifier.accessHistory!;
}

type ActorOf = ReturnType<typeof deskAccess>['actorOf'];
export type Change = (
  entries: Edited[],
  access: { readonly actorOf: ActorOf; readonly revokedAt: string },
) => void;

/**
 * What the verifier finds in the journal of the payout desk, changed by somebody who has the writer key: `none`, or class
 * and seq. First without the access journal, then with it.
 */
export function foundAtDesk(change: Change, access: DeskAccess = {}): [alone: string, withAccess: string] {
  const { actorOf, history, revokedAt } = deskAccess(access);
  const journal = new RecordedJournal(ledger);
  recordPayoutDesk(journal);
  const entries = entriesOf(journal);
  for (const { actor } of entries) if (actor['grant']) Object.assign(actor, actorOf(actor['sub']!));
  change(entries, { actorOf, revokedAt });
  return [foundResealed(ledger, entries), foundResealed(ledger, entries, history)];
}
