import { parseProof, provesEntry } from '@proof/tlog-proof';
import { leafHash, parseEntry } from '@entries/entry';
import { AtomicRefusal, Journals } from '@journal/journals';
import { silentObserver } from '@journal/observer';
import { entryProof } from '@notary/proofs';
import { journalOf } from '@streams/stream';
import { JournalFault } from '@verifier/journal/fault';
import { JournalVerifier } from '@verifier/journal/journal-verifier';
import { systemWorld } from '@journal/system-world';
import { migrate } from '@read-models/schema/migrate';
import { caller } from '../support/caller';
import {
  counterBook,
  openCounter,
  type CounterCommand,
  type CounterEvent,
  type CounterState,
} from '../support/counter-book';
import { temporaryFolder } from '../support/journals';
import { MemoryStream } from '../support/memory-stream';
import { SealedBooks, notaryKey } from '../support/notarized';
import { NotarySetup } from '../support/notary-setup';
import { startTestPostgres } from '../support/postgres';
import { ObservedProjector, withClient } from '../support/projecting';
import { publishedKeys } from '../support/recorded-journal';
import { newSigner } from '../support/written-journal';

jest.setTimeout(90_000);

/** An id that no ledger can have. */
const id = '_counter';
const keys = { ...publishedKeys(), notaries: (journal: string) => [notaryKey(journal)] };
const setup = NotarySetup.forFile();
const folder = temporaryFolder();
let loads: boolean[] = [];

afterAll(() => folder.remove());
beforeEach(() => (loads = []));

type Counter = Journals<CounterState, CounterCommand, CounterEvent>;

/** The journal of a counter as a process of its own has it. */
function counterIn(world: { readonly now?: () => number; readonly keepsSnapshots?: boolean } = {}): Counter {
  const { now = Date.now, keepsSnapshots = false } = world;
  return new Journals(
    counterBook,
    {
      ...systemWorld,
      now,
      stream: new MemoryStream(setup.store),
      keys,
      observer: { ...silentObserver, loaded: (_, { fromSnapshot }) => void loads.push(fromSnapshot) },
      limits: {
        appendBytesMax: 1_048_576,
        queueMax: 1_000,
        patienceMs: 20_000,
        retryMs: { first: 10, longest: 200 },
      },
      snapshots: keepsSnapshots ? { folder: folder.path, everyEntries: 1 } : undefined,
    },
    () => undefined,
  );
}

async function opened(world?: Parameters<typeof counterIn>[0]): Promise<Counter> {
  const counter = counterIn(world);
  const command = await openCounter(keys, id);
  await counter.submit(id, { actor: caller, key: 'open', command });
  return counter;
}

function count(key: string, command: Omit<CounterCommand & { type: 'Count' }, 'type'>) {
  return { actor: caller, key, command: { type: 'Count', ...command } } as const;
}

/** The class of the fault by which `run` ends. */
function faultIn(run: () => void): string {
  try {
    run();
  } catch (error) {
    if (error instanceof JournalFault) return error.faultClass;
    throw error;
  }
  return 'none';
}

const entries = () => setup.store.events(journalOf(id)).map(({ data }) => parseEntry(data));
const totals = () => entries().flatMap(({ body }) => ('total' in body ? [body.total] : []));

describe('a book that is no ledger', () => {
  it('is written under its own rules, each event decided on top of the one before', async () => {
    const counter = await opened();
    const first = await counter.submit(id, count('a', { times: 3 }));
    await counter.submitIndependent(id, [count('b', { times: 1 }), count('c', { times: 1 })]);

    expect(totals()).toEqual(['1', '2', '3', '4', '5']);
    expect(entries().map(({ idem }) => idem)).toEqual([...Array(2), 'open', ...Array(2), 'a', 'b', 'c']);
    expect(await counter.submit(id, count('a', { times: 3 }))).toEqual({ ...first, isReplayed: true });
    await expect(counter.submit(id, count('a', { times: 4 }))).rejects.toMatchObject({
      code: 'IdempotencyKeyReused',
    });
    await counter.close();
  });

  it('takes back what a command has counted before it is refused, and names its journal', async () => {
    const counter = await opened();
    const refused = { code: 'ConditionNotMet', message: `${id}: The count is 2.` };
    await expect(counter.submit(id, count('a', { times: 3, max: 2 }))).rejects.toMatchObject(refused);
    const together = [count('b', { times: 2 }), count('c', { times: 1, max: 2 })];
    await expect(counter.submitAtomic(id, together)).rejects.toThrow(AtomicRefusal);
    expect(totals()).toEqual([]);

    await counter.submit(id, count('d', { times: 1, max: 2 }));
    expect(totals()).toEqual(['1']);
    await counter.close();
  });

  it('goes on after a restart from its snapshot', async () => {
    const before = await opened({ keepsSnapshots: true });
    await before.submit(id, count('a', { times: 3 }));
    await before.close();
    const after = counterIn({ keepsSnapshots: true });
    expect((await after.submit(id, count('a', { times: 3 }))).isReplayed).toBe(true);
    await after.submit(id, count('b', { times: 1 }));

    expect(loads).toEqual([false, true]);
    expect(totals().at(-1)).toBe('4');
    await after.close();
  });

  it('has what is due written before whatever is decided next, by the system', async () => {
    let clock = Date.UTC(2026, 10, 30, 12);
    const counter = await opened({ now: () => clock });
    const resetsAt = new Date(clock + 1_000).toISOString();
    await counter.submit(id, count('a', { times: 2, resetsAt }));
    clock += 1_000;
    await counter.submit(id, count('b', { times: 1 }));

    const last = entries().slice(-2);
    expect(last.map(({ type, actor }) => [type, actor])).toEqual([
      ['CounterReset', { sub: 'system' }],
      ['Counted', caller],
    ]);
    expect(totals().at(-1)).toBe('1');
    await counter.close();
  });

  it('is signed by the notary, every entry is proved, and its seals and chain pass the verifier', async () => {
    const counter = await opened();
    await counter.submit(id, count('a', { times: 20 }));
    await counter.close();
    const events = setup.store.events(journalOf(id));
    await setup.notary().signs(id, events.length);
    const newest = (await setup.tables.newest(id))!;
    for (const seq of [0, 1, 2, events.length - 1]) {
      const proof = parseProof(await entryProof(setup.tables, id, seq, newest));
      expect(provesEntry(proof, leafHash(events[seq]!.data))).toBe(true);
    }

    const root = keys.root(id).vkey;
    const verifier = new JournalVerifier({ ledger: id, root });
    for (const event of events) verifier.take(event);
    expect(verifier.end()).toMatchObject({ entries: events.length, seals: 2, root });
  });

  it.each([
    ['the first entry', 0, 'BrokenChain'],
    ['an entry within an append', 5, 'BrokenChain'],
    ['the last entry', 6, 'SealWrongHead'],
  ])('does not pass the verifier where %s was changed', async (_, seq, faultClass) => {
    const counter = await opened();
    await counter.submit(id, count('a', { times: 4 }));
    await counter.close();
    const verifier = new JournalVerifier({ ledger: id });
    const events = setup.store.events(journalOf(id)).map((event) => {
      const changed = Buffer.from(event.data).toString().replace('wallets', 'walletz');
      return event.revision === seq ? { ...event, data: Buffer.from(changed) } : event;
    });

    expect(faultIn(() => events.forEach((event) => verifier.take(event)))).toBe(faultClass);
  });

  it('stands under the root key that opened it, and under no other', async () => {
    const counter = await opened();
    await counter.close();
    const verifier = new JournalVerifier({ ledger: id, root: newSigner(`${keys.origin}/${id}/root`).vkey });
    const events = setup.store.events(journalOf(id));

    expect(faultIn(() => (events.forEach((event) => verifier.take(event)), verifier.end()))).toBe(
      'WrongRoot',
    );
  });

  it('is passed by by the projector, which has the ledgers beside it', async () => {
    const counter = await opened();
    await counter.submit(id, count('a', { times: 2 }));
    const books = new SealedBooks('acme').post(3);
    books.store(setup.store);
    await counter.submit(id, count('b', { times: 1 }));
    await counter.close();
    const postgres = await startTestPostgres(migrate);
    const databaseUrl = await postgres.createDatabase();
    const projector = new ObservedProjector(databaseUrl, new MemoryStream(setup.store)).start();
    await projector.until(() => projector.entries === books.size);
    await projector.stop();

    expect([projector.stopped, projector.failures]).toEqual([[], []]);
    const ledgers = await withClient(databaseUrl, (client) => client.query('select id from ledgers'));
    expect(ledgers.rows).toEqual([{ id: 'acme' }]);
    await postgres.stop();
  });
});
