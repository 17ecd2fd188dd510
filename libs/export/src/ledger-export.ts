import { createHash } from 'node:crypto';
import { fileOf, type ExportFile, type FileAtHand } from './export-file';
import { Spool } from './spool';
import { Summary, type CurrencyTotals } from './summary';
import { TileFiles } from './tile-files';
import type { ReadEvent } from './until';

/** A note of the notary, and the number of entries it is about. */
export interface PublishedCheckpoint {
  readonly size: number;
  readonly note: string;
}

/** Where checkpoints come from: all of a ledger up to a size, the newest first. */
export type CheckpointSource = (sizeMax: number) => AsyncIterable<PublishedCheckpoint>;

export interface LedgerExportOptions {
  readonly ledger: string;
  /** The journal from its first event on. */
  readonly events: AsyncIterable<ReadEvent>;
  readonly checkpoints: CheckpointSource;
}

/** What an export says of itself, in `manifest.json`. */
export interface Manifest {
  readonly format: 'ledger-export/v1';
  /** `<origin>/<ledger>` */
  readonly log: string;
  readonly ledger: string;
  readonly entries: string;
  /** Leaf hash of the last entry, base64. */
  readonly head: string;
  /** RFC 6962 root over all entries, base64. */
  readonly root: string;
  /** Of the last entry. */
  readonly recordedAt: string;
  readonly transactions: string;
  readonly totals: readonly CurrencyTotals[];
}

/** There is no entry to export. */
export class NothingToExport extends Error {
  constructor(ledger: string) {
    super(`The journal of ${ledger} has no entry up to there.`);
    this.name = 'NothingToExport';
  }
}

/**
 * The journal of a ledger as files, in an order in which each can be written before the next is made: tiles as they
 * fill, then keys, checkpoints, seals and, last, the manifest. However long the journal is, no more than a tile of
 * each kind is in memory.
 */
export class LedgerExport {
  /** Entries that the newest checkpoint covers; 0 where there is none. */
  covered = 0;
  private readonly tiles = new TileFiles();
  private readonly summary = new Summary();

  constructor(private readonly options: LedgerExportOptions) {}

  /** What was exported; whole once the last file was taken. */
  get manifest(): Manifest {
    const { summary, tiles } = this;
    return {
      format: 'ledger-export/v1',
      log: this.log,
      ledger: this.options.ledger,
      entries: String(tiles.size),
      head: tiles.head.toString('base64'),
      root: tiles.root().toString('base64'),
      recordedAt: summary.recordedAt,
      transactions: String(summary.transactions),
      totals: summary.totals(),
    };
  }

  /**
   * All files, once.
   * @param spoolFolder where what is written last may wait on disk meanwhile: the seals, and the list of files
   * @throws NothingToExport, MalformedTile, and the errors of the journal and the checkpoints
   */
  async *files(spoolFolder: string): AsyncGenerator<ExportFile> {
    const seals = await Spool.open(spoolFolder);
    const list = await Spool.open(spoolFolder);
    try {
      for await (const file of this.contents(seals)) {
        await listed(list, file.path, sha256(file.bytes));
        yield file;
      }
      const { size, sha256: sealsHash } = await seals.end();
      await listed(list, 'seals', sealsHash);
      yield { path: 'seals', size, chunks: seals.read() };
      yield await this.manifestFile(list);
    } finally {
      await Promise.all([seals.close(), list.close()]);
    }
  }

  /** Everything whose bytes are at hand; the seals go into their spool meanwhile. */
  private async *contents(seals: Spool): AsyncGenerator<FileAtHand> {
    const { tiles } = this;
    for await (const { data, entry, seal } of this.options.events) {
      yield* tiles.take(data);
      if (entry) this.summary.take(entry);
      if (seal !== undefined) await seals.add(`${JSON.stringify(seal)}\n`);
    }
    if (tiles.size === 0) throw new NothingToExport(this.options.ledger);
    yield* tiles.end();
    const { root, keyEvents } = this.summary;
    yield fileOf('keys', `${JSON.stringify({ root, events: keyEvents })}\n`);
    yield* this.checkpoints();
  }

  private async *checkpoints(): AsyncGenerator<FileAtHand> {
    for await (const { size, note } of this.options.checkpoints(this.tiles.size)) {
      yield fileOf(this.covered === 0 ? 'checkpoint' : `checkpoints/${size}`, note);
      this.covered ||= size;
    }
  }

  private async manifestFile(list: Spool): Promise<ExportFile> {
    const begin = Buffer.from(`${JSON.stringify(this.manifest).slice(0, -1)},"files":{`);
    const end = Buffer.from('\n}}\n');
    const { size } = await list.end();
    async function* chunks(): AsyncGenerator<Buffer> {
      yield begin;
      yield* list.read();
      yield end;
    }
    return { path: 'manifest.json', size: begin.length + size + end.length, chunks: chunks() };
  }

  private get log(): string {
    const [name = ''] = this.summary.root.split('+');
    return name.endsWith('/root') ? name.slice(0, -'/root'.length) : name;
  }
}

async function listed(list: Spool, path: string, hash: string): Promise<void> {
  await list.add(`${list.isEmpty ? '' : ','}\n${JSON.stringify(path)}:"${hash}"`);
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
