import type { Checkpoint } from '@proof/checkpoint';

/** A released checkpoint on its way to a place where those who run the ledger cannot take it back. */
export interface AnchoredCheckpoint {
  readonly ledger: string;
  readonly head: Checkpoint;
  /** The signed note, verbatim. */
  readonly note: string;
}

/** Such a place. It may get a checkpoint again that it has, and does not get all where they come faster than it takes them. */
export interface Anchor {
  /** For people and metrics; it holds no secret. */
  readonly name: string;
  /** Resolves when the checkpoint is there to stay. @throws Error, for a person to read */
  anchor(checkpoint: AnchoredCheckpoint): Promise<void>;
}
