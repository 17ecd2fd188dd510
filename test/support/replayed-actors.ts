import { accessJournalId } from '@access/access-book';
import type { GrantBody } from '@access/commands';
import type { Entry } from '@entries/entry';
import type { GrantedActor } from '@ledger/actor';
import type { LedgerEvent } from '@ledger/ledger';
import { signStatement } from '@proof/key-statements';
import type { LocalSigner } from '@proof/note';
import type { AccessHistory } from '@verifier/access/access-history';
import { JournalFault, JournalIncomplete } from '@verifier/journal/fault';
import { JournalVerifier } from '@verifier/journal/journal-verifier';
import type { JournalEvent } from '@verifier/journal/stored-entry';
import { RecordedAccess } from './recorded-access';
import { publishedKeys } from './recorded-journal';
import { appends, keys, ledger, written, type Mutable, type TestKeys } from './written-journal';

/** Who did an entry, as text: `wallets 5@8` is by grant 5, judged at access entry 8. */
type By = string;

/** Two principals: an administrator by grant 2, and the service `wallets`, whose grants a test makes from entry 5 on. */
export class GrantedAccess {
  readonly journal: RecordedAccess;

  /** @param keys those of the vectors where none are given */
  constructor(keys: TestKeys = publishedKeys()) {
    const journal = new RecordedAccess(keys);
    this.journal = journal;
    const digest = 'A'.repeat(43);
    journal.open();
    journal.nameAdmin('admin', { credential: 'a1B2c3D4e5F6', digest, kind: 'key', pepper: '3f9a01cc' });
    journal.as('admin', { type: 'AddPrincipal', kind: 'person', principal: 'emma' });
    journal.as('admin', { type: 'AddPrincipal', kind: 'service', owner: 'emma', principal: 'wallets' });
  }

  granted(grant: Partial<GrantBody> = {}): this {
    this.journal.as('admin', { type: 'MakeGrant', ledger, principal: 'wallets', role: 'poster', ...grant });
    return this;
  }

  revoked(grant: string): this {
    this.journal.as('admin', { type: 'RevokeGrant', grant, reason: 'Left' });
    return this;
  }

  /** Registers a notary, whose key the root has signed. */
  notarized(notary: LocalSigner, root: LocalSigner): this {
    const { keyId, vkey } = notary;
    const statement = { type: 'KeyRegistered', role: 'notary', vkey } as const;
    const rootSignature = signStatement(`ledger.test/${accessJournalId}`, statement, root);
    const vouched = { keysAt: 1 };
    this.journal.as('admin', { type: 'RegisterKey', vouched, keyId, role: 'notary', rootSignature, vkey });
    return this;
  }

  /** Suspends, or restores, the service. */
  set(type: 'SuspendPrincipal' | 'RestorePrincipal'): this {
    this.journal.as('admin', { type, principal: 'wallets', reason: 'Lost laptop' });
    return this;
  }

  history(): AccessHistory {
    const root = publishedKeys().root(accessJournalId).vkey;
    const verifier = new JournalVerifier({ ledger: accessJournalId, root });
    this.journal.events.forEach((event, revision) => verifier.take({ ...event, revision }));
    verifier.end();
    return verifier.accessHistory!;
  }
}

/** The journal of `acme`: by the administrator, but the postings by `by`. @param change what else is done to an entry */
export function ledgerBy(
  by: By,
  { groups = appends, change = () => undefined, minute = 0 }: LedgerOptions = {},
): JournalEvent[] {
  return written(groups, (entry) => {
    const isPosted = entry.type === 'TransactionPosted';
    entry.actor = actorIn(isPosted ? by : 'admin 2@2');
    if (entry.type !== 'LedgerOpened') Object.assign(entry, answered(entry.seq));
    entry.recordedAt = `2026-11-30T12:0${isPosted ? minute : 0}:30.${entry.seq.padStart(3, '0')}Z`;
    change(entry);
  });
}

interface LedgerOptions {
  readonly groups?: readonly (readonly LedgerEvent[])[];
  readonly change?: (entry: Mutable<Entry>) => void;
  /** So much later than 12:00:30 the postings are recorded. */
  readonly minute?: number;
}

function answered(seq: string): Pick<Entry, 'idem' | 'idemHash'> {
  return { idem: `key-${seq}`, idemHash: 'A'.repeat(43) };
}

export function actorIn(by: By): GrantedActor {
  const [, sub = '', grant = '', at = ''] = /^(\S+) (\d+)@(\d+)$/.exec(by)!;
  return { at, grant, sub };
}

/** What a walk finds, `none` or class and seq: the same quickly and thoroughly. */
export function foundBy(history: AccessHistory, events: readonly JournalEvent[]): string {
  const [quickly, thoroughly] = [true, false].map((isQuick) => walked(history, events, isQuick));
  expect(quickly).toBe(thoroughly);
  return quickly!;
}

function walked(access: AccessHistory, events: readonly JournalEvent[], isQuick: boolean): string {
  const verifier = new JournalVerifier({ ledger, root: keys.root(ledger).vkey, access });
  try {
    for (const { data, metadata } of events)
      if (!isQuick || !verifier.takeQuickly(Buffer.from(data), metadata)) verifier.takeBytes(data, metadata);
    verifier.end();
    return 'none';
  } catch (error) {
    if (error instanceof JournalFault) return `${error.faultClass} ${error.seq}`;
    if (error instanceof JournalIncomplete) return error.incompleteClass;
    throw error;
  }
}
