import { generateKeyPairSync } from 'node:crypto';
import type { LedgerCommand } from '@ledger/ledger';
import { Refusal } from '@ledger/refusal';
import type { LedgerState } from '@ledger/state';
import { leafHash, noHash, parseEntry, type Entry } from '@entries/entry';
import type { Accepted } from '@journal/answer';
import { Journal } from '@journal/journal';
import type { LedgerEvent } from '@ledger/ledger';
import type { JournalKeys } from '@proof/key-ring';
import { replay } from '../support/replay';
import { ed25519Signer, isSignedBy, parseVkey } from '@proof/note';
import { silentObserver } from '@journal/observer';
import { parseSeal, sealIn } from '@proof/seal';
import { StoreUnavailable, journalOf } from '@streams/stream';
import { MemoryStore, MemoryStream, type Fate } from '../support/memory-stream';
import { Scheduler, seeded } from '../support/seeded';
import { caller } from '../support/caller';
import { keptLedger } from '../support/kept-ledger';

const allFaults: Fate[] = ['request lost', 'answer lost', 'lands late'];
const rootKey = generateKeyPairSync('ed25519').privateKey;
const writerKey = generateKeyPairSync('ed25519').privateKey;
const keys: JournalKeys = {
  origin: 'test.local',
  root: (ledger) => ed25519Signer(`test.local/${ledger}/root`, rootKey),
  writers: (ledger) => [ed25519Signer(`test.local/${ledger}/writer`, writerKey)],
  notaries: () => [],
};

const ledger = 'books';
const accounts = ['wallet:a', 'wallet:b', 'wallet:c'];

/** Two processes on one store, callers who retry with their key, and a store that loses requests and answers. */
class World {
  readonly store = new MemoryStore();
  readonly acknowledged: { key: string; entry: Entry }[] = [];
  readonly refused: { key: string; refusal: Refusal }[] = [];
  readonly journals: Journal[];

  constructor(
    readonly scheduler: Scheduler,
    processes: number,
  ) {
    this.journals = Array.from({ length: processes }, () => this.process());
  }

  process(): Journal {
    const { scheduler } = this;
    return new Journal({
      stream: new MemoryStream(this.store, scheduler),
      keys,
      observer: silentObserver,
      limits: {
        appendBytesMax: 1_048_576,
        queueMax: 1_000,
        patienceMs: 40,
        retryMs: { first: 10, longest: 100 },
      },
      snapshots: undefined,
      now: scheduler.now,
      random: scheduler.bytes,
      delay: scheduler.delay,
      soon: scheduler.later,
    });
  }

  pick<T>(from: readonly T[]): T {
    return from[Math.floor(this.scheduler.random() * from.length)]!;
  }

  /** Asks any process, again and again with the same key, until the answer is final: whether it was accepted. */
  async call(key: string, ask: (journal: Journal) => Promise<Accepted<LedgerEvent>>): Promise<boolean> {
    for (;;) {
      try {
        const { entry } = await ask(this.pick(this.journals));
        this.acknowledged.push({ key, entry });
        return true;
      } catch (error) {
        if (error instanceof StoreUnavailable) continue;
        if (!(error instanceof Refusal)) throw error;
        if (error.code !== 'LedgerBusy' && error.code !== 'OutcomeUnknown') {
          this.refused.push({ key, refusal: error });
          return false;
        }
      }
    }
  }

  submit(key: string, command: LedgerCommand): Promise<boolean> {
    return this.call(key, (journal) => journal.submit(ledger, { actor: caller, command, key }));
  }

  transfer(): LedgerCommand {
    const amount = `${1 + Math.floor(this.scheduler.random() * 20)}.00`;
    const posting = (account: string, side: 'debit' | 'credit') => ({
      account,
      amount,
      currency: 'EUR',
      side,
    });
    const from = this.scheduler.random() < 0.3 ? 'bank' : this.pick(accounts);
    return {
      type: 'PostTransaction',
      postings: [posting(from, 'debit'), posting(this.pick(accounts), 'credit')],
    };
  }

  async open(): Promise<void> {
    await this.call('open', (journal) =>
      journal.openLedger(ledger, {
        actor: caller,
        key: 'open',
        opening: {
          name: 'Books',
          chart: [{ pattern: 'wallet:*', type: 'liability', limits: [{ currency: 'EUR', minimum: '0.00' }] }],
        },
      }),
    );
    await this.submit('bank', { type: 'OpenAccount', path: 'bank', accountType: 'asset' });
  }

  /** One caller: posts, and now and then posts the same again. */
  async caller(name: string, calls: number): Promise<void> {
    for (let call = 0; call < calls; call += 1) {
      const command = this.transfer();
      const isAccepted = await this.submit(`${name}-${call}`, command);
      if (isAccepted && this.scheduler.random() < 0.2) await this.submit(`${name}-${call}`, command);
    }
  }

  async reverser(calls: number): Promise<void> {
    for (let call = 0; call < calls; call += 1) {
      const transactions = this.acknowledged.filter(({ entry }) => entry.type === 'TransactionPosted');
      if (transactions.length === 0) continue;
      const transaction = this.pick(transactions).entry.id;
      await this.call(`reversal-${call}`, async (journal) =>
        journal.submit(ledger, {
          actor: caller,
          key: `reversal-${call}`,
          command: {
            type: 'ReverseTransaction',
            transaction,
            original: await journal.transaction(ledger, transaction, `reversal-${call}`),
            reason: 'a mistake',
          },
        }),
      );
    }
  }

  /** The journal from the first entry on, with every promise of its format checked. */
  journal(): { entries: Entry[]; state: LedgerState } {
    const kept = keptLedger();
    const writer = parseVkey(keys.writers(ledger)[0]!.vkey);
    let head = { seq: -1, hash: noHash as Buffer, recordedAt: '' };
    let unsealedFrom = 0;
    const entries = this.store.events(journalOf(ledger)).map((stored) => {
      const next = replay(kept, head, stored);
      expect(next.head.recordedAt >= head.recordedAt).toBe(true);
      head = next.head;
      const seal = sealIn(stored.metadata);
      if (seal !== undefined) {
        const parsed = parseSeal(seal);
        expect(parsed.seal).toEqual({
          log: `test.local/${ledger}`,
          first: unsealedFrom,
          last: head.seq,
          head: leafHash(stored.data),
        });
        expect(isSignedBy(parsed.note, writer)).toBe(true);
        unsealedFrom = head.seq + 1;
      }
      return parseEntry(stored.data);
    });
    expect(unsealedFrom).toBe(entries.length);
    return { entries, state: kept.state };
  }
}

async function simulate(seed: number, options: { processes: number; faults: Fate[] }): Promise<World> {
  const scheduler = new Scheduler(seeded(seed), options.faults);
  const world = new World(scheduler, options.processes);
  await scheduler.until(world.open());
  await scheduler.until(
    Promise.all([world.caller('a', 12), world.caller('b', 12), world.caller('c', 12), world.reverser(6)]),
  );
  return world;
}

function expectPromisesKept(world: World): void {
  const { entries, state } = world.journal();
  const bySeq = new Map(entries.map((entry) => [entry.seq, entry]));
  for (const { key, entry } of world.acknowledged) {
    expect(bySeq.get(entry.seq)).toEqual(entry);
    expect(entry.idem).toBe(key);
  }
  const answered = entries.flatMap(({ idem }) => idem ?? []);
  expect(new Set(answered).size).toBe(answered.length);
  expect(new Set(answered)).toEqual(new Set(world.acknowledged.map(({ key }) => key)));
  for (const { key } of world.refused) expect(answered).not.toContain(key);
  for (const path of accounts) {
    for (const { debits, credits } of state.accounts.get(path)?.balances ?? [])
      expect(credits >= debits).toBe(true);
  }
}

const seeds = Array.from({ length: 60 }, (_, seed) => seed);

describe('writers of one ledger', () => {
  it('keep every acknowledged entry, once, in a sealed chain, whatever the store loses', async () => {
    for (const seed of seeds) expectPromisesKept(await simulate(seed, { processes: 1, faults: allFaults }));
  });

  it('keep it as two processes that write at once', async () => {
    for (const seed of seeds) expectPromisesKept(await simulate(seed, { processes: 2, faults: [] }));
  });

  it('keep it as three processes on a store that loses requests and answers and lets appends land late', async () => {
    for (const seed of seeds) expectPromisesKept(await simulate(seed, { processes: 3, faults: allFaults }));
  });

  it('do the same again for the same seed', async () => {
    const [first, second] = [
      await simulate(7, { processes: 2, faults: allFaults }),
      await simulate(7, { processes: 2, faults: allFaults }),
    ];
    expect(second.journal().entries).toEqual(first.journal().entries);
  });
});
