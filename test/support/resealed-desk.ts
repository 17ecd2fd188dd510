import type { GrantBody } from '@access/commands';
import { accessJournalId } from '@access/access-book';
import { entryBytes, leafHash, noHash, type Entry } from '@entries/entry';
import { sealAppend, sealMetadata } from '@proof/seal';
import type { AccessHistory } from '@verifier/access/access-history';
import { JournalFault, JournalIncomplete } from '@verifier/journal/fault';
import { JournalVerifier } from '@verifier/journal/journal-verifier';
import { recordPayoutDesk } from './payout-desk';
import { RecordedAccess } from './recorded-access';
import { publishedKeys, RecordedJournal } from './recorded-journal';

const ledger = 'payouts';
const keys = publishedKeys();

/** An entry that somebody lays hands on. */
export interface Edited {
  actor: Record<string, string>;
  body: Record<string, unknown>;
  readonly id: string;
  readonly recordedAt: string;
  type: string;
}

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
  const entries = structuredClone(journal.entries()) as unknown as Edited[];
  for (const { actor } of entries) if (actor['grant']) Object.assign(actor, actorOf(actor['sub']!));
  change(entries, { actorOf, revokedAt });
  const events = sealed(entries as unknown as Entry[]);
  return [walked(events), walked(events, history)];
}

function sealed(entries: readonly Entry[]) {
  const log = `${keys.origin}/${ledger}`;
  let hash: Buffer = noHash;
  let first = 0;
  return entries.map((entry, seq) => {
    const data = entryBytes({ ...entry, prev: hash.toString('base64url'), seq: String(seq) });
    hash = leafHash(data);
    // An append ends with the entry that answers its command.
    const isLast = entry.idem !== undefined || entry.type === 'ProposalExpired';
    const seal = isLast ? sealAppend({ log, first, last: seq, head: hash }, keys.writer(ledger)) : undefined;
    if (isLast) first = seq + 1;
    return { data, metadata: seal === undefined ? new Uint8Array() : sealMetadata(seal) };
  });
}

function walked(events: ReturnType<typeof sealed>, access?: AccessHistory): string {
  const verifier = new JournalVerifier({
    ledger,
    root: keys.root(ledger).vkey,
    earlier: (seq) => Buffer.from(events[seq]!.data),
    ...(access && { access }),
  });
  try {
    for (const { data, metadata } of events)
      if (!verifier.takeQuickly(Buffer.from(data), metadata)) verifier.takeBytes(data, metadata);
    verifier.end();
    return 'none';
  } catch (error) {
    if (error instanceof JournalFault) return `${error.faultClass} ${error.seq}`;
    if (error instanceof JournalIncomplete) return error.incompleteClass;
    throw error;
  }
}
