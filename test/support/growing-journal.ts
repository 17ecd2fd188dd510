import type { LedgerEvent } from '@ledger/ledger';
import type { RootReplaced } from '@ledger/root';
import { leafHash } from '@entries/entry';
import { nextRootHash } from '@proof/key-list';
import { signStatement } from '@proof/key-statements';
import type { LocalSigner } from '@proof/note';
import { sealAppend } from '@proof/seal';
import { JournalVerifier } from '@verifier/journal/journal-verifier';
import type { JournalEvent } from '@verifier/journal/stored-entry';
import { checkpointOf, exportOf, found, groups, honestly, journalOf, root } from './tampering';
import { ledger, log } from './written-journal';

/** The honest journal, or the first of its appends, to which others are added, each sealed by the key that is given. */
export class GrowingJournal {
  private readonly appends: (readonly LedgerEvent[])[];
  /** First seq of an append -> who sealed it. */
  private readonly sealers = new Map<number, LocalSigner>();

  constructor(honest = groups.length) {
    this.appends = [...groups.slice(0, honest)];
  }

  append(by: LocalSigner, ...events: readonly LedgerEvent[]): this {
    this.sealers.set(this.events.length, by);
    this.appends.push(events);
    return this;
  }

  get events(): JournalEvent[] {
    return journalOf(this.appends, undefined, (seal) => {
      const by = this.sealers.get(seal.first);
      return by ? sealAppend(seal, by) : honestly(seal);
    });
  }

  /** Leaf hash of the last entry. */
  get head(): string {
    return leafHash(this.events.at(-1)!.data).toString('base64url');
  }

  /** Hash of the list of all keys, as an honest verifier makes it. */
  get keyList(): string {
    const verifier = new JournalVerifier({ ledger });
    for (const event of this.events) verifier.take(event);
    return verifier.keys.keyList;
  }

  /** What the verifier finds in an export of it, under a checkpoint of all of it. */
  async found(rootKey = root.vkey): Promise<string> {
    const { events } = this;
    return found(await exportOf(events, [checkpointOf(events, events.length)]), { rootKey });
  }
}

/** The registration of a writer key for the place after an entry. */
export function recovered(
  { keyId, vkey }: LocalSigner,
  after: string,
  by = root,
  role: 'writer' | 'notary' = 'writer',
): LedgerEvent {
  const rootSignature = signStatement(log, { type: 'KeyRegistered', after, role, vkey }, by);
  return { type: 'KeyRegistered', body: { after, keyId, role, rootSignature, vkey } };
}

/** A root key names the next one. */
export function named({ vkey }: Pick<LocalSigner, 'vkey'>, by = root): LedgerEvent {
  const nextRoot = nextRootHash(vkey);
  const rootSignature = signStatement(log, { type: 'NextRootNamed', nextRoot }, by);
  return { type: 'NextRootNamed', body: { nextRoot, rootSignature } };
}

export interface Replacement {
  readonly keyList: string;
  readonly replaces?: LocalSigner;
  readonly next?: LocalSigner;
  readonly writer?: RootReplaced['body']['writer'];
  /** Who signs, and for which log, where that is not the new root key and this one. */
  readonly by?: LocalSigner;
  readonly of?: string;
}

/** A root key replaces another one, the first unless it is given. */
export function replaced(newRoot: LocalSigner, about: Replacement): LedgerEvent {
  const { keyList, replaces = root, next, writer, by = newRoot, of = log } = about;
  const nextRoot = next ? { nextRoot: nextRootHash(next.vkey) } : {};
  const rescue = writer ? { writer } : {};
  const { vkey } = newRoot;
  const statement = { type: 'RootReplaced', keyList, ...nextRoot, vkey, ...rescue } as const;
  const rootSignature = signStatement(of, { ...statement, replaces: replaces.vkey }, by);
  return { type: 'RootReplaced', body: { keyList, ...nextRoot, rootSignature, vkey, ...rescue } };
}
