import { entryBytes, leafHash, noHash, type Entry } from '@entries/entry';
import { sealAppend, sealMetadata } from '@proof/seal';
import type { AccessHistory } from '@verifier/access/access-history';
import { JournalFault, JournalIncomplete } from '@verifier/journal/fault';
import { JournalVerifier } from '@verifier/journal/journal-verifier';
import { publishedKeys, type RecordedJournal } from './recorded-journal';

const keys = publishedKeys();

/** An entry that somebody lays hands on. */
export interface Edited {
  actor: Record<string, string>;
  body: Record<string, unknown>;
  readonly id: string;
  readonly recordedAt: string;
  type: string;
}

/** The entries of a journal, for somebody who has the writer key to change. */
export function entriesOf(journal: RecordedJournal): Edited[] {
  return structuredClone(journal.entries()) as unknown as Edited[];
}

/**
 * What the verifier finds in entries that were sealed again: `none`, or class and seq. Their seqs and hashes are those of
 * the place where they stand now.
 */
export function foundResealed(ledger: string, entries: readonly Edited[], access?: AccessHistory): string {
  return walked(ledger, sealed(ledger, entries as unknown as readonly Entry[]), access);
}

function sealed(ledger: string, entries: readonly Entry[]) {
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

function walked(ledger: string, events: ReturnType<typeof sealed>, access?: AccessHistory): string {
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
