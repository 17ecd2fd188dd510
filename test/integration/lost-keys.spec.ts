import { generateKeyPairSync } from 'node:crypto';
import type { KeyRole } from '@ledger/known-keys';
import { Refusal } from '@ledger/refusal';
import type { Entry } from '@entries/entry';
import { Journal } from '@journal/journal';
import { silentObserver } from '@journal/observer';
import type { AskedKeyChange } from '@journal/keys/signing-keys';
import { systemWorld } from '@journal/system-world';
import { vouchedFor } from '@journal/keys/vouched-for';
import { nextRootHash } from '@proof/key-list';
import { keyNameOf, signStatement } from '@proof/key-statements';
import { ed25519Signer, type LocalSigner } from '@proof/note';
import { parseSeal, sealIn } from '@proof/seal';
import { journalOf } from '@streams/stream';
import { JournalVerifier } from '@verifier/journal/journal-verifier';
import { caller } from '../support/caller';
import { MemoryStore, MemoryStream } from '../support/memory-stream';

const ledger = 'books';
const log = `test.local/${ledger}`;
const newSigner = (name: string) => ed25519Signer(name, generateKeyPairSync('ed25519').privateKey);
const newWriter = () => newSigner(keyNameOf('writer', log));
const [root, second, third] = [1, 2, 3].map(() => newSigner(`${log}/root`)) as [
  LocalSigner,
  LocalSigner,
  LocalSigner,
];
const [lost, rescue, other] = [newWriter(), newWriter(), newWriter()];

let store: MemoryStore;
let journals: Journal[];

beforeEach(() => {
  store = new MemoryStore();
  journals = [];
});
afterEach(() => Promise.all(journals.map((journal) => journal.close())));

/** A process that can seal with these keys. */
function processWith(...writers: readonly LocalSigner[]): Journal {
  const journal = new Journal({
    ...systemWorld,
    stream: new MemoryStream(store),
    keys: { origin: 'test.local', root: () => root, writers: () => writers, notaries: () => [] },
    observer: silentObserver,
    limits: {
      appendBytesMax: 1_048_576,
      queueMax: 1_000,
      patienceMs: 1_000,
      retryMs: { first: 1, longest: 10 },
    },
    snapshots: undefined,
  });
  journals.push(journal);
  return journal;
}

const open = (journal: Journal) =>
  journal.openLedger(ledger, { actor: caller, key: 'open', opening: { name: 'Books' } });
const write = (journal: Journal, path: string) =>
  journal.submit(ledger, {
    actor: caller,
    key: path,
    command: { type: 'OpenAccount', path, accountType: 'asset' },
  });

/** What the API does with a change of keys. */
async function change(journal: Journal, asked: AskedKeyChange): Promise<Entry> {
  const key = JSON.stringify(asked);
  const command = vouchedFor(await journal.signingKeys(ledger, key), asked);
  return (await journal.submit(ledger, { actor: caller, command, key })).entry;
}

function register({ keyId, vkey }: LocalSigner, after?: string, by = root): AskedKeyChange {
  const said = { role: 'writer' as KeyRole, vkey, ...(after !== undefined && { after }) };
  return {
    type: 'RegisterKey',
    keyId,
    ...said,
    rootSignature: signStatement(log, { type: 'KeyRegistered', ...said }, by),
  };
}

function retire({ keyId }: LocalSigner, by = root): AskedKeyChange {
  return { type: 'RetireKey', keyId, rootSignature: signStatement(log, { type: 'KeyRetired', keyId }, by) };
}

function name({ vkey }: LocalSigner, by = root): AskedKeyChange {
  const nextRoot = nextRootHash(vkey);
  return {
    type: 'NameNextRoot',
    nextRoot,
    rootSignature: signStatement(log, { type: 'NextRootNamed', nextRoot }, by),
  };
}

async function replace(journal: Journal, by: LocalSigner, writer?: LocalSigner): Promise<AskedKeyChange> {
  const { keyList, root: replaces, head } = await journal.signingKeys(ledger);
  const said = {
    keyList,
    vkey: by.vkey,
    ...(writer && { writer: { after: head.hash, keyId: writer.keyId, vkey: writer.vkey } }),
  };
  const rootSignature = signStatement(log, { type: 'RootReplaced', ...said, replaces }, by);
  return { type: 'ReplaceRoot', ...said, rootSignature };
}

const headOf = async (journal: Journal) => (await journal.signingKeys(ledger)).head.hash;

async function refusalOf(work: Promise<unknown>): Promise<string> {
  const outcome: unknown = await work.catch((error: unknown) => error);
  if (outcome instanceof Refusal) return outcome.code;
  throw outcome instanceof Error ? outcome : new Error('nothing was refused');
}

const events = () => store.events(journalOf(ledger));

/** The ids of the keys that sealed the appends, in order. */
function sealers(): string[] {
  return events().flatMap(({ metadata }) => {
    const seal = sealIn(metadata);
    return seal === undefined ? [] : [parseSeal(seal).note.signatures[0]!.keyId];
  });
}

/** Walks the journal under the first root key. */
function verify(): number {
  const verifier = new JournalVerifier({ ledger, root: root.vkey });
  for (const event of events()) verifier.take(event);
  return verifier.end().entries;
}

describe('a ledger whose only writer key is lost', () => {
  it('is written again by a key that root registers, in an append that this key seals', async () => {
    await open(processWith(lost));
    const journal = processWith(rescue);
    expect(await refusalOf(write(journal, 'bank'))).toBe('WriterKeyNotRegistered');
    await change(journal, register(rescue, await headOf(journal)));
    await write(journal, 'bank');
    await change(journal, retire(lost));
    expect(sealers()).toEqual([lost, rescue, rescue, rescue].map(({ keyId }) => keyId));
    expect(verify()).toBe(5);
  });

  it('is written again while callers go on asking for what cannot be written', async () => {
    await open(processWith(lost));
    const journal = processWith(rescue);
    const after = await headOf(journal);
    const asked = ['a', 'b', 'c'].map((path) => write(journal, path).catch((error: unknown) => error));
    await change(journal, register(rescue, after));
    await Promise.all(asked);
    expect((await write(journal, 'd')).isReplayed).toBe(false);
    verify();
  });

  it('is written again before what is due, which follows', async () => {
    const before = processWith(lost);
    await open(before);
    for (const path of ['bank', 'cash']) await write(before, path);
    const lines = [
      { account: 'bank', side: 'debit', amount: '1.00', currency: 'EUR' },
      { account: 'cash', side: 'credit', amount: '1.00', currency: 'EUR' },
    ] as const;
    const expiresAt = new Date(Date.now() + 50).toISOString();
    await before.submit(ledger, {
      actor: caller,
      key: 'hold',
      command: { type: 'PlaceHold', postings: lines, expiresAt },
    });
    await before.close();
    await new Promise((resolve) => setTimeout(resolve, 60));
    const journal = processWith(rescue);
    await change(journal, register(rescue, await headOf(journal)));
    await write(journal, 'till');
    expect(
      events()
        .slice(-3)
        .map(({ type }) => type),
    ).toEqual(['KeyRegistered', 'HoldExpired', 'AccountOpened']);
    verify();
  });

  it('is not written by a process that does not hold the registered key', async () => {
    await open(processWith(lost));
    const journal = processWith(other);
    const asked = register(rescue, await headOf(journal));
    expect(await refusalOf(change(journal, asked))).toBe('WriterKeyNotRegistered');
    expect(verify()).toBe(2);
  });

  it('takes one of two keys that two processes register for the same place', async () => {
    await open(processWith(lost));
    const [one, two] = [processWith(rescue), processWith(other)];
    const after = await headOf(one);
    const outcomes = await Promise.all(
      [change(one, register(rescue, after)), change(two, register(other, after))].map((work) =>
        work.then(
          () => 'registered',
          (error: unknown) => (error as Refusal).code,
        ),
      ),
    );
    // Verified again, as the API does, the other is for a place that is taken.
    expect(outcomes.sort()).toEqual(['KeysChanged', 'registered']);
    expect(await refusalOf(change(two, register(newWriter(), after)))).toBe('KeyPlaceWrong');
    expect(verify()).toBe(3);
  });

  it('answers the same recovery through two processes with the same entry', async () => {
    await open(processWith(lost));
    const [one, two] = [processWith(rescue), processWith(rescue)];
    const asked = register(rescue, await headOf(one));
    const entries = await Promise.all([change(one, asked), change(two, asked)]);
    expect(entries.map(({ seq }) => seq)).toEqual(['2', '2']);
    expect((await change(two, asked)).seq).toBe('2');
    expect(verify()).toBe(3);
  });

  it('refuses the place where the key was not lost, and its owner was first', async () => {
    const owner = processWith(lost);
    await open(owner);
    const journal = processWith(rescue);
    const after = await headOf(journal);
    await write(owner, 'bank');
    expect(await refusalOf(change(journal, register(rescue, after)))).toBe('KeyPlaceWrong');
    verify();
  });
});

describe('a root key that is replaced', () => {
  const named = async () => {
    const journal = processWith(lost);
    await open(journal);
    await change(journal, name(second));
    return journal;
  };

  it('signs nothing more that any process takes, whatever was verified before', async () => {
    const journal = await named();
    const late = processWith(lost);
    const verified = vouchedFor(await late.signingKeys(ledger), register(other));
    await change(journal, await replace(journal, second));
    const stale = late.submit(ledger, { actor: caller, command: verified, key: 'late' });
    expect(await refusalOf(stale)).toBe('KeysChanged');
    expect(await refusalOf(change(late, register(other)))).toBe('KeySignatureInvalid');
    await change(late, register(other, undefined, second));
    expect(verify()).toBe(5);
  });

  it('is replaced once, where two processes are asked to', async () => {
    const journal = await named();
    const twin = processWith(lost);
    const asked = await replace(journal, second);
    const entries = await Promise.all([change(journal, asked), change(twin, asked)]);
    expect(entries.map(({ seq }) => seq)).toEqual(['3', '3']);
    expect((await change(twin, asked)).seq).toBe('3');
    expect(await refusalOf(replace(journal, third).then((other) => change(journal, other)))).toBe(
      'RootNotNamed',
    );
    verify();
  });

  it('is not replaced on other keys than the new root key has signed', async () => {
    const journal = await named();
    const asked = await replace(journal, second);
    await change(journal, register(other));
    expect(await refusalOf(change(journal, asked))).toBe('KeysChanged');
    await change(journal, await replace(journal, second));
    verify();
  });

  it('is replaced with a writer key where no other is left', async () => {
    await named();
    const journal = processWith(rescue);
    const asked = await replace(journal, second, rescue);
    await change(journal, asked);
    await write(journal, 'bank');
    expect(sealers().slice(-2)).toEqual([rescue.keyId, rescue.keyId]);
    expect((await journal.signingKeys(ledger)).root).toBe(second.vkey);
    verify();
  });

  it('is known again after a restart, from a snapshot or from the journal', async () => {
    const journal = await named();
    await change(journal, await replace(journal, second));
    const again = processWith(lost);
    expect(await again.signingKeys(ledger)).toMatchObject({
      root: second.vkey,
      nextRoot: null,
      replacedRoots: [{ vkey: root.vkey, since: 0, replacedAt: 3 }],
    });
    await write(again, 'bank');
    verify();
  });
});
