import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseCheckpoint } from '@proof/checkpoint';
import { leafHash } from '@entries/entry';
import { isSignedBy, parseVkey } from '@proof/note';
import type { Stream } from '@streams/stream';
import { migrateNotary } from '@notary/migrate';
import { NotaryTables } from '@notary/tables';
import type { Pool } from 'pg';
import { MemoryStore, MemoryStream } from './memory-stream';
import { naiveRoot } from './naive-tree';
import { ObservedNotary, notaryKey, type NotaryChanges, type SealedBooks } from './notarized';
import { startTestPostgres, type TestPostgres } from './postgres';
import { withClient } from './projecting';
import { databasePool } from './database-client';

/** What each test of a file finds fresh: a store, a folder, the notary's tables, and notaries that end with the test. */
export class NotarySetup {
  store = new MemoryStore();
  folder = '';
  databaseUrl = '';
  tables!: NotaryTables;
  private pool!: Pool;
  private readonly notaries: ObservedNotary[] = [];
  private readonly folders: string[] = [];

  static forFile(): NotarySetup {
    const setup = new NotarySetup();
    let postgres: TestPostgres;
    beforeAll(async () => {
      postgres = await startTestPostgres(migrateNotary);
    });
    afterAll(() => postgres.stop());
    beforeEach(async () => setup.begin(await postgres.createDatabase()));
    afterEach(() => setup.end());
    return setup;
  }

  /** A notary of this folder and this store; without another clock a second passes whenever it looks at it. */
  notary(changes: NotaryChanges & { readonly at?: string; readonly stream?: Stream } = {}): ObservedNotary {
    const { at = this.folder, stream = new MemoryStream(this.store), ...others } = changes;
    let now = 0;
    const world = { now: () => (now += 1_000), ...others };
    const notary = new ObservedNotary(this.databaseUrl, stream, at, world);
    this.notaries.push(notary);
    return notary.start();
  }

  /** A folder of another notary. */
  newFolder(): string {
    const folder = mkdtempSync(join(tmpdir(), 'ledger-notary-'));
    this.folders.push(folder);
    return folder;
  }

  async sql(text: string): Promise<void> {
    await withClient(this.databaseUrl, (client) => client.query(text));
  }

  /** A checkpoint of this size was released, over exactly these entries, and signed. */
  async expectSigned(books: SealedBooks, size = books.size): Promise<void> {
    const { note } = (await this.tables.checkpoint(books.ledger, size))!;
    const { checkpoint, note: signed } = parseCheckpoint(note);
    const key = notaryKey(books.ledger);
    const root = naiveRoot(leavesOf(books).slice(0, size));
    expect(checkpoint).toEqual({ log: key.name, size, root });
    expect(isSignedBy(signed, parseVkey(key.vkey))).toBe(true);
  }

  private begin(databaseUrl: string): void {
    this.databaseUrl = databaseUrl;
    this.pool = databasePool(databaseUrl);
    this.tables = new NotaryTables(this.pool);
    this.folder = this.newFolder();
    this.store = new MemoryStore();
  }

  private async end(): Promise<void> {
    for (const notary of this.notaries.splice(0)) await notary.stop();
    await this.pool.end();
    for (const folder of this.folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  }
}

export function leavesOf(books: SealedBooks): Buffer[] {
  return books.journal.events.map(({ data }) => leafHash(data));
}
