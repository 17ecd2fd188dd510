import type { Tile } from '@proof/tiles';
import { hashBytes } from '@proof/merkle';
import type { ReadSubtrees } from '@proof/tree-proof';

/** Hands out subtrees by the hashes of their tiles alone. */
export function fromTiles(tileAt: (level: number, index: number) => Pick<Tile, 'hashes'>): ReadSubtrees {
  return (subtrees) =>
    Promise.resolve(
      subtrees.map(({ level, tile, first, count }) =>
        tileAt(level, tile).hashes.subarray(first * hashBytes, (first + count) * hashBytes),
      ),
    );
}
