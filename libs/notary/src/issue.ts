import { parseCheckpoint, signCheckpoint, type Checkpoint } from '@proof/checkpoint';
import { isConsistent } from '@proof/merkle';
import type { Signer } from '@proof/note';
import { consistencyProof } from '@proof/tree-proof';
import type { CheckpointSink } from './checkpoint-sink';
import type { Grown, LedgerTree } from './ledger-tree';
import { NotContinued } from './not-continued';
import type { SignedHeads } from './signed-heads';
import type { WritableTables } from './tables';
import type { Witnesses } from './witnesses';

/** What signing a checkpoint and letting it go takes. */
export interface Issuing {
  readonly heads: SignedHeads;
  readonly tables: WritableTables;
  /** The notary's keys under the name of a log: one, or two while one replaces the other. */
  readonly signers: (ledger: string) => readonly Signer[];
  /** Who is asked to cosign before a checkpoint is released. */
  readonly witnesses: Pick<Witnesses, 'cosigned'> | undefined;
  /** Beside the tables, which come first. */
  readonly sinks: readonly CheckpointSink[];
}

/** Stores what a tree has grown by; its signed heads can then be proved to anybody. */
export async function store(tree: LedgerTree, tables: WritableTables): Promise<Grown> {
  const grown = tree.drain();
  await tables.saveTree(tree.ledger, grown.size, grown.tiles);
  tree.stored(grown);
  return grown;
}

/**
 * Signs the head of a tree and releases it, in the order that makes a crash harmless: tree stored, proved to continue
 * the last signed head, head remembered durably, signed, cosigned, released.
 * @returns the size; or why nothing was released: the journal has registered none of our keys, or too few have cosigned
 * @throws NotContinued
 */
export async function issue(
  tree: LedgerTree,
  issuing: Issuing,
): Promise<number | 'unregistered' | 'held back'> {
  const { ledger, walk } = tree;
  const grown = await store(tree, issuing.tables);
  const { size, root } = grown;
  const registered = new Set(walk.keys.notaries(size).map(({ keyId }) => keyId));
  const signers = issuing.signers(ledger).filter(({ keyId }) => registered.has(keyId));
  if (signers.length === 0) return 'unregistered';
  const head = { log: walk.keys.log, size, root };
  await requireContinued(ledger, head, issuing);
  issuing.heads.advance(ledger, { ...head, keySeqs: grown.keySeqs });
  const note = await cosigned(ledger, head, await signCheckpoint(head, ...signers), issuing);
  if (note === undefined) return 'held back';
  for (const sink of [releasedInTables(issuing.tables), ...issuing.sinks]) await sink.publish(ledger, note);
  return size;
}

/** Read back from the tables, which is what all proofs will be made from. */
async function requireContinued(ledger: string, head: Checkpoint, { heads, tables }: Issuing): Promise<void> {
  const last = heads.of(ledger);
  if (!last || last.size > head.size) return;
  const proof = await consistencyProof(last.size, head.size, (subtrees) => tables.subtrees(ledger, subtrees));
  if (isConsistent(last, head, proof)) return;
  throw new NotContinued(`The tree of ${head.log} does not continue the one signed at ${last.size} entries.`);
}

async function cosigned(
  ledger: string,
  head: Checkpoint,
  note: string,
  { witnesses, tables }: Issuing,
): Promise<string | undefined> {
  if (!witnesses) return note;
  let proof: Promise<Buffer[]> = Promise.resolve([]);
  // One after another: the tables have one connection.
  const prove = (older: number) =>
    (proof = proof.then(() =>
      consistencyProof(older, head.size, (subtrees) => tables.subtrees(ledger, subtrees)),
    ));
  return witnesses.cosigned({ head, note, prove });
}

/** The tables, where the API finds checkpoints. */
function releasedInTables(tables: WritableTables): CheckpointSink {
  return {
    publish: (ledger, note) =>
      tables.saveCheckpoint(ledger, { size: parseCheckpoint(note).checkpoint.size, note }),
  };
}
