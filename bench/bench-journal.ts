import { noHash } from '@entries/entry';
import { sha256Fingerprint, sha256Text } from '@entries/fingerprints';
import type { ExportedEvent } from '@export/until';
import { openingKeys } from '@journal/keys/opening-keys';
import { systemWorld } from '@journal/system-world';
import { Group, type Head } from '@journal/writer/group';
import type { LedgerCommand } from '@ledger/ledger';
import { ledgerBook } from '@ledger/ledger-book';
import type { FileKeys } from '@signers/open-keys';
import { opener, poster } from './access-journal';

/** Entries that are sealed together, as under load. */
const appendEntries = 64;

/** The keys that open a ledger. */
export type OpeningKeys = NonNullable<Awaited<ReturnType<typeof openingKeys>>>;

/** The journal of a ledger that is asked all this, as its writer makes it, up to so many entries. */
export async function* benchJournal(
  keys: FileKeys,
  { ledger, entries }: { readonly ledger: string; readonly entries: number },
  commandsOf: (keys: OpeningKeys) => Generator<LedgerCommand>,
): AsyncGenerator<ExportedEvent> {
  const book = ledgerBook(sha256Fingerprint);
  const state = book.empty();
  let head: Head = { seq: -1, hash: noHash, recordedAt: '' };
  const commands = commandsOf((await openingKeys(keys, ledger))!);
  while (head.seq + 1 < entries) {
    state.undo.restart();
    const stamp = { milliseconds: systemWorld.now(), random: systemWorld.random, appendBytesMax: 1_048_576 };
    const group = new Group(ledger, { book, state }, head, stamp);
    while (group.events.length < appendEntries) {
      const { value: command, done } = commands.next();
      if (done) throw new Error('the customers have run out of commands');
      const key = `bench-${head.seq + 1 + group.events.length}`;
      const decision = group.decide({
        actor: command.type === 'OpenLedger' ? opener : poster,
        command,
        key,
        hash: sha256Text(key),
      });
      if ('refusal' in decision) throw decision.refusal;
    }
    await group.seal(`${keys.origin}/${ledger}`, keys.writers(ledger)[0]!);
    for (const [at, { data, metadata }] of group.events.entries())
      yield { revision: group.firstSeq + at, data, metadata };
    head = group.end;
  }
}
