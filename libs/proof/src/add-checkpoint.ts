import { parseCheckpoint, type Checkpoint } from './checkpoint';
import { MalformedNote, type SignedNote } from './note';
import { formatHashes, parseHashes } from './tlog-proof';

/** What a log asks a witness: the body of `add-checkpoint` of c2sp.org/tlog-witness v1.0.0. */
export interface AddCheckpoint {
  /** Entries under the checkpoint that the witness cosigned last; 0 if none. */
  readonly oldSize: number;
  /** Hashes that show how the new checkpoint continues it (RFC 6962, 2.1.2), at most 63. */
  readonly proof: readonly Buffer[];
  /** The signed note, verbatim. */
  readonly checkpoint: string;
}

/** Type of an answer that says how many entries the witness has seen. */
export const sizeType = 'text/x.tlog.size';

const hashesMax = 63;

export function formatAddCheckpoint({ oldSize, proof, checkpoint }: AddCheckpoint): string {
  return `old ${oldSize}\n${formatHashes(proof)}\n${checkpoint}`;
}

/**
 * Reads a request in its one spelling. Who signed the checkpoint, and whether the proof holds, is for the witness to judge.
 * @throws MalformedNote
 */
export function parseAddCheckpoint(text: string): AddCheckpoint & { head: Checkpoint; note: SignedNote } {
  const [, digits, hashes, checkpoint] = /^old (0|[1-9]\d{0,15})\n((?:[^\n]+\n)*)\n([^]*)$/.exec(text) ?? [];
  if (digits === undefined || hashes === undefined || checkpoint === undefined)
    throw new MalformedNote('not a request to add a checkpoint');
  const oldSize = Number(digits);
  if (!Number.isSafeInteger(oldSize)) throw new MalformedNote(`an old size of ${digits}`);
  const proof = parseHashes(hashes);
  if (proof.length > hashesMax) throw new MalformedNote(`a proof of ${proof.length} hashes`);
  const { checkpoint: head, note } = parseCheckpoint(checkpoint);
  return { oldSize, proof, checkpoint, head, note };
}
