import { keyListHash, nextRootHash } from '@proof/key-list';
import { signStatement } from '@proof/key-statements';
import { publishedKeys } from '../support/recorded-journal';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { parseCheckpoint } from '@proof/checkpoint';
import { isConsistent } from '@proof/merkle';
import { isSignedBy, parseVkey } from '@proof/note';
import { parseHashes, parseProof, provesEntry } from '@proof/tlog-proof';
import { entryProof, growthProof } from '@notary/proofs';
import { ChangedStream } from '../support/changed-stream';
import { SealedBooks, notaryKey, origin, registration, statedOf } from '../support/notarized';
import { NotarySetup, leavesOf } from '../support/notary-setup';
import { newSigner } from '../support/written-journal';

const setup = NotarySetup.forFile();

describe('a notary', () => {
  it('signs the tree of each ledger as it grows, and every entry under it can be proved', async () => {
    const [acme, zeta] = [new SealedBooks('acme').post(40), new SealedBooks('zeta').post(3)];
    const notary = setup.notary();
    for (const books of [acme, zeta]) await notary.signs(books.ledger, books.store(setup.store));
    acme.post(600, 50);
    await notary.signs('acme', acme.store(setup.store));
    for (const books of [acme, zeta]) await setup.expectSigned(books);
    const newest = (await setup.tables.newest('acme'))!;
    const leaves = leavesOf(acme);
    for (const seq of [0, 1, 255, 256, 511, acme.size - 1]) {
      const proof = parseProof(await entryProof(setup.tables, 'acme', seq, newest));
      expect(provesEntry(proof, leaves[seq]!)).toBe(true);
    }
  });

  it('signs checkpoints of which each continues all before it', async () => {
    const books = new SealedBooks('acme');
    const notary = setup.notary();
    for (const transactions of [1, 1, 7, 250, 300])
      await notary.signs('acme', books.post(transactions).store(setup.store));
    const released = await setup.tables.checkpoints('acme', 10_000, 100);
    expect(released.length).toBeGreaterThanOrEqual(5);
    const heads = released.map(({ note }) => parseCheckpoint(note).checkpoint).reverse();
    for (const [at, newer] of heads.entries()) {
      for (const older of heads.slice(0, at + 1)) {
        const proof = parseHashes(await growthProof(setup.tables, 'acme', older.size, newer.size));
        expect(isConsistent(older, newer, proof)).toBe(true);
      }
    }
  });

  it('signs a ledger at most once a second, and then all that came meanwhile', async () => {
    let now = 0;
    const pauses: number[] = [];
    const delays: (() => void)[] = [];
    const delay = (milliseconds: number) => {
      pauses.push(milliseconds);
      return new Promise<void>((resolve) => delays.push(resolve));
    };
    const books = new SealedBooks('acme');
    const notary = setup.notary({ now: () => now, delay });
    books.store(setup.store);
    await notary.until(() => notary.checkpoints.length === 1);
    now = 300;
    books.post(5).store(setup.store);
    while (!pauses.includes(700)) await nextTurn();
    expect(notary.checkpoints).toHaveLength(1);
    now = 1_000;
    delays.forEach((wake) => wake());
    await notary.until(() => notary.checkpoints.length === 2);
    expect(notary.checkpoints[1]!.size).toBe(books.size);
  });

  it('signs nothing that no seal covers yet', async () => {
    const books = new SealedBooks('acme');
    const sealedTo = books.store(setup.store);
    const notary = setup.notary();
    await notary.signs('acme', sealedTo);
    books.post(3, 3);
    const lastOfAppend = books.size - 1;
    const half = books.journal.events.slice(sealedTo, lastOfAppend);
    setup.store.append('journal-acme', sealedTo - 1, half);
    const other = new SealedBooks('zeta');
    await notary.signs('zeta', other.store(setup.store));
    expect((await setup.tables.newest('acme'))!.size).toBe(sealedTo);
    setup.store.append('journal-acme', lastOfAppend - 1, books.journal.events.slice(lastOfAppend));
    await notary.signs('acme', books.size);
    await setup.expectSigned(books);
  });

  it('waits for a journal to register its key, and signs as soon as it has', async () => {
    const books = new SealedBooks('acme', null);
    const notary = setup.notary();
    books.store(setup.store);
    await notary.until(() => notary.waiting.includes('acme'));
    expect(notary.notary.unregisteredLedgers).toEqual(['acme']);
    const other = new SealedBooks('zeta');
    await notary.signs('zeta', other.store(setup.store));
    expect(await setup.tables.newest('acme')).toBeUndefined();
    books.journal.append({ type: 'RegisterKey', ...registration('acme', notaryKey('acme')) });
    await notary.signs('acme', books.store(setup.store));
    await setup.expectSigned(books);
    expect(notary.notary.unregisteredLedgers).toEqual([]);
  });

  it('signs with both keys while one replaces the other, and with none that was retired', async () => {
    const books = new SealedBooks('acme');
    const [before, after] = [notaryKey('acme'), newSigner(`${origin}/acme`)];
    const notary = setup.notary({ signers: () => [before, after] });
    const signersOf = async (size: number) => {
      const { note } = parseCheckpoint((await setup.tables.checkpoint('acme', size))!.note);
      return [before, after].map(({ vkey }) => isSignedBy(note, parseVkey(vkey)));
    };
    await notary.signs('acme', books.store(setup.store));
    expect(await signersOf(books.size)).toEqual([true, false]);
    books.journal.append({ type: 'RegisterKey', ...registration('acme', after) });
    await notary.signs('acme', books.store(setup.store));
    expect(await signersOf(books.size)).toEqual([true, true]);
    books.journal.append({ type: 'RetireKey', ...statedOf('acme', 'KeyRetired', before.keyId) });
    await notary.signs('acme', books.store(setup.store));
    expect(await signersOf(books.size)).toEqual([false, true]);
    await notary.stop();
    const again = setup.notary({ signers: () => [before, after] });
    books.post(1);
    await again.signs('acme', books.store(setup.store));
    expect(await signersOf(books.size)).toEqual([false, true]);
  });

  it('goes on where the root key is replaced, after a restart too, and takes no word of the old one', async () => {
    const books = new SealedBooks('acme');
    const log = `${origin}/acme`;
    const [old, next] = [publishedKeys().root('acme'), newSigner(`${log}/root`)];
    const nextRoot = nextRootHash(next.vkey);
    const naming = signStatement(log, { type: 'NextRootNamed', nextRoot }, old);
    books.journal.append({ type: 'NameNextRoot', nextRoot, rootSignature: naming });
    const said = { keyList: keyListHash(log, books.journal.state.signingKeys.values()), vkey: next.vkey };
    const rootSignature = signStatement(log, { type: 'RootReplaced', ...said, replaces: old.vkey }, next);
    books.journal.append({ type: 'ReplaceRoot', ...said, rootSignature });
    const notary = setup.notary();
    await notary.signs('acme', books.store(setup.store));
    await notary.stop();
    const again = setup.notary();
    books.post(1);
    await again.signs('acme', books.store(setup.store));
    books.journal.append({ type: 'RegisterKey', ...registration('acme', newSigner(log)) });
    books.store(setup.store);
    await again.until(() => again.stopped.length > 0);
    expect(again.stopped[0]).toContain('The root key did not sign');
  });

  it('signs nothing more with a key that was declared compromised', async () => {
    const books = new SealedBooks('acme').post(3);
    const notary = setup.notary();
    await notary.signs('acme', books.store(setup.store));
    const declared = statedOf('acme', 'KeyCompromised', notaryKey('acme').keyId);
    books.journal.append({ type: 'DeclareKeyCompromised', ...declared });
    books.store(setup.store);
    await notary.until(() => notary.waiting.includes('acme'));
    expect(notary.stopped).toEqual([]);
  });

  it('gives each checkpoint to its sinks, after the tables', async () => {
    const got: [string, number, boolean][] = [];
    const publish = async (ledger: string, note: string) => {
      const { size } = parseCheckpoint(note).checkpoint;
      got.push([ledger, size, (await setup.tables.checkpoint(ledger, size))?.note === note]);
    };
    const books = new SealedBooks('acme').post(2);
    const notary = setup.notary({ sinks: [{ publish }] });
    await notary.signs('acme', books.store(setup.store));
    expect(got.at(-1)).toEqual(['acme', books.size, true]);
    expect(got.filter(([, , isInTables]) => !isInTables)).toEqual([]);
  });
});

describe('a notary that is started again', () => {
  it('goes on where it was', async () => {
    const books = new SealedBooks('acme').post(700, 100);
    const first = setup.notary();
    await first.signs('acme', books.store(setup.store));
    await first.stop();
    books.post(20).store(setup.store);
    const second = setup.notary();
    await second.signs('acme', books.size);
    await setup.expectSigned(books);
  });

  it('signs nothing again where nothing has grown', async () => {
    const [books, other] = [new SealedBooks('acme'), new SealedBooks('zeta')];
    const first = setup.notary();
    await first.signs('acme', books.store(setup.store));
    await first.stop();
    const second = setup.notary();
    await second.signs('zeta', other.store(setup.store));
    expect(second.checkpoints.filter(({ ledger }) => ledger === 'acme')).toEqual([]);
  });

  it('releases what it may have signed before it was killed, and the same', async () => {
    const books = new SealedBooks('acme').post(30);
    const released: string[] = [];
    const killed = setup.notary({ sinks: [{ publish: () => Promise.reject(new Error('killed')) }] });
    books.store(setup.store);
    await killed.until(() => killed.failures.length > 1);
    await killed.stop();
    expect(killed.checkpoints).toEqual([]);
    const { size, root } = JSON.parse(readFileSync(join(setup.folder, 'acme.json'), 'utf8')) as Record<
      string,
      unknown
    >;
    await setup.sql('delete from notary.checkpoints');
    const publish = async (_ledger: string, note: string) => void released.push(note);
    const second = setup.notary({ sinks: [{ publish }] });
    await second.signs('acme', books.size);
    expect(released[0]!.split('\n').slice(1, 3)).toEqual([String(size), root]);
    await setup.expectSigned(books);
  });

  it('rebuilds its tables from the journal where they are lost, and comes to the same heads', async () => {
    const books = new SealedBooks('acme').post(600, 60);
    const first = setup.notary();
    await first.signs('acme', books.store(setup.store));
    const { note } = (await setup.tables.newest('acme'))!;
    await first.stop();
    const lost = ['trees', 'tiles', 'checkpoints', 'position'].map((table) => `delete from notary.${table};`);
    await setup.sql(lost.join(''));
    const second = setup.notary();
    await second.signs('acme', books.size);
    expect(await setup.tables.newest('acme')).toEqual({ size: books.size, note });
    await setup.expectSigned(books);
  });

  it.each([
    ['a changed hash', `update notary.tiles set hashes = set_byte(hashes, 5, 255 - get_byte(hashes, 5))`],
    ['a missing tile', 'delete from notary.tiles where level = 1'],
  ])('rebuilds its tree where the stored one has %s', async (_what, damage) => {
    const books = new SealedBooks('acme').post(600, 60);
    const first = setup.notary();
    await first.signs('acme', books.store(setup.store));
    await first.stop();
    await setup.sql(damage);
    books.post(1).store(setup.store);
    const second = setup.notary();
    await second.signs('acme', books.size);
    await setup.expectSigned(books);
    expect(
      provesEntry(
        parseProof(await entryProof(setup.tables, 'acme', 3, (await setup.tables.newest('acme'))!)),
        leavesOf(books)[3]!,
      ),
    ).toBe(true);
  });

  it('does not start over where its own memory cannot be read', async () => {
    const books = new SealedBooks('acme');
    const first = setup.notary();
    await first.signs('acme', books.store(setup.store));
    await first.stop();
    writeFileSync(join(setup.folder, 'acme.json'), '{"log":');
    const second = setup.notary();
    await second.until(() => second.failures.length > 0);
    expect(String(second.failures[0])).toContain('cannot be read');
    expect(second.checkpoints).toEqual([]);
  });
});

describe('an event store that is gone', () => {
  it('is an error until it can be read again, though nothing comes', async () => {
    let isDown = true;
    const stream = new ChangedStream(setup.store, async function* (events) {
      if (isDown) throw new Error('connection refused');
      yield* events;
    });
    const notary = setup.notary({ stream, delay: () => nextTurn() });
    await notary.until(() => notary.drops.length > 2);
    expect(notary.notary.lastError).toBe('the event store cannot be read: connection refused');
    isDown = false;
    while (notary.notary.lastError !== undefined) await nextTurn();
    expect(notary.failures).toEqual([]);
  });
});

describe('two notaries', () => {
  it('take turns: one signs, the other stands by and goes on when it ends', async () => {
    const books = new SealedBooks('acme').post(5);
    const first = setup.notary();
    await first.signs('acme', books.store(setup.store));
    const elsewhere = setup.newFolder();
    const second = setup.notary({ at: elsewhere });
    await second.until(() => second.states.includes('standing by'));
    books.post(300, 30).store(setup.store);
    await first.signs('acme', books.size);
    await first.stop();
    books.post(2).store(setup.store);
    await second.signs('acme', books.size);
    await setup.expectSigned(books);
  });
});
