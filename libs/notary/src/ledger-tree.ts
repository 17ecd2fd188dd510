import type { TreeHead } from '@proof/merkle';
import type { Position, StoredEvent } from '@streams/stream';
import { TileBuilder } from '@proof/tile-builder';
import type { Tile } from '@proof/tiles';
import { NotContinued } from './not-continued';
import { Walk, type Walked } from '@verifier/journal/walk';

/** A tree as it is at one moment, and the tiles that changed since the last such moment. */
export interface Grown extends TreeHead {
  readonly keySeqs: readonly number[];
  readonly tiles: readonly Tile[];
}

/** What a tree goes on from. */
export interface TreeBefore extends Walked {
  readonly size: number;
  readonly partials: readonly Omit<Tile, 'inner'>[];
}

/** The tree over the sealed entries of one journal, as it grows. What is not sealed yet waits outside. */
export class LedgerTree {
  readonly walk: Walk;
  private readonly builder: TileBuilder;
  /** Tiles that were filled since the last drain. */
  private full: Tile[] = [];
  /** Leaf hashes that are not in a stored tile, the first being that of entry `storedSize`. */
  private fresh: Buffer[] = [];
  private storedSize: number;
  /** Where a subscription must begin so that what is not stored comes again. */
  freshSince: Position | undefined;
  /** Whether the last signed head may not have been released. */
  isUnreleased = false;
  /** When the first entry that is under no checkpoint was recorded, RFC 3339. */
  unsignedSince: string | undefined;
  /** In milliseconds of the world's clock. */
  signedAt = -Infinity;

  /** @param signed heads that were signed before and that this tree has not come to, the smallest first */
  constructor(
    readonly ledger: string,
    private signed: readonly TreeHead[],
    before?: TreeBefore,
  ) {
    this.walk = new Walk(ledger, before);
    this.builder = new TileBuilder(before?.size, before?.partials);
    this.storedSize = this.builder.size;
  }

  /** Entries in the tree. */
  get size(): number {
    return this.builder.size;
  }

  /** Entries of the tree whose tiles are not stored. */
  get unstored(): number {
    return this.fresh.length;
  }

  /** Whether there is something to sign: not before it holds all that was signed earlier. */
  get isAhead(): boolean {
    return this.signed.length === 0 && (this.isUnreleased || this.unsignedSince !== undefined);
  }

  /**
   * Takes the next entry.
   * @param position of the whole store before this entry
   * @throws JournalFault, NotContinued
   */
  take(event: StoredEvent, position: Position | undefined): void {
    const sealed = this.walk.take(event);
    if (sealed.length === 0) return;
    if (this.fresh.length === 0) this.freshSince = position;
    this.unsignedSince ??= this.walk.lastRecordedAt;
    for (const { leaf } of sealed) {
      this.full.push(...this.builder.append(leaf));
      this.fresh.push(leaf);
      while (this.signed[0]?.size === this.size) this.meet(this.signed[0]);
    }
  }

  private meet({ size, root }: TreeHead): void {
    if (!this.builder.root().equals(root)) {
      throw new NotContinued(
        `The first ${size} entries of ${this.ledger} are not those whose checkpoint was signed before.`,
      );
    }
    this.signed = this.signed.slice(1);
  }

  /** Leaf hash of an entry that was taken and is in no stored tile. */
  freshLeaf(seq: number): Buffer | undefined {
    return seq < this.size ? this.fresh[seq - this.storedSize] : this.walk.unsealedLeaf(seq);
  }

  /** The tree as it is, with the tiles that are to be stored. */
  drain(): Grown {
    const { size, builder, walk } = this;
    const tiles = [...this.full, ...builder.partials()];
    this.full = [];
    return { size, root: builder.root(), keySeqs: [...walk.keySeqs], tiles };
  }

  /** A drained tree was stored. */
  stored({ size }: Grown): void {
    this.fresh = this.fresh.slice(size - this.storedSize);
    this.storedSize = size;
  }

  /** A checkpoint of this many entries was released. */
  released(size: number, now: number): void {
    this.signedAt = now;
    this.isUnreleased = false;
    this.unsignedSince = this.size > size ? this.walk.lastRecordedAt : undefined;
  }
}
