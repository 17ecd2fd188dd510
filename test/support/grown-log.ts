import { createHash } from 'node:crypto';
import { formatAddCheckpoint } from '@proof/add-checkpoint';
import { checkpointText } from '@proof/checkpoint';
import { signNote, type LocalSigner } from '@proof/note';
import { naiveConsistency, naiveRoot } from './naive-tree';

/** A log of made-up leaves, and what its notary would send a witness. */
export class GrownLog {
  private readonly leaves: readonly Buffer[];

  /**
   * @param forkedAt from this leaf on it has another history
   */
  constructor(
    readonly notary: LocalSigner,
    size: number,
    forkedAt = Infinity,
  ) {
    this.leaves = Array.from({ length: size }, (_none, at) =>
      createHash('sha256')
        .update(`${at < forkedAt ? 'leaf' : 'other'} ${at}`)
        .digest(),
    );
  }

  checkpoint(size: number, ...signers: readonly LocalSigner[]): string {
    const root = naiveRoot(this.leaves.slice(0, size));
    const by = signers.length === 0 ? [this.notary] : signers;
    return signNote(checkpointText({ log: this.notary.name, size, root }), ...by);
  }

  /** Of what did not grow there is none. */
  proof(older: number, newer: number): Buffer[] {
    return older > newer ? [] : naiveConsistency(older, this.leaves.slice(0, newer));
  }

  /** The body of add-checkpoint. */
  request(oldSize: number, size: number, checkpoint = this.checkpoint(size)): string {
    return formatAddCheckpoint({ oldSize, proof: this.proof(oldSize, size), checkpoint });
  }
}
