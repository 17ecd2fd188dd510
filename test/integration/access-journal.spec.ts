import { setTimeout } from 'node:timers/promises';
import { accessJournalId } from '@access/access-book';
import type { CredentialBody, MakeGrant } from '@access/commands';
import { AccessJournal } from '@access/edge/access-journal';
import { AccessView } from '@access/edge/access-view';
import type { AccessEvent } from '@access/events';
import { permit, type Demand } from '@access/grants/permit';
import { leafHash, entryBytes, readEntry, type Entry } from '@entries/entry';
import { silentObserver } from '@journal/observer';
import { systemWorld } from '@journal/system-world';
import { system } from '@ledger/actor';
import { Refusal } from '@ledger/refusal';
import { sealAppend, sealMetadata } from '@proof/seal';
import { fileKeys } from '@signers/open-keys';
import { connectEventStore } from '@streams/eventstore-stream';
import { journalOf, StoreUnavailable, type NewEvent, type StoredEvent, type Stream } from '@streams/stream';
import { JournalVerifier } from '@verifier/journal/journal-verifier';
import { actorOf } from '../support/caller';
import { memoryEventStore, type TestEventStore } from '../support/event-store';
import { temporaryFolder } from '../support/journals';
import { until } from '../support/started';
import { newSigner } from '../support/written-journal';

const folder = temporaryFolder();
const keys = fileKeys(`${folder.path}/keys`, 'test.local');
const root = keys.root(accessJournalId).vkey;
const post: Demand = { permission: 'post', ledger: 'acme', command: 'PostTransaction' };
const stream = journalOf(accessJournalId);

let store: TestEventStore;
const closing: (() => Promise<void>)[] = [];

beforeEach(async () => {
  store = await memoryEventStore();
});
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
  await store.stop();
});
afterAll(() => folder.remove());

const credential = (id: string): CredentialBody => ({
  credential: id,
  digest: 'A'.repeat(43),
  kind: 'key',
  pepper: '3f9a01cc',
});

function connected(): Stream {
  const connection = connectEventStore(store.url, { appendTimeoutMs: 60_000 });
  closing.push(() => connection.close());
  return connection;
}

/** The access journal as a process writes it, opened, with `admin` as its administrator. */
async function opened(): Promise<AccessJournal> {
  const journal = accessJournal();
  await journal.open();
  await journal.nameAdmin('admin', credential('a1B2c3D4e5F6'));
  return journal;
}

function accessJournal(): AccessJournal {
  return new AccessJournal({
    ...systemWorld,
    stream: connected(),
    keys,
    observer: silentObserver,
    limits: {
      appendBytesMax: 1_048_576,
      queueMax: 1_000,
      patienceMs: 300_000,
      retryMs: { first: 10, longest: 200 },
    },
    snapshots: undefined,
  });
}

/** A view of another process, as far as `change` lets it see the store. */
async function viewed(
  change: Partial<ConstructorParameters<typeof AccessView>[0]> = {},
): Promise<AccessView> {
  const view = new AccessView({
    stream: connected(),
    root,
    now: Date.now,
    delay: systemWorld.delay,
    ...change,
  });
  closing.push(() => view.close());
  await view.start();
  return view;
}

const admin = { at: '3', grant: '3', sub: 'admin' };

/** Adds `wallets` and grants it to post. @returns the seq of the grant */
async function granted(journal: AccessJournal): Promise<number> {
  await journal.submit(admin, 'emma', { type: 'AddPrincipal', kind: 'person', principal: 'emma' });
  const wallets = { type: 'AddPrincipal', kind: 'service', owner: 'emma', principal: 'wallets' } as const;
  await journal.submit(admin, 'wallets', wallets);
  const grant: MakeGrant = { type: 'MakeGrant', ledger: 'acme', principal: 'wallets', role: 'poster' };
  return Number((await journal.submit(admin, 'grant', grant)).entry.seq);
}

function isPermitted(view: AccessView): boolean {
  return 'grant' in permit(view.state(), 'wallets', post, new Date().toISOString());
}

/** The code with which the view says that it does not know. */
function unknownTo(view: AccessView): string {
  try {
    view.state();
    return 'known';
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
}

async function stored(): Promise<StoredEvent[]> {
  const events: StoredEvent[] = [];
  for await (const event of connected().read(stream, 0)) events.push(event);
  return events;
}

/** Appends an entry past the writer, sealed or not. */
async function forge(change: Partial<Entry<AccessEvent>>, isSealed: boolean): Promise<void> {
  const events = await stored();
  const last = readEntry<AccessEvent>(events.at(-1)!.data);
  const seq = events.length;
  const id = last.id.replace(/.$/, (digit) => (digit === '0' ? '1' : '0'));
  const entry = {
    ...last,
    ...change,
    id,
    prev: leafHash(events.at(-1)!.data).toString('base64url'),
    seq: String(seq),
  };
  const data = entryBytes(entry);
  const seal = sealAppend(
    { log: `test.local/${accessJournalId}`, first: seq, last: seq, head: leafHash(data) },
    keys.writers(accessJournalId)[0]!,
  );
  const metadata = isSealed ? sealMetadata(seal) : new Uint8Array();
  const event: NewEvent = { id, type: entry.type, data, metadata };
  await connected().append(stream, seq - 1, [event]);
}

describe('the access journal', () => {
  it('is written by the generic writer, under its rules, and passes the verifier', async () => {
    const journal = await opened();
    await granted(journal);
    const toSelf: MakeGrant = { type: 'MakeGrant', ledger: '*', principal: 'admin', role: 'auditor' };
    await expect(journal.submit(admin, 'self', toSelf)).rejects.toMatchObject({ code: 'GrantToOneself' });
    await expect(journal.submit(system, 'system', toSelf)).rejects.toMatchObject({ code: 'NotPermitted' });

    const verifier = new JournalVerifier({ ledger: accessJournalId, root });
    for (const event of await stored()) verifier.take(event);
    expect(verifier.end()).toMatchObject({ entries: 7, root });
    expect((await stored()).map(({ type }) => type)).toEqual([
      'AccessOpened',
      'KeyRegistered',
      'KeyRegistered',
      'AdminNamed',
      'PrincipalAdded',
      'PrincipalAdded',
      'GrantMade',
    ]);
  });

  it('is opened once, whichever process starts first', async () => {
    const journal = await opened();
    await journal.open();
    await accessJournal().open();
    expect((await stored()).filter(({ type }) => type === 'AccessOpened')).toHaveLength(1);
  });

  it('answers a key again for who used it, and refuses it for everybody else', async () => {
    const journal = await opened();
    await granted(journal);
    const again = { type: 'AddPrincipal', kind: 'person', principal: 'emma' } as const;
    expect((await journal.submit(admin, 'emma', again)).isReplayed).toBe(true);
    await expect(journal.submit(actorOf('emma'), 'emma', again)).rejects.toMatchObject({
      code: 'IdempotencyKeyReused',
    });
  });
});

describe('a view of the access journal', () => {
  it('has what another process wrote, granted and revoked, without being asked', async () => {
    const journal = await opened();
    const view = await viewed();
    const grant = await granted(journal);
    await until(() => isPermitted(view));
    await journal.submit(admin, 'revoke', { type: 'RevokeGrant', grant: String(grant), reason: 'Left' });
    await until(() => !isPermitted(view));
    expect(view.seq).toBe(grant + 1);
  });

  it('has a change by the time its author gets the response, if the response waits for it', async () => {
    const journal = await opened();
    const view = await viewed();
    const grant = await granted(journal);
    await view.holds(grant);
    expect(isPermitted(view)).toBe(true);
  });

  it('finds by comparing what no subscription brought', async () => {
    const journal = await opened();
    const real = connected();
    const silent = {
      ...sources(real),
      subscribe: () => ({ close: async () => {}, isCaughtUp: true, async *[Symbol.asyncIterator]() {} }),
    };
    const soon = (_: number, signal?: AbortSignal) => setTimeout(5, undefined, { ...(signal && { signal }) });
    const view = await viewed({ stream: silent, delay: soon });
    await granted(journal);
    await until(() => isPermitted(view));
  });

  it.each([
    ['without a seal', false, { type: 'GrantRevoked', body: { grant: '6', reason: 'Mallory' } }],
    ['sealed, and naming an administrator whom the root key did not', true, adminBody('mallory')],
  ] as const)('believes no entry that was put there %s', async (_, isSealed, change) => {
    const journal = await opened();
    await granted(journal);
    let ahead = 0;
    const view = await viewed({ now: () => Date.now() + ahead });
    expect(isPermitted(view)).toBe(true);
    await forge(change, isSealed);
    await expect(view.refresh()).rejects.toMatchObject({ code: 'JournalNotTrusted' });
    expect([view.seq, isPermitted(view)]).toEqual([6, true]);
    ahead = 15_001;
    expect(unknownTo(view)).toBe('AccessNotKnown');
  });

  it('believes no journal under another root key', async () => {
    await opened();
    const view = await viewed({ root: newSigner(`test.local/${accessJournalId}/root`).vkey });
    await expect(view.refresh()).rejects.toMatchObject({ code: 'JournalNotTrusted' });
    expect([view.seq, unknownTo(view)]).toEqual([-1, 'AccessNotKnown']);
  });

  it('answers for 15 seconds after it last compared, and then says that it does not know', async () => {
    const journal = await opened();
    await granted(journal);
    let isDown = false;
    let ahead = 0;
    const real = connected();
    const read: Stream['read'] = (...args) => {
      if (isDown) throw new StoreUnavailable('cut off');
      return real.read(...args);
    };
    const view = await viewed({ stream: { ...sources(real), read }, now: () => 1_000_000 + ahead });
    isDown = true;
    ahead = 15_000;
    expect(isPermitted(view)).toBe(true);
    ahead = 15_001;
    expect(unknownTo(view)).toBe('AccessNotKnown');
    ahead = -15_001;
    expect(unknownTo(view)).toBe('AccessNotKnown');
    isDown = false;
    await view.refresh();
    expect(isPermitted(view)).toBe(true);
  });

  it('of no journal knows that nobody may do anything', async () => {
    const view = await viewed();
    expect(isPermitted(view)).toBe(false);
  });
});

function adminBody(principal: string) {
  const rootSignature = Buffer.alloc(68).toString('base64');
  return {
    type: 'AdminNamed',
    actor: system,
    body: { credential: credential('m1B2c3D4e5F6'), principal, rootSignature },
  } as const;
}

function sources(real: Stream): Pick<Stream, 'read' | 'last' | 'subscribe'> {
  return {
    read: (...args) => real.read(...args),
    last: (name) => real.last(name),
    subscribe: (...args) => real.subscribe(...args),
  };
}
