import { leafHash } from '@entries/entry';
import { journalOf, journalPrefix, type Position, type StoredEvent, type Stream } from '@streams/stream';
import { issue, store, type Issuing } from './issue';
import type { LedgerTree } from './ledger-tree';
import { leafAt } from './proofs';
import { NotContinued, isAboutJournal } from './not-continued';
import { resume } from './resume';
import type { WritableTables } from './tables';

/** Minimum time between two checkpoints of a ledger. */
const betweenMs = 1_000;

/** So many entries of a ledger are stored without waiting for the next checkpoint; nothing is taken at twice as many. */
const unstoredMax = 16_384;

/** Trees kept in memory; of those that have nothing to sign, the one that moved longest ago goes first. */
const treesMax = 1_000;

export interface LeadingNotaryOptions extends Issuing {
  readonly tables: WritableTables;
  readonly stream: Stream;
  /** Milliseconds. */
  readonly now: () => number;
  readonly observer: LeadingNotaryObserver;
  /** Is called when {@link LeadingNotary.dueIn} may have become less. */
  readonly hasNews: () => void;
}

/** A checkpoint that was released. */
export interface Signed {
  readonly ledger: string;
  readonly size: number;
  /** When the first entry that no earlier checkpoint covers was recorded, RFC 3339; undefined where there is none. */
  readonly since: string | undefined;
}

export interface LeadingNotaryObserver {
  signed(signed: Signed): void;
  /** A journal is not what was signed, or not as a writer writes it: nothing more of it is signed. */
  ledgerStopped(sentence: string): void;
  /** The journal has not registered the notary's key: nothing of it is signed until it has. */
  unregistered(ledger: string): void;
}

/** What a notary keeps in memory while it leads. Void as soon as anything fails that is not about one journal. */
export class LeadingNotary {
  /** Ledger id -> why nothing more of it is signed. */
  readonly stopped = new Map<string, string>();
  /** Ledgers that have registered none of our keys -> how many entries about keys they had then. */
  readonly unregistered = new Map<string, number>();
  /** The one that moved last is the last. */
  private readonly trees = new Map<string, LedgerTree>();
  /** Trees with something to sign or to store. */
  private readonly busy = new Set<LedgerTree>();
  /** Of the last event taken, in the whole store. */
  private reached: Position | undefined;
  private wake: () => void = () => undefined;
  private saved: Position | undefined;
  /** Nothing may be taken before the next round. */
  isFull = false;

  private constructor(private readonly options: LeadingNotaryOptions) {}

  /** Goes on from what was signed and stored; every signed ledger is compared with its journal first. */
  static async begin(options: LeadingNotaryOptions): Promise<LeadingNotary> {
    const leader = new LeadingNotary(options);
    leader.reached = leader.saved = await options.tables.position();
    for (const ledger of options.heads.ledgers()) {
      await leader.unlessRefused(ledger, async () => {
        const tree = await leader.open(ledger);
        await leader.catchUp(tree, options.heads.of(ledger)!.size, () => leader.round());
      });
    }
    return leader;
  }

  /** Where a subscription goes on. */
  get position(): Position | undefined {
    return this.reached;
  }

  /** Ledger id -> entries under its last checkpoint. */
  get signedSizes(): ReadonlyMap<string, number> {
    const { heads } = this.options;
    return new Map(heads.ledgers().map((ledger) => [ledger, heads.of(ledger)!.size]));
  }

  /** When the oldest entry that was taken and is under no checkpoint was recorded, RFC 3339. */
  get unsignedSince(): string | undefined {
    let oldest: string | undefined;
    for (const { unsignedSince } of this.busy) {
      if (unsignedSince !== undefined && (oldest === undefined || unsignedSince < oldest))
        oldest = unsignedSince;
    }
    return oldest;
  }

  /** Takes the next event of the subscription. A promise only where it is not simply the next entry of its journal. */
  take(event: StoredEvent): Promise<void> | undefined {
    const ledger = event.stream.slice(journalPrefix.length);
    const tree = this.trees.get(ledger);
    if (this.stopped.has(ledger)) return undefined;
    if (tree?.walk.expected !== event.revision) return this.takeOther(ledger, event);
    try {
      this.takeNext(tree, event);
    } catch (error) {
      this.stopLedger(ledger, error);
    }
    this.advance(event);
    return undefined;
  }

  private takeNext(tree: LedgerTree, event: StoredEvent): void {
    const { ledger, walk } = tree;
    tree.take(event, this.reached);
    if (this.trees.size > 1) {
      this.trees.delete(ledger);
      this.trees.set(ledger, tree);
    }
    const isWaiting = this.unregistered.get(ledger) === walk.keySeqs.length;
    const isMuch = tree.unstored > unstoredMax;
    if (isMuch || (tree.isAhead && !isWaiting && !this.busy.has(tree))) this.makeBusy(tree);
    if (tree.unstored > 2 * unstoredMax) this.isFull = true;
  }

  private makeBusy(tree: LedgerTree): void {
    this.busy.add(tree);
    this.options.hasNews();
  }

  private advance({ position }: StoredEvent): void {
    // It stays before whatever stopped a ledger, so that the next leader meets it again.
    if (this.stopped.size === 0) this.reached = position;
  }

  private async takeOther(ledger: string, event: StoredEvent): Promise<void> {
    await this.unlessRefused(ledger, async () => {
      const tree = this.trees.get(ledger) ?? (await this.open(ledger));
      await this.catchUp(tree, event.revision, () => this.room());
      if (tree.walk.expected > event.revision) await this.requireSame(tree, event);
      else this.takeNext(tree, event);
    });
    this.advance(event);
  }

  /** Takes entries that came before the subscription began and are in no tree, from where they are stored. */
  private async catchUp(tree: LedgerTree, before: number, room: () => Promise<void>): Promise<void> {
    const { ledger, walk } = tree;
    const from = walk.expected;
    if (from >= before) return;
    for await (const event of this.options.stream.read(journalOf(ledger), from, before - from)) {
      this.takeNext(tree, event);
      if (this.isFull) await room();
    }
  }

  /** Releases those that wait for room: there will be no more rounds. */
  end(): void {
    this.isFull = false;
    this.wake();
  }

  /** Resolves when more may be taken. */
  async room(): Promise<void> {
    while (this.isFull) await new Promise<void>((resolve) => (this.wake = resolve));
  }

  /** A store that was rolled back and written again hands out other entries at places we have seen. */
  private async requireSame(tree: LedgerTree, event: StoredEvent): Promise<void> {
    const { ledger } = tree;
    const leaf =
      tree.freshLeaf(event.revision) ?? (await leafAt(this.options.tables, ledger, event.revision));
    if (leaf.equals(leafHash(event.data))) return;
    throw new NotContinued(`Entry ${event.revision} of ${ledger} has been replaced by another.`);
  }

  private async open(ledger: string): Promise<LedgerTree> {
    const tree = await resume(ledger, this.options);
    this.trees.set(ledger, tree);
    if (tree.isAhead) this.makeBusy(tree);
    for (const [id, idle] of this.trees) {
      if (this.trees.size <= treesMax) break;
      if (idle !== tree && idle.unstored === 0 && !this.busy.has(idle)) this.trees.delete(id);
    }
    return tree;
  }

  /** Milliseconds until something is to be done; Infinity while there is nothing. */
  dueIn(): number {
    const now = this.options.now();
    let due = Infinity;
    for (const tree of this.busy) due = Math.min(due, dueIn(tree, now));
    return due;
  }

  /** Signs what is due, stores what has become much, and remembers how far everything is stored. */
  async round(): Promise<void> {
    for (const tree of [...this.busy]) {
      const now = this.options.now();
      if (!this.busy.has(tree) || dueIn(tree, now) > 0) continue;
      await this.unlessRefused(tree.ledger, () => this.attend(tree, now));
    }
    await this.savePosition();
    this.isFull = false;
    this.wake();
  }

  private async attend(tree: LedgerTree, now: number): Promise<void> {
    const { ledger, walk, unsignedSince } = tree;
    const isWaiting = this.unregistered.get(ledger) === walk.keySeqs.length;
    if (!tree.isAhead || isWaiting || tree.signedAt + betweenMs > now) {
      await store(tree, this.options.tables);
      if (!tree.isAhead || isWaiting) this.busy.delete(tree);
      return;
    }
    const keysKnown = walk.keySeqs.length;
    const size = await issue(tree, this.options);
    if (size === 'unregistered') return this.waitForKey(tree, keysKnown);
    this.unregistered.delete(ledger);
    if (size === 'held back') {
      // It is still ahead: its next head is tried like any other, a moment later.
      tree.signedAt = this.options.now();
      return;
    }
    tree.released(size, this.options.now());
    if (!tree.isAhead) this.busy.delete(tree);
    this.options.observer.signed({ ledger, size, since: unsignedSince });
  }

  private waitForKey(tree: LedgerTree, keysKnown: number): void {
    const { ledger, walk } = tree;
    if (!this.unregistered.has(ledger)) this.options.observer.unregistered(ledger);
    this.unregistered.set(ledger, keysKnown);
    if (walk.keySeqs.length === keysKnown) this.busy.delete(tree);
  }

  /** The next leader continues from here, and receives again everything that is not stored. */
  private async savePosition(): Promise<void> {
    let position = this.reached;
    for (const { unstored, freshSince } of this.busy) {
      if (unstored > 0 && isBefore(freshSince, position)) position = freshSince;
    }
    if (!position || !isBefore(this.saved, position)) return;
    await this.options.tables.savePosition(position);
    this.saved = position;
  }

  /** Runs something about one ledger; where its journal is to blame, the ledger stops and the others go on. */
  private async unlessRefused(ledger: string, run: () => Promise<void>): Promise<void> {
    try {
      await run();
    } catch (error) {
      this.stopLedger(ledger, error);
    }
  }

  private stopLedger(ledger: string, error: unknown): void {
    if (!isAboutJournal(error)) throw error;
    const size = this.options.heads.of(ledger)?.size ?? 0;
    const sentence = `${error.message} No checkpoint of ${ledger} is signed beyond ${size} entries.`;
    const tree = this.trees.get(ledger);
    if (tree) this.busy.delete(tree);
    this.trees.delete(ledger);
    this.stopped.set(ledger, sentence);
    this.options.observer.ledgerStopped(sentence);
  }
}

function dueIn(tree: LedgerTree, now: number): number {
  if (tree.unstored > unstoredMax) return 0;
  return tree.isAhead ? Math.max(0, tree.signedAt + betweenMs - now) : Infinity;
}

/** A place that is not known is before any. */
function isBefore(one: Position | undefined, other: Position | undefined): boolean {
  if (!one) return other !== undefined;
  return other !== undefined && one.commit < other.commit;
}
