import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Pool } from 'pg';
import { parseCheckpoint } from '@proof/checkpoint';
import { cosignedAt } from '@proof/cosignature';
import { parsePolicy } from '@proof/witness-policy';
import { migrateNotary } from '@notary/migrate';
import { NotaryTables } from '@notary/tables';
import { Witnesses } from '@notary/witnesses';
import { Gate } from '../support/gate';
import { MemoryStore, MemoryStream } from '../support/memory-stream';
import { ObservedNotary, SealedBooks, notaryKey } from '../support/notarized';
import { startTestPostgres, type TestPostgres } from '../support/postgres';
import { withClient } from '../support/projecting';
import { Observed } from '../support/observed';
import { WitnessProcess } from '../support/witnesses';
import { databasePool } from '../support/database-client';

let postgres: TestPostgres;
let databaseUrl: string;
let pool: Pool;
let tables: NotaryTables;
let folder: string;
let store: MemoryStore;
let witness: WitnessProcess;
let gate: Gate;
const notaries: ObservedNotary[] = [];
beforeAll(async () => {
  postgres = await startTestPostgres(migrateNotary);
});
afterAll(() => postgres.stop());
beforeEach(async () => {
  databaseUrl = await postgres.createDatabase();
  pool = databasePool(databaseUrl);
  tables = new NotaryTables(pool);
  folder = mkdtempSync(join(tmpdir(), 'ledger-notary-'));
  store = new MemoryStore();
  witness = await WitnessProcess.make('auditor.test/w1');
  gate = await Gate.open();
  await startWitness();
});
afterEach(async () => {
  for (const notary of notaries.splice(0)) await notary.stop();
  await pool.end();
  await gate.close();
  await witness.remove();
  rmSync(folder, { recursive: true, force: true });
});

async function startWitness(): Promise<void> {
  gate.target = (await witness.start(notaryKey('acme').vkey)).url;
}

async function killWitness(): Promise<void> {
  gate.target = undefined;
  await witness.end('SIGKILL');
}

/** A notary with the witness, required or not, in a world in which a second passes with every look at the clock. */
class WitnessedNotary {
  readonly failures: string[] = [];
  readonly held: number[] = [];
  readonly observed: ObservedNotary;
  private readonly reported = new Observed();

  constructor(quorum: 'one' | 'none', on = store, at = folder) {
    let time = 0;
    const now = () => (time += 1_000);
    const policy = parsePolicy(`witness one ${witness.vkey} ${gate.url}\nquorum ${quorum}\n`);
    const observer = {
      cosigned: () => undefined,
      witnessFailed: (_name: string, sentence: string) =>
        this.reported.note(() => this.failures.push(sentence)),
      heldBack: (_log: string, size: number) => this.reported.note(() => this.held.push(size)),
    };
    const witnesses = new Witnesses({ policy, now, observer, withinMs: 60_000 });
    // Held back, it tries again after a pause of the world, which here is a turn of the event loop.
    const delay = () => new Promise<void>((resolve) => setImmediate(resolve));
    this.observed = new ObservedNotary(databaseUrl, new MemoryStream(on), at, {
      now,
      delay,
      witnesses,
    }).start();
    notaries.push(this.observed);
  }

  signs(ledger: string, size: number): Promise<void> {
    return this.observed.signs(ledger, size);
  }

  until(isTrue: () => boolean): Promise<void> {
    return this.reported.until(isTrue);
  }
}

/** Whether the checkpoint of so many entries was released, and whether the witness cosigned it. */
async function released(size: number): Promise<'cosigned' | 'not cosigned' | undefined> {
  const stored = await tables.checkpoint('acme', size);
  if (!stored) return undefined;
  const { note } = parseCheckpoint(stored.note);
  return cosignedAt(note, witness.key) === undefined ? 'not cosigned' : 'cosigned';
}

describe('a notary with a witness', () => {
  it('releases cosigned checkpoints, however much a ledger has grown in between', async () => {
    const books = new SealedBooks('acme').post(3);
    const notary = new WitnessedNotary('none');
    for (const transactions of [0, 1, 300]) {
      await notary.signs('acme', books.post(transactions, 20).store(store));
      expect(await released(books.size)).toBe('cosigned');
    }
    expect(notary.failures).toEqual([]);
  });

  it('goes on after either of them was killed', async () => {
    const books = new SealedBooks('acme').post(20);
    const first = new WitnessedNotary('one');
    await first.signs('acme', books.store(store));
    await first.observed.stop();
    await killWitness();
    await startWitness();
    books.post(20).store(store);
    const second = new WitnessedNotary('one');
    await second.signs('acme', books.size);
    expect(await released(books.size)).toBe('cosigned');
  });

  it('releases without it when it is down and not required, and with it when it is back', async () => {
    const books = new SealedBooks('acme').post(3);
    const notary = new WitnessedNotary('none');
    await killWitness();
    const { size } = books;
    await notary.signs('acme', books.store(store));
    expect(await released(size)).toBe('not cosigned');
    expect(notary.failures).not.toEqual([]);
    await startWitness();
    // It is left alone for a while: time passes as the ledger grows.
    do await notary.signs('acme', books.post(1).store(store));
    while ((await released(books.size)) !== 'cosigned');
  });

  it('keeps its checkpoints back while a required one is down, and signs the newest when it is back', async () => {
    const books = new SealedBooks('acme').post(3);
    await killWitness();
    const notary = new WitnessedNotary('one');
    const first = books.store(store);
    await notary.until(() => notary.held.includes(first));
    books.post(5).store(store);
    await notary.until(() => notary.held.includes(books.size));
    expect(await tables.newest('acme')).toBeUndefined();
    await startWitness();
    await notary.signs('acme', books.size);
    expect(await released(books.size)).toBe('cosigned');
    expect(await released(first)).toBeUndefined();
  });

  it('that was killed with a checkpoint held back releases it once it is cosigned', async () => {
    const books = new SealedBooks('acme').post(3);
    await killWitness();
    const notary = new WitnessedNotary('one');
    books.store(store);
    await notary.until(() => notary.held.includes(books.size));
    await notary.observed.stop();
    await startWitness();
    await new WitnessedNotary('one').signs('acme', books.size);
    expect(await released(books.size)).toBe('cosigned');
  });
});

describe('a notary whose memory and tables were taken away', () => {
  /** What is left is the key, the journal it is shown, and the witness. */
  async function forgetful(on: MemoryStore): Promise<WitnessedNotary> {
    const lost = ['trees', 'tiles', 'checkpoints', 'position'].map((table) => `delete from notary.${table};`);
    await withClient(databaseUrl, (client) => client.query(lost.join('')));
    rmSync(folder, { recursive: true });
    return new WitnessedNotary('one', on);
  }
  const witnessed = async (): Promise<SealedBooks> => {
    const books = new SealedBooks('acme').post(30);
    const notary = new WitnessedNotary('one');
    await notary.signs('acme', books.store(store));
    await notary.observed.stop();
    return books;
  };

  it('cannot have a forked journal cosigned', async () => {
    const books = await witnessed();
    const fork = new MemoryStore();
    const other = new SealedBooks('acme');
    other.journal.append({ type: 'RegisterCurrency', code: 'PTS', decimals: 0, name: 'Points' });
    other.post(60).store(fork);
    const notary = await forgetful(fork);
    expect(other.size).toBeGreaterThan(books.size);
    await notary.until(() => notary.failures.some((sentence) => sentence.includes('it answered 422')));
    expect(await tables.newest('acme')).toBeUndefined();
  });

  it('cannot have a rolled-back journal cosigned', async () => {
    const books = await witnessed();
    const older = new MemoryStore();
    const backup = new SealedBooks('acme').post(10);
    backup.store(older);
    const notary = await forgetful(older);
    const sentence = `it has seen ${books.size} entries of ${notaryKey('acme').name}, more than the ${backup.size}`;
    await notary.until(() => notary.failures.some((failure) => failure.includes(sentence)));
    expect(await tables.newest('acme')).toBeUndefined();
  });

  it('goes on with the honest journal', async () => {
    const books = await witnessed();
    books.post(5).store(store);
    await (await forgetful(store)).signs('acme', books.size);
    expect(await released(books.size)).toBe('cosigned');
  });
});
