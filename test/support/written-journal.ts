import { generateKeyPairSync } from 'node:crypto';
import type { LedgerEvent } from '@ledger/ledger';
import type { PostedPosting } from '@ledger/transactions/posting';
import { canonicalText } from '@entries/canonical';
import { leafHash, noHash, readEntry, type Entry } from '@entries/entry';
import type { RegisteredKey } from '@ledger/key';
import { signStatement } from '@proof/key-statements';
import type { JournalKeys } from '@proof/key-ring';
import { ed25519Signer, type LocalSigner } from '@proof/note';
import { sealAppend, sealMetadata, type AppendSeal } from '@proof/seal';
import { JournalVerifier, type VerifiedJournal } from '@verifier/journal/journal-verifier';
import type { JournalEvent } from '@verifier/journal/stored-entry';
import { JournalFault, type FaultClass } from '@verifier/journal/fault';
import { caller } from './caller';

export type Mutable<T> = { -readonly [K in keyof T]: T[K] };
export type Change = (entry: Mutable<Entry>) => void;

export const ledger = 'acme';
export const log = `ledger.test/${ledger}`;
export const keys = keysOf(newSigner(`${log}/root`), newSigner(`${log}/writer`));

export function newSigner(name: string): LocalSigner {
  return ed25519Signer(name, generateKeyPairSync('ed25519').privateKey);
}

/** Keys of a test: they sign at once, and there is one writer key. */
export interface TestKeys extends JournalKeys {
  root(ledger: string): LocalSigner;
  writer(ledger: string): LocalSigner;
}

export function keysOf(root: LocalSigner, writer: LocalSigner): TestKeys {
  return {
    origin: 'ledger.test',
    root: () => root,
    writer: () => writer,
    writers: () => [writer],
    notaries: () => [],
  };
}

/** The registration of the first writer key of a ledger. */
export function registerWriter(keys: TestKeys, ledger: string): RegisteredKey {
  const { keyId, vkey } = keys.writer(ledger);
  const statement = { type: 'KeyRegistered', role: 'writer', vkey } as const;
  const rootSignature = signStatement(`${keys.origin}/${ledger}`, statement, keys.root(ledger));
  return { keyId, role: 'writer', rootSignature, vkey };
}

/** A posting of `amount` EUR, after which the account has `posted` and that many postings, and no other lines. */
export function posting(
  account: string,
  side: 'debit' | 'credit',
  amount: string,
  [posted, version]: string[],
): PostedPosting {
  const figures = { available: posted!, line: version!, posted: posted!, version: version! };
  return { account, amount, currency: 'EUR', side, ...figures };
}

/** Moves EUR from the bank (an asset) to Alice (a liability); both had `before` in as many postings as `version` - 1. */
export function topUp(amount: string, posted: string, version: string): LedgerEvent {
  const postings = [
    posting('bank', 'debit', amount, [posted, version]),
    posting('customers:alice', 'credit', amount, [posted, version]),
  ];
  return { type: 'TransactionPosted', body: { description: 'Top-up', postings } };
}

export const opening: LedgerEvent[] = [
  { type: 'LedgerOpened', body: { name: 'Acme', root: keys.root(ledger).vkey } },
  { type: 'KeyRegistered', body: registerWriter(keys, ledger) },
];
export const appends: LedgerEvent[][] = [
  opening,
  [
    { type: 'AccountOpened', body: { path: 'bank', type: 'asset' } },
    { type: 'AccountOpened', body: { path: 'customers:alice', type: 'liability' } },
  ],
  [topUp('10.00', '10.00', '1'), topUp('5.50', '15.50', '2'), topUp('0.50', '16.00', '3')],
  [topUp('1.00', '17.00', '4')],
];

/** The journal that our writer would have made of these appends, unless `change` lays hands on an entry first. */
export function written(
  groups: readonly (readonly LedgerEvent[])[],
  change: Change = () => undefined,
  seal: (seal: AppendSeal, writer: LocalSigner) => string = sealAppend,
) {
  const events: Mutable<JournalEvent>[] = [];
  let prev: Buffer = noHash;
  for (const group of groups) {
    const first = events.length;
    for (const event of group) {
      const entry = plainEntry(event, events.length, prev);
      change(entry);
      const data = Buffer.from(canonicalText(entry));
      events.push({
        id: entry.id,
        type: entry.type,
        revision: events.length,
        data,
        metadata: Buffer.alloc(0),
      });
      prev = leafHash(data);
    }
    const last = events.length - 1;
    events[last]!.metadata = sealMetadata(seal({ log, first, last, head: prev }, keys.writer(ledger)));
  }
  return events;
}

function plainEntry(event: LedgerEvent, seq: number, prev: Buffer): Mutable<Entry> {
  const id = `019a0000-0000-7000-8000-${String(seq).padStart(12, '0')}`;
  const recordedAt = `2026-11-22T05:57:37.${String(seq).padStart(3, '0')}Z`;
  const chained = { prev: prev.toString('base64url'), seq: String(seq), recordedAt, v: 1 };
  return { ...structuredClone(event), ...chained, actor: caller, id, ledger };
}

/** A journal of which one event was changed in the store, by someone without the writer key. */
export function withEdited(seq: number, change: (event: Mutable<JournalEvent>) => void): JournalEvent[] {
  const events = written(appends);
  change(events[seq]!);
  return events;
}

export function edit(change: Change): (event: Mutable<JournalEvent>) => void {
  return (event) => {
    const entry = readEntry(event.data);
    change(entry);
    event.data = Buffer.from(canonicalText(entry));
  };
}

export function reencode(change: (text: string) => string): (event: Mutable<JournalEvent>) => void {
  return (event) => {
    event.data = Buffer.from(change(Buffer.from(event.data).toString()));
  };
}

/** The same events, at the revisions a store would give them now. */
function renumbered(events: readonly JournalEvent[]): JournalEvent[] {
  return events.map((event, revision) => ({ ...event, revision }));
}

export function spliced(seq: number, remove: number, ...insert: readonly JournalEvent[]): JournalEvent[] {
  const events: JournalEvent[] = written(appends);
  events.splice(seq, remove, ...insert);
  return renumbered(events);
}

export function verify(events: readonly JournalEvent[], root?: string): VerifiedJournal {
  const earlier = (seq: number) => events[seq]?.data;
  const verifier = new JournalVerifier({ ledger, earlier, ...(root !== undefined && { root }) });
  for (const event of events) verifier.take(event);
  return verifier.end();
}

/** What the walk found: class and first bad seq. */
export function found(events: readonly JournalEvent[], root?: string): [FaultClass, number] {
  try {
    verify(events, root);
  } catch (error) {
    if (error instanceof JournalFault) return [error.faultClass, error.seq];
    throw error;
  }
  throw new Error('nothing was found');
}

export const describing: Change = (entry) => {
  if (entry.type === 'TransactionPosted') entry.body = { ...entry.body, description: 'Top-Up' };
};
export const only =
  (seq: number, change: Change): Change =>
  (entry) =>
    entry.seq === String(seq) && change(entry);
