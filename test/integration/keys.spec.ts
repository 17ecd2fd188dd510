import { generateKeyPairSync } from 'node:crypto';
import { Refusal } from '@ledger/refusal';
import type { Entry } from '@entries/entry';
import { Journal } from '@journal/journal';
import { keyNameOf, signStatement } from '@proof/key-statements';
import type { JournalKeys } from '@proof/key-ring';
import { ed25519Signer, type LocalSigner, type Signer } from '@proof/note';
import { silentObserver } from '@journal/observer';
import { parseSeal, sealIn } from '@proof/seal';
import type { AskedKeyChange } from '@journal/keys/signing-keys';
import { vouchedFor } from '@journal/keys/vouched-for';
import { journalOf } from '@streams/stream';
import { JournalVerifier, type VerifiedJournal } from '@verifier/journal/journal-verifier';
import { systemWorld } from '@journal/system-world';
import { MemoryStore, MemoryStream } from '../support/memory-stream';
import { caller } from '../support/caller';

const ledger = 'books';
const log = `test.local/${ledger}`;
const newSigner = (name: string) => ed25519Signer(name, generateKeyPairSync('ed25519').privateKey);
const root = newSigner(`${log}/root`);
const [first, second] = [newSigner(`${log}/writer`), newSigner(`${log}/writer`)];
const notary = newSigner(keyNameOf('notary', log));

let store: MemoryStore;

beforeEach(() => {
  store = new MemoryStore();
});

/** A process with these writer keys; it holds the root key unless it is withheld. */
function processWith(writers: readonly Signer[], rootKey: Signer | 'kept elsewhere' = root): Journal {
  const keys: JournalKeys = {
    origin: 'test.local',
    root: () => (rootKey === 'kept elsewhere' ? undefined : rootKey),
    writers: () => writers,
    notaries: () => [notary],
  };
  return new Journal({
    ...systemWorld,
    stream: new MemoryStream(store),
    keys,
    observer: silentObserver,
    limits: {
      appendBytesMax: 1_048_576,
      queueMax: 1_000,
      patienceMs: 1_000,
      retryMs: { first: 1, longest: 10 },
    },
    snapshots: undefined,
  });
}

function register({ keyId, vkey }: LocalSigner): AskedKeyChange {
  const statement = { type: 'KeyRegistered', role: 'writer', vkey } as const;
  return {
    type: 'RegisterKey',
    keyId,
    role: 'writer',
    vkey,
    rootSignature: signStatement(log, statement, root),
  };
}

function retire({ keyId }: LocalSigner, by = root): AskedKeyChange {
  return { type: 'RetireKey', keyId, rootSignature: signStatement(log, { type: 'KeyRetired', keyId }, by) };
}

/** What the API does with a change of keys. */
async function change(journal: Journal, asked: AskedKeyChange): Promise<Entry> {
  const command = vouchedFor(await journal.signingKeys(ledger), asked);
  const key = JSON.stringify(asked);
  return (await journal.submit(ledger, { actor: caller, command, key })).entry;
}

const open = (journal: Journal) =>
  journal.openLedger(ledger, { actor: caller, key: 'open', opening: { name: 'Books' } });
const write = (journal: Journal, path: string) =>
  journal.submit(ledger, {
    actor: caller,
    key: path,
    command: { type: 'OpenAccount', path, accountType: 'asset' },
  });

async function refusalOf(work: Promise<unknown>): Promise<Refusal> {
  const outcome: unknown = await work.catch((error: unknown) => error);
  if (outcome instanceof Refusal) return outcome;
  throw outcome instanceof Error ? outcome : new Error('nothing was refused');
}

/** The id of the key that sealed the last append. */
function lastSealedBy(): string {
  const seal = sealIn(store.events(journalOf(ledger)).at(-1)!.metadata)!;
  return parseSeal(seal).note.signatures[0]!.keyId;
}

function verified(): VerifiedJournal {
  const verifier = new JournalVerifier({ ledger, root: root.vkey });
  for (const event of store.events(journalOf(ledger))) verifier.take(event);
  return verifier.end();
}

it('A ledger is opened under the root key, with the keys that may seal it and sign its checkpoints', async () => {
  const journal = processWith([first, second]);
  await open(journal);
  expect(store.events(journalOf(ledger)).map(({ type }) => type)).toEqual([
    'LedgerOpened',
    'KeyRegistered',
    'KeyRegistered',
  ]);
  const { signingKeys, seq, sealsWith } = await journal.signingKeys(ledger);
  expect([seq, sealsWith, [...signingKeys].map(([keyId, { role }]) => `${role} ${keyId}`)]).toEqual([
    2,
    first.keyId,
    [`writer ${first.keyId}`, `notary ${notary.keyId}`],
  ]);
  await journal.close();
});

it('The root key is needed to open a ledger, and for nothing else', async () => {
  const online = processWith([first]);
  await open(online);
  const journal = processWith([first], 'kept elsewhere');
  expect((await open(journal)).isReplayed).toBe(true);
  await write(journal, 'bank');
  await change(journal, register(second));
  expect(
    (await refusalOf(journal.openLedger('loans', { actor: caller, key: 'open', opening: { name: 'Loans' } })))
      .code,
  ).toBe('RootKeyMissing');
  expect(
    (await refusalOf(journal.openLedger(ledger, { actor: caller, key: 'again', opening: { name: 'Again' } })))
      .code,
  ).toBe('LedgerAlreadyExists');
  await Promise.all([online.close(), journal.close()]);
});

it('A new writer key takes over from the append after its registration, and the old one is retired', async () => {
  const before = processWith([first]);
  await open(before);
  const after = processWith([second, first]);
  await write(after, 'bank');
  expect(lastSealedBy()).toBe(first.keyId);
  await change(after, register(second));
  expect(lastSealedBy()).toBe(first.keyId);
  await write(after, 'cash');
  expect(lastSealedBy()).toBe(second.keyId);
  await change(after, retire(first));
  expect(lastSealedBy()).toBe(second.keyId);

  const refusal = await refusalOf(write(before, 'till'));
  expect([refusal.code, refusal.facts]).toEqual([
    'WriterKeyNotRegistered',
    { ledger, keys: [`${first.name}+${first.keyId}`] },
  ]);
  expect(refusal.message).toContain('npx ledger keys register');
  expect((await write(before, 'cash')).isReplayed).toBe(true);
  expect(verified()).toMatchObject({ entries: 7, root: root.vkey });
  await Promise.all([before.close(), after.close()]);
});

it('A process whose key may not seal shows keys and what would happen, also while it is asked to write', async () => {
  const before = processWith([first]);
  await open(before);
  const unknown = processWith([second]);
  const opening = { type: 'OpenAccount', path: 'bank', accountType: 'asset' } as const;
  const [refusal, reported, foreseen] = await Promise.all([
    refusalOf(write(unknown, 'bank')),
    unknown.signingKeys(ledger),
    unknown.preview(ledger, { actor: caller, key: 'dry', command: opening }),
  ]);

  expect(refusal.code).toBe('WriterKeyNotRegistered');
  expect(reported.root).toBe(root.vkey);
  expect(foreseen.entry.type).toBe('AccountOpened');
  await Promise.all([before.close(), unknown.close()]);
});

it('A key that was registered by another process may seal as soon as it is', async () => {
  const before = processWith([first]);
  await open(before);
  const waiting = processWith([second]);
  expect((await refusalOf(write(waiting, 'bank'))).code).toBe('WriterKeyNotRegistered');
  await change(before, register(second));
  await write(waiting, 'bank');
  expect(lastSealedBy()).toBe(second.keyId);
  verified();
  await Promise.all([before.close(), waiting.close()]);
});

it('A process without a valid key answers questions, previews and repeated commands', async () => {
  const journal = processWith([first]);
  await open(journal);
  const keyless = processWith([second]);
  expect((await open(keyless)).isReplayed).toBe(true);
  const command = { type: 'OpenAccount', path: 'bank', accountType: 'asset' } as const;
  expect((await keyless.preview(ledger, { actor: caller, command, key: 'bank' })).isReplayed).toBe(false);
  expect((await keyless.signingKeys(ledger)).sealsWith).toBeUndefined();
  await Promise.all([journal.close(), keyless.close()]);
});

it('A key in use is neither retired nor declared compromised by the process that seals with it', async () => {
  const journal = processWith([first]);
  await open(journal);
  await change(journal, register(second));
  expect((await refusalOf(change(journal, retire(first)))).code).toBe('KeyInUse');
  await journal.close();
});

it.each<[string, () => AskedKeyChange, string]>([
  ['by another root key', () => retire(notary, newSigner(root.name)), 'KeySignatureInvalid'],
  ['by nobody', () => ({ ...register(second), rootSignature: 'AAAA' }), 'KeySignatureInvalid'],
  ['for a key of another ledger', () => register(newSigner('test.local/loans/writer')), 'KeyNameWrong'],
  ['for a key of another id', () => ({ ...register(second), keyId: first.keyId }), 'KeyNameWrong'],
])('A change of keys is refused when it is signed %s', async (_, command, code) => {
  const journal = processWith([first]);
  await open(journal);
  expect((await refusalOf(change(journal, command()))).code).toBe(code);
  await journal.close();
});

it('A key that takes its time to sign seals like one that does not', async () => {
  const remote: Signer = { ...first, sign: (message) => Promise.resolve(first.sign(message)) };
  const slowRoot: Signer = { ...root, sign: (message) => Promise.resolve(root.sign(message)) };
  const journal = processWith([remote], slowRoot);
  await open(journal);
  await Promise.all(['bank', 'cash', 'till'].map((path) => write(journal, path)));
  expect(verified()).toMatchObject({ entries: 6 });
  await journal.close();
});

it('A signer that fails fails the commands it was to seal, and leaves nothing behind', async () => {
  let isAway = false;
  const fragile: Signer = {
    ...first,
    sign: (message) =>
      isAway ? Promise.reject(new Error('the token was pulled')) : Promise.resolve(first.sign(message)),
  };
  const journal = processWith([fragile]);
  await open(journal);
  isAway = true;
  await expect(write(journal, 'bank')).rejects.toThrow('the token was pulled');
  isAway = false;
  expect((await write(journal, 'bank')).isReplayed).toBe(false);
  expect(verified()).toMatchObject({ entries: 4 });
  await journal.close();
});
