import { accessBook, accessJournalId } from '@access/access-book';
import type { AccessCommand } from '@access/commands';
import { adminStatement } from '@access/edge/signed-admin';
import { sha256Fingerprint, sha256Text } from '@entries/fingerprints';
import type { ExportedEvent } from '@export/until';
import { openingKeys } from '@journal/keys/opening-keys';
import { systemWorld } from '@journal/system-world';
import { Group, type Head } from '@journal/writer/group';
import { system, type GrantedActor } from '@ledger/actor';
import { keysChangedAt } from '@ledger/known-keys';
import { noHash } from '@entries/entry';
import { signAdmin } from '@proof/admin-statement';
import type { FileKeys } from '@signers/open-keys';

/** Who opens the ledger, and who posts, in the order in which {@link accessJournal} grants it. */
export const opener: GrantedActor = { at: '5', grant: '3', sub: 'admin' };
export const poster: GrantedActor = { at: '5', grant: '5', sub: 'bench' };

/** An access journal in which one principal may post: opened with its keys (0 to 2), an administrator, a person, a grant. */
export async function accessJournal(keys: FileKeys): Promise<ExportedEvent[]> {
  const log = `${keys.origin}/${accessJournalId}`;
  const book = accessBook(sha256Fingerprint);
  const state = book.empty();
  const events: ExportedEvent[] = [];
  let head: Head = { seq: -1, hash: noHash, recordedAt: '' };
  const append = async (command: AccessCommand) => {
    state.undo.restart();
    const stamp = { milliseconds: systemWorld.now(), random: systemWorld.random, appendBytesMax: 1_048_576 };
    const group = new Group(accessJournalId, { book, state }, head, stamp);
    const key = `access-${events.length}`;
    const decision = group.decide({ actor: command.by, command, key, hash: sha256Text(key) });
    if ('refusal' in decision) throw decision.refusal;
    await group.seal(log, keys.writers(accessJournalId)[0]!);
    for (const [at, { data, metadata }] of group.events.entries())
      events.push({ revision: group.firstSeq + at, data, metadata });
    head = group.end;
  };
  await append({ by: system, type: 'OpenAccess', ...(await openingKeys(keys, accessJournalId))! });
  const credential = {
    credential: 'a1B2c3D4e5F6',
    digest: 'A'.repeat(43),
    kind: 'key',
    pepper: '3f9a01cc',
  } as const;
  const principal = opener.sub;
  const statement = adminStatement({ credential, principal });
  const rootSignature = signAdmin(log, statement, keys.root(accessJournalId));
  const vouched = { keysAt: keysChangedAt(state) };
  await append({ by: system, type: 'NameAdmin', credential, principal, rootSignature, vouched });
  const by = (at: string): GrantedActor => ({ ...opener, at });
  await append({ by: by('3'), type: 'AddPrincipal', kind: 'person', principal: poster.sub });
  await append({ by: by('4'), type: 'MakeGrant', ledger: '*', principal: poster.sub, role: 'poster' });
  return events;
}
