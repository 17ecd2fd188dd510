import { parseCheckpoint } from '@proof/checkpoint';
import { leafHash, readEntry, type Entry } from '@entries/entry';
import { hashBytes, isIncluded, type TreeHead } from '@proof/merkle';
import { journalOf, type Stream } from '@streams/stream';
import { MalformedTile, partialTiles } from '@proof/tiles';
import { inclusionProof, rootAt, type ReadSubtrees } from '@proof/tree-proof';
import { LedgerTree, type TreeBefore } from './ledger-tree';
import { NotContinued } from './not-continued';
import type { SignedHead, SignedHeads } from './signed-heads';
import { TileMissing, type NotaryTables } from './tables';

/** Where a notary remembers, and what it compares its memory with. */
export interface Memory {
  readonly heads: SignedHeads;
  readonly tables: NotaryTables;
  readonly stream: Stream;
}

/**
 * A ledger's tree as far as it was signed, proved to be the beginning of what the journal now holds: the journal is no
 * shorter, the stored tree has the signed root, and the journal's entry at its end stands in that tree; by `prev` it
 * speaks for all before it. Where anything does not fit, the journal is walked from its first entry and must lead to
 * every head that was signed before.
 * @throws NotContinued
 */
export async function resume(ledger: string, memory: Memory): Promise<LedgerTree> {
  const head = memory.heads.of(ledger);
  const released = await releasedHead(ledger, memory.tables);
  await requireLength(ledger, memory.stream, Math.max(head?.size ?? 0, released?.size ?? 0));
  const before = head && (await goOn(ledger, head, memory));
  const isAhead = (known: TreeHead | undefined): known is TreeHead =>
    known !== undefined && known.size > (before?.size ?? 0);
  const signed = [head, released].filter(isAhead).sort((one, other) => one.size - other.size);
  const tree = new LedgerTree(ledger, signed, before);
  tree.isUnreleased = before !== undefined && (released?.size ?? 0) < before.size;
  return tree;
}

/** The newest checkpoint in the tables: another notary, or this one with an older folder, may have signed it. */
async function releasedHead(ledger: string, tables: NotaryTables): Promise<TreeHead | undefined> {
  const newest = await tables.newest(ledger);
  return newest && parseCheckpoint(newest.note).checkpoint;
}

async function requireLength(ledger: string, stream: Stream, size: number): Promise<void> {
  if (size === 0) return;
  const length = ((await stream.last(journalOf(ledger)))?.revision ?? -1) + 1;
  if (length >= size) return;
  throw new NotContinued(
    `The journal of ${ledger} has ${length} entries, and ${size} were signed: it was rolled back.`,
  );
}

/** Undefined where the stored tree or the journal is not what was signed. */
async function goOn(ledger: string, head: SignedHead, memory: Memory): Promise<TreeBefore | undefined> {
  try {
    return await stored(ledger, head, memory);
  } catch (error) {
    if (error instanceof TileMissing || error instanceof MalformedTile) return undefined;
    throw error;
  }
}

async function stored(
  ledger: string,
  head: SignedHead,
  { tables, stream }: Memory,
): Promise<TreeBefore | undefined> {
  const { size, keySeqs } = head;
  const read: ReadSubtrees = (subtrees) => tables.subtrees(ledger, subtrees);
  if ((await tables.treeSize(ledger)) < size) return undefined;
  if (!head.root.equals(await rootAt(size, read))) return undefined;
  const entries: Entry[] = [];
  let leaf: Buffer | undefined;
  for (const seq of [...keySeqs, size - 1]) {
    const data = await bytesAt(ledger, seq, stream);
    leaf = data && leafHash(data);
    if (!leaf || !isIncluded(leaf, seq, head, await inclusionProof(seq, size, read))) return undefined;
    entries.push(readEntry(data!));
  }
  const ids = partialTiles(size);
  const tiles = ids.length === 0 ? [] : await tables.tiles(ledger, ids);
  const partials = ids.map((id, at) => ({ ...id, hashes: tiles[at]!.subarray(0, id.width * hashBytes) }));
  return { size, last: entries.at(-1)!, head: leaf!, keys: entries.slice(0, -1), partials };
}

async function bytesAt(ledger: string, seq: number, stream: Stream): Promise<Uint8Array | undefined> {
  for await (const { data } of stream.read(journalOf(ledger), seq, 1)) return data;
  return undefined;
}
