import type { Entry } from '@entries/entry';
import { isKeyEvent } from '@ledger/key-events';
import type { SignedNote } from '@proof/note';
import type { Policy } from '@proof/witness-policy';
import { tileWidth } from '@proof/tiles';
import type { AccessHistory } from '../access/access-history';
import { JournalVerifier } from '../journal/journal-verifier';
import { Checkpoints, requireSameLog, type KeptCheckpoint } from './checkpoints';
import { ExportFault, ExportIncomplete } from '../export-fault';
import { EarlierEntries } from './earlier-entries';
import { ExportFiles, bundleBytesMax, bundleOf } from './export-files';
import { ExportFolder } from './export-folder';
import { ExportTree } from './export-tree';
import { parseManifest, type CurrencyTotals, type Manifest } from './manifest';
import { requireQuorum } from '../require-quorum';
import { logOf } from '../log-of';
import { SealLines, sealBytesMax } from './seal-lines';
import { totalsOf } from './totals';

export interface ExportOptions {
  /** Folder of the export. */
  readonly folder: string;
  /** Verifier key of the root as it is known from outside: `<origin>/<ledgerId>/root+…`. */
  readonly rootKey: string;
  /** Checkpoints that were kept outside. */
  readonly held: readonly KeptCheckpoint[];
  readonly policy: Policy | undefined;
  /** What the access journal came to, by which the actors are judged; undefined leaves them out. */
  readonly access?: AccessHistory | undefined;
  /** POSIX seconds. */
  readonly now: number;
  /** Called after each bundle of entries; `size` are all that there should be. */
  progress?(entries: number, size: number): void;
}

interface KeyEvent {
  readonly seq: string;
  readonly type: string;
  readonly body: unknown;
}

/** Most bytes of a manifest: about 100 for each file, two files for 256 entries; no text may have twice as many. */
const manifestBytesMax = 256 * 1_048_576;
/** Files that a newer export has under the same names: unpacked over an older one, it leaves them when interrupted. */
const overwritten = ['seals', 'keys', 'checkpoint'];
const keysBytesMax = 16 * 1_048_576;
const usualBundleBytes = 512 * 1_024;

/**
 * Walks an export from its first entry on and stops at the first proof that it is not what was written. Everything is
 * made again from the bytes of the entries, and whatever else the export says is held against that.
 */
export class ExportWalk {
  readonly verifier: JournalVerifier;
  readonly checkpoints: Checkpoints;
  /** Witnesses of the policy that cosigned the newest checkpoint. */
  cosignedBy: readonly string[] | null = null;
  totals: readonly CurrencyTotals[] = [];
  private readonly log: string;
  private readonly manifest: Manifest;
  private readonly files: ExportFiles;
  private readonly tree: ExportTree;
  private readonly seals: SealLines;
  private readonly keyEvents: KeyEvent[] = [];
  /** For one bundle after the other: memory fresh from the system costs more than reading into it. */
  private readonly space = Buffer.allocUnsafe(usualBundleBytes);

  /**
   * @throws UsageError where the folder or the root key is none, or a checkpoint from outside is for another log
   * @throws ExportFault HostileExport, ManifestMalformed
   * @throws ExportIncomplete NoManifest
   */
  constructor(private readonly options: ExportOptions) {
    this.log = logOf(options.rootKey);
    requireSameLog(options.held, this.log);
    const folder = new ExportFolder(options.folder);
    const manifest = folder.read('manifest.json', manifestBytesMax);
    if (!manifest) throw new ExportIncomplete('NoManifest', 'There is no manifest.json.');
    this.manifest = parseManifest(manifest);
    this.files = new ExportFiles(folder, this.manifest);
    const read = (path: string, bytesMax: number) => this.files.read(path, bytesMax);
    const before = new EarlierEntries(folder, Number(this.manifest.entries));
    const earlier = (seq: number) => before.at(seq);
    this.verifier = new JournalVerifier({
      ledger: this.ledger,
      root: options.rootKey,
      earlier,
      ...(options.access && { access: options.access }),
    });
    this.tree = new ExportTree(read);
    this.seals = new SealLines(folder.pieces('seals', sealBytesMax(Number(this.manifest.entries))));
    this.checkpoints = new Checkpoints(folder.sizes.keys(), read, options.held);
  }

  get ledger(): string {
    return this.log.slice(this.log.lastIndexOf('/') + 1);
  }

  /** Entries that were taken. */
  get entries(): number {
    return this.tree.size;
  }

  /** @throws JournalFault, ExportFault, ExportIncomplete; UsageError where a checkpoint from outside is damaged */
  run(): void {
    const size = Number(this.manifest.entries);
    if (this.checkpoints.isDue(0)) this.checkpoints.judge(this.walked());
    for (let first = 0; first < size; first += tileWidth) {
      this.takeBundle(first, size);
      this.options.progress?.(this.entries, size);
    }
    if (size === 0) throw new ExportIncomplete('EntriesMissing', 'There is no entry.');
    this.end(size);
  }

  private takeBundle(first: number, size: number): void {
    const { path, width } = bundleOf(first, size);
    const bytes = this.files.read(path, bundleBytesMax, this.space);
    if (!bytes) throw new ExportIncomplete('FileMissing', `There is no ${path}.`);
    let at = 0;
    for (let taken = 0; taken < width; taken += 1) {
      const end = at + 2 + (at + 2 <= bytes.length ? bytes.readUInt16BE(at) : 0);
      if (at + 2 > bytes.length || end > bytes.length)
        throw new ExportIncomplete('FileCutOff', `${path} ends in entry ${first + taken}.`);
      this.takeEntry(first + taken, bytes.subarray(at + 2, end));
      at = end;
    }
    if (at < bytes.length)
      throw new ExportFault(
        'BundleMalformed',
        first + width,
        `${path} continues after its ${width} entries.`,
      );
  }

  private takeEntry(seq: number, data: Buffer): void {
    const metadata = this.seals.metadataAt(seq);
    if (!this.verifier.takeQuickly(data, metadata)) {
      const { type, body }: Entry = this.verifier.takeBytes(data, metadata);
      if (this.verifier.isSound && isKeyEvent({ type }))
        this.keyEvents.push({ seq: String(seq), type, body });
    }
    this.tree.append(this.verifier.headHash);
    if (this.checkpoints.isDue(seq + 1)) this.checkpoints.judge(this.walked());
  }

  /** What contradicts comes first, what is missing after it. */
  private end(size: number): void {
    this.tree.end();
    this.verifier.settle();
    this.files.compare('seals', this.seals.end(size));
    const isKeysNewer = this.requireKeys(size);
    const { beyond, heldBeyond } = this.checkpoints.end(this.walked());
    this.requireManifest();
    const isNewer = isKeysNewer || beyond !== undefined || this.seals.pendingLast !== undefined;
    this.files.requireWhole(size, isNewer ? overwritten : []);
    this.requireSealed(size);
    if (isNewer) {
      const detail = `${beyond ?? 'keys'} covers more than ${size} entries.`;
      throw new ExportIncomplete('EntriesMissing', detail);
    }
    if (!this.checkpoints.newest)
      throw new ExportIncomplete('NoCheckpoint', 'No notary vouches for any of the entries.');
    if (heldBeyond) {
      const { name, checkpoint } = heldBeyond;
      const detail = `${name} covers ${checkpoint.size} entries, but the export has ${size}: it is older, or it was truncated.`;
      throw new ExportIncomplete('EndsBeforeKeptCheckpoint', detail);
    }
    this.verifier.requireAccessWhole();
    const { policy, now } = this.options;
    if (policy)
      this.cosignedBy = requireQuorum(policy, this.checkpoints.newest, this.checkpoints.covered, now);
    this.files.requireAlone();
  }

  /** @returns whether the file goes on with keys that were registered behind the end of the export */
  private requireKeys(size: number): boolean {
    const bytes = this.files.read('keys', keysBytesMax);
    const listed = (events: readonly unknown[]) =>
      JSON.stringify({ root: this.verifier.keys.roots.first, events });
    if (!bytes || bytes.equals(Buffer.from(`${listed(this.keyEvents)}\n`))) return false;
    const more = eventsIn(bytes).slice(this.keyEvents.length);
    const isNewer = more.length > 0 && more.every(({ seq }) => Number(seq) >= size);
    if (!isNewer || !bytes.equals(Buffer.from(`${listed([...this.keyEvents, ...more])}\n`)))
      throw new ExportFault('KeysDiffer', null, 'keys does not list the key events of the journal.');
    return true;
  }

  private requireManifest(): void {
    this.totals = totalsOf(this.verifier.books);
    const expected = {
      log: this.log,
      ledger: this.ledger,
      head: this.verifier.headHash.toString('base64'),
      root: this.tree.root().toString('base64'),
      recordedAt: this.verifier.lastRecordedAt,
      transactions: String(this.verifier.books.transactions),
      totals: JSON.stringify(this.totals),
    };
    const said: Record<string, unknown> = { ...this.manifest, totals: JSON.stringify(this.manifest.totals) };
    for (const [name, value] of Object.entries(expected)) {
      if (said[name] !== value) {
        const detail = `Its ${name} is ${String(said[name])}, but the entries give ${value}.`;
        throw new ExportFault('ManifestDiffers', null, detail);
      }
    }
  }

  private requireSealed(size: number): void {
    const { trustedTo } = this.verifier;
    if (trustedTo < size)
      throw new ExportIncomplete('SealMissing', `No seal covers entries ${trustedTo} to ${size - 1}.`);
    if (!this.seals.isWhole) throw new ExportIncomplete('FileCutOff', 'seals ends within a line.');
    if (this.seals.pendingLast !== undefined)
      throw new ExportIncomplete(
        'EntriesMissing',
        `There is a seal that ends with entry ${this.seals.pendingLast}.`,
      );
  }

  private walked() {
    const { log, tree, verifier } = this;
    return {
      log,
      size: tree.size,
      root: () => tree.root(),
      requireNotary: (note: SignedNote, size: number, seq: number) =>
        verifier.keys.requireNotary(note, size, seq),
      notarySignature: (note: SignedNote) => verifier.keys.notarySignature(note),
    };
  }
}

/** The key events in a file; none where it is not of that shape. */
function eventsIn(bytes: Buffer): readonly KeyEvent[] {
  try {
    const { events } = JSON.parse(bytes.toString()) as { readonly events?: unknown };
    return Array.isArray(events)
      ? (events as (KeyEvent | null)[]).map((event) => event ?? ({} as KeyEvent))
      : [];
  } catch {
    return [];
  }
}
