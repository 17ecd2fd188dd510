import { accessBook, accessJournalId } from '@access/access-book';
import type { AccessCommand, Change, CredentialBody } from '@access/commands';
import type { AccessEvent } from '@access/events';
import type { AccessState } from '@access/state';
import { canonicalText } from '@entries/canonical';
import { entryBytes, leafHash, noHash, readEntry, type Entry } from '@entries/entry';
import { sha256Fingerprint, sha256Text } from '@entries/fingerprints';
import { adminStatement } from '@access/edge/signed-admin';
import { keysChangedAt } from '@ledger/known-keys';
import { system } from '@ledger/actor';
import type { KeyedCommand } from '@journal/keyed-command';
import { Group, decideTogether, type Head } from '@journal/writer/group';
import { signAdmin } from '@proof/admin-statement';
import { keyNameOf, signStatement } from '@proof/key-statements';
import { namedSigner, type LocalSigner } from '@proof/note';
import { sealAppend, sealMetadata } from '@proof/seal';
import type { NewEvent } from '@streams/stream';
import { JournalFault, JournalIncomplete } from '@verifier/journal/fault';
import { JournalVerifier } from '@verifier/journal/journal-verifier';
import { worthlessKey } from './key-holders';
import { publishedKeys } from './recorded-journal';
import { seeded } from './seeded';
import { knownCipher } from './personal-cipher';
import { registerWriter, type TestKeys } from './written-journal';
import type { Wanted } from './given-access';

const keys = publishedKeys();
const log = `${keys.origin}/${accessJournalId}`;

/** An access journal written in memory with fixed keys, clock and randomness: the same commands give the same bytes. */
export class RecordedAccess {
  readonly kept = (() => {
    const book = accessBook(sha256Fingerprint);
    return { book, state: book.empty() };
  })();
  readonly events: NewEvent[] = [];
  private readonly log: string;
  private head: Head = { seq: -1, hash: noHash, recordedAt: '' };
  private readonly random = seeded(1);
  private milliseconds = Date.UTC(2026, 10, 30, 12);
  private submitted = 0;

  constructor(private readonly keys: TestKeys = publishedKeys()) {
    this.log = `${keys.origin}/${accessJournalId}`;
  }

  get state(): AccessState {
    return this.kept.state;
  }

  /** By the administrator's grant, a second after the one before; proposals expire first. */
  as(sub: string, wanted: Wanted): void {
    const grant = this.state.principals.get(sub)?.grants[0];
    const by = { at: String(this.head.seq), grant: String(grant!.seq), sub };
    this.append({ ...wanted, by });
  }

  /** @param sealer who seals it, where not the writer key of the vectors */
  append(command: AccessCommand, sealer: LocalSigner = this.keys.writer(accessJournalId)): void {
    this.milliseconds += 1_000;
    this.submitted += 1;
    this.state.undo.restart();
    const random = (size: number) => Uint8Array.from({ length: size }, () => Math.floor(this.random() * 256));
    const stamp = { milliseconds: this.milliseconds, random, appendBytesMax: 1_048_576 };
    const group = new Group(accessJournalId, this.kept, this.head, stamp);
    // What is sealed by the key that it registers comes before what is due.
    if (!this.kept.book.isFirst(command)) group.takeDue();
    const key = `key-${this.submitted}`;
    const hash = sha256Text(`content of ${key}`);
    const [decision] = decideTogether(group, [
      { actor: command.by, command, key, hash } satisfies KeyedCommand<AccessCommand>,
    ]);
    if ('refusal' in decision!) throw decision.refusal;
    void group.seal(this.log, sealer);
    this.events.push(...group.events);
    this.head = group.end;
  }

  /** Idempotency key of the next command. */
  get nextKey(): string {
    return `key-${this.submitted + 1}`;
  }

  wait(seconds: number): void {
    this.milliseconds += seconds * 1_000;
  }

  open(): void {
    const writerKey = registerWriter(this.keys, accessJournalId);
    const root = this.keys.root(accessJournalId).vkey;
    this.append({ by: system, type: 'OpenAccess', root, writerKey, notaryKeys: [] });
  }

  nameAdmin(principal: string, credential: CredentialBody): void {
    this.append(this.adminNaming(principal, credential));
  }

  /** Names an administrator in an append that registers the writer key which seals it. */
  recover(principal: string, credential: CredentialBody, sealer: LocalSigner): void {
    const { keyId, vkey } = sealer;
    const said = { after: this.head.hash.toString('base64url'), role: 'writer', vkey } as const;
    const statement = { type: 'KeyRegistered', ...said } as const;
    const rootSignature = signStatement(this.log, statement, this.keys.root(accessJournalId));
    const writer = { ...said, keyId, rootSignature };
    const { vouched, ...naming } = this.adminNaming(principal, credential);
    const placed = { ...vouched, afterSeq: this.head.seq };
    this.append({ ...naming, writer, vouched: placed }, sealer);
  }

  private adminNaming(principal: string, credential: CredentialBody) {
    const root = this.keys.root(accessJournalId);
    const rootSignature = signAdmin(this.log, adminStatement({ credential, principal }), root);
    const vouched = { keysAt: keysChangedAt(this.state) };
    return { by: system, type: 'NameAdmin', credential, principal, rootSignature, vouched } as const;
  }

  /** @returns what its approval names */
  propose(
    sub: string,
    change: Change,
    expiresAt = '2026-12-01T12:00:00.000Z',
  ): { proposal: string; hash: string } {
    const hash = sha256Text(canonicalText(change));
    this.as(sub, { type: 'ProposeChange', change, expiresAt, hash });
    return { proposal: this.entries().at(-1)!.id, hash };
  }

  entries(): Entry<AccessEvent>[] {
    return this.events.map(({ data }) => readEntry<AccessEvent>(data));
  }
}

/** A writer key that is registered by the append which it seals. */
const rescuer = namedSigner(keyNameOf('writer', log), worthlessKey('rescuing writer of access'));

const apiKey = (credential: string): CredentialBody => ({
  credential,
  digest: sha256Text(`digest of ${credential}`),
  kind: 'key',
  pepper: '3f9a01cc',
});

/** A company's access: every type of entry, with every field of its body. */
export function recordAccess(journal: RecordedAccess): void {
  journal.open();
  journal.nameAdmin('admin', apiKey('a1B2c3D4e5F6'));
  const admin = (wanted: Wanted) => journal.as('admin', wanted);
  admin({ type: 'AddPrincipal', kind: 'person', principal: 'emma' });
  admin({ type: 'AddPrincipal', kind: 'service', owner: 'emma', principal: 'wallets' });
  admin({
    ...apiKey('b1B2c3D4e5F6'),
    type: 'AddCredential',
    expiresAt: '2027-11-30T12:00:00.000Z',
    networks: ['10.0.0.0/8', '2001:db8::/32'],
    principal: 'wallets',
  });
  admin({
    type: 'AddCredential',
    credential: 'c1B2c3D4e5F6',
    kind: 'certificate',
    fingerprint: 'ab'.repeat(32),
    principal: 'wallets',
  });
  admin({
    type: 'AddCredential',
    credential: 'd1B2c3D4e5F6',
    kind: 'token',
    issuer: 'https://id.example',
    subject: '7',
    principal: 'emma',
  });
  admin({
    type: 'MakeGrant',
    accounts: ['bank', 'customers:*:wallet'],
    commands: ['PostTransaction'],
    credits: ['customers:*:wallet'],
    currencies: ['EUR'],
    debits: ['bank'],
    expiresAt: '2027-11-30T12:00:00.000Z',
    late: true,
    ledger: 'acme',
    maximum: [{ amount: '10000.00', currency: 'EUR' }],
    principal: 'wallets',
    role: 'poster',
    startsAt: '2026-12-01T00:00:00.000Z',
  });
  admin({ type: 'MakeGrant', databaseUser: 'emma_sql', ledger: '*', principal: 'emma', role: 'analyst' });
  const personal = { personal: true, expiresAt: '2027-01-31T00:00:00.000Z' } as const;
  admin({ type: 'MakeGrant', ...personal, ledger: 'acme', principal: 'emma', role: 'auditor' });
  journal.append({
    by: { at: '10', grant: '10', sub: 'emma' },
    type: 'RecordRead',
    account: 'bank',
    ledger: 'acme',
    reason: 'Yearly audit',
    what: 'account',
  });
  admin({ type: 'RevokeGrant', grant: '9', reason: 'No longer needed' });
  admin({ type: 'RevokeCredential', credential: 'c1B2c3D4e5F6', reason: 'Renewed' });
  admin({ type: 'SuspendPrincipal', principal: 'wallets', reason: 'Key on a lost laptop' });
  admin({ type: 'RestorePrincipal', principal: 'wallets', reason: 'Laptop found' });
  const spare = namedSigner(keyNameOf('writer', log), worthlessKey('spare writer of access'));
  const registered = { type: 'KeyRegistered', role: 'writer', vkey: spare.vkey } as const;
  const rootSignature = signStatement(log, registered, keys.root(accessJournalId));
  const { keyId, vkey } = spare;
  admin({ type: 'RegisterKey', vouched: { keysAt: 1 }, keyId, role: 'writer', rootSignature, vkey });
  journal.nameAdmin('ida', apiKey('e1B2c3D4e5F6'));
  admin({ type: 'SetDualControl', on: true });
  const erasure = { type: 'EraseSubject', keys: ['9f2c1a7be0d34c55'], reason: 'Asked for it' } as const;
  journal.as('ida', { type: 'ApproveProposal', ...journal.propose('admin', erasure) });
  const ben = { type: 'AddPrincipal', kind: 'person', principal: 'ben' } as const;
  const rejected = journal.propose('admin', ben);
  journal.as('ida', { type: 'RejectProposal', proposal: rejected.proposal, reason: 'Not hired' });
  const retracted = journal.propose('admin', ben);
  journal.as('admin', { type: 'RetractProposal', proposal: retracted.proposal, reason: 'Hired elsewhere' });
  journal.propose('ida', ben, '2026-11-30T13:00:00.000Z');
  journal.wait(3_600);
  const toBen = journal.propose('ida', ben);
  journal.as('admin', { type: 'ApproveProposal', ...toBen });
  journal.recover('eva', apiKey('f1B2c3D4e5F6'), rescuer);
  const ofNina = knownCipher(accessJournalId, journal.nextKey);
  const nina = { type: 'AddPrincipal', kind: 'person', personal: ofNina, principal: 'nina' } as const;
  journal.as('ida', { type: 'ApproveProposal', ...journal.propose('admin', nina) });
  const reading = {
    ...personal,
    type: 'MakeGrant',
    ledger: '*',
    principal: 'emma',
    role: 'auditor',
  } as const;
  journal.as('ida', { type: 'ApproveProposal', ...journal.propose('admin', reading) });
  const grant = journal.entries().at(-1)!.seq;
  const read = {
    ledger: accessJournalId,
    principal: 'nina',
    reason: 'Yearly audit',
    what: 'personal',
  } as const;
  journal.append({ by: { at: grant, grant, sub: 'emma' }, type: 'RecordRead', ...read });
}

/** The journal of {@link recordAccess} as somebody with the writer key may have it: changed, chained and sealed again. */
export function resealed(change: (entries: Entry<AccessEvent>[]) => void): NewEvent[] {
  const journal = new RecordedAccess();
  recordAccess(journal);
  const entries = journal.entries();
  change(entries);
  let hash: Buffer = noHash;
  return entries.map((entry, seq) => {
    const data = entryBytes({ ...entry, prev: hash.toString('base64url'), seq: String(seq) });
    hash = leafHash(data);
    // The opening, and the recovery, register the key by which they are sealed, in one append.
    const isRescued = isSelfSealing(entries[seq - 1]);
    const first = seq === 1 || isRescued ? seq - 1 : seq;
    const sealer = isRescued ? rescuer : keys.writer(accessJournalId);
    const seal =
      seq === 0 || isSelfSealing(entry)
        ? undefined
        : sealAppend({ log, first, last: seq, head: hash }, sealer);
    const metadata = seal === undefined ? new Uint8Array() : sealMetadata(seal);
    return { id: entry.id, type: entry.type, data, metadata };
  });
}

function isSelfSealing(entry: Entry<AccessEvent> | undefined): boolean {
  return entry?.type === 'KeyRegistered' && entry.body.after !== undefined;
}

/** Class and seq of what the verifier finds in it, or `none`. */
export function foundInAccess(events: readonly NewEvent[]): string {
  const verifier = new JournalVerifier({ ledger: accessJournalId, root: keys.root(accessJournalId).vkey });
  try {
    events.forEach((event, revision) => verifier.take({ ...event, revision }));
    verifier.end();
    return 'none';
  } catch (error) {
    if (error instanceof JournalFault) return `${error.faultClass} ${error.seq}`;
    if (error instanceof JournalIncomplete) return error.incompleteClass;
    throw error;
  }
}
