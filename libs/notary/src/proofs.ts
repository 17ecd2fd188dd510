import { hashBytes } from '@proof/merkle';
import { tileWidth } from '@proof/tiles';
import { formatHashes, formatProof } from '@proof/tlog-proof';
import { consistencyProof, inclusionProof } from '@proof/tree-proof';
import type { NotaryTables, StoredCheckpoint } from './tables';

/** Proof that an entry stands under a checkpoint, in the text of tlog-proof@v1. */
export async function entryProof(
  tables: NotaryTables,
  ledger: string,
  seq: number,
  { size, note }: StoredCheckpoint,
): Promise<string> {
  const siblings = await inclusionProof(seq, size, (subtrees) => tables.subtrees(ledger, subtrees));
  return formatProof({ index: seq, siblings, checkpoint: note });
}

/** Proof that a journal of `to` entries begins with what it was at `from`, one base64 hash a line. */
export async function growthProof(
  tables: NotaryTables,
  ledger: string,
  from: number,
  to: number,
): Promise<string> {
  return formatHashes(await consistencyProof(from, to, (subtrees) => tables.subtrees(ledger, subtrees)));
}

/** Leaf hash of an entry that is in a stored tile. */
export async function leafAt(tables: NotaryTables, ledger: string, seq: number): Promise<Buffer> {
  const at = seq % tileWidth;
  const [hashes] = await tables.tiles(ledger, [
    { level: 0, index: Math.floor(seq / tileWidth), width: at + 1 },
  ]);
  return hashes!.subarray(at * hashBytes, (at + 1) * hashBytes);
}
