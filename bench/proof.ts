import { createHash } from 'node:crypto';
import { Client } from 'pg';
import { TileBuilder } from '@proof/tile-builder';
import type { Tile } from '@proof/tiles';
import { consistencyProof, inclusionProof } from '@proof/tree-proof';
import { WritableTables } from '@notary/tables';
import { figure, percentile, type Figure } from './figures';
import type { System } from './system';

const entries = 10_000_000;
const entriesOfSave = 250_000;
const asked = 2_000;
const ledger = 'bench-proofs';

/** How long a proof takes in a journal of ten million entries, tables read again for each; one after the other. */
export async function proof(system: System): Promise<Figure[]> {
  const client = new Client({ connectionString: system.postgres }).on('error', () => undefined);
  await client.connect();
  try {
    const tables = new WritableTables(client);
    await grow(tables);
    const read = (subtrees: Parameters<WritableTables['subtrees']>[1]) => tables.subtrees(ledger, subtrees);
    return [
      ...(await timed('proof.inclusion.10m', () => inclusionProof(below(entries), entries, read))),
      ...(await timed('proof.consistency.10m', () => consistencyProof(1 + below(entries), entries, read))),
    ];
  } finally {
    await client.end();
  }
}

/** Any hashes will do for leaves: their tree is what is asked. */
async function grow(tables: WritableTables): Promise<void> {
  const builder = new TileBuilder();
  let tiles: Tile[] = [];
  const seq = Buffer.alloc(4);
  while (builder.size < entries) {
    seq.writeUInt32BE(builder.size);
    tiles.push(...builder.append(createHash('sha256').update(seq).digest()));
    if (builder.size % entriesOfSave !== 0) continue;
    await tables.saveTree(ledger, builder.size, [...tiles, ...builder.partials()]);
    tiles = [];
  }
}

async function timed(name: string, prove: () => Promise<unknown>): Promise<Figure[]> {
  const microseconds: number[] = [];
  for (let i = 0; i < asked; i += 1) {
    const startedAt = performance.now();
    await prove();
    microseconds.push((performance.now() - startedAt) * 1_000);
  }
  return [0.5, 0.99].map((share) => figure(`${name}.p${share * 100}`, percentile(microseconds, share), 'µs'));
}

function below(count: number): number {
  return Math.floor(Math.random() * count);
}
