import { parseCheckpoint, type Checkpoint } from './checkpoint';
import { hashBytes, isIncluded } from './merkle';
import { MalformedNote, decodeBase64, type SignedNote } from './note';

/**
 * Proof that an entry stands in a journal, in the text of c2sp.org/tlog-proof@v1: a header, the entry's index, its
 * inclusion proof from the leaf up, an empty line, and the checkpoint it leads to.
 */
export interface EntryProof {
  /** The entry's seq. */
  readonly index: number;
  readonly siblings: readonly Buffer[];
  /** The signed note, verbatim. */
  readonly checkpoint: string;
}

const header = 'c2sp.org/tlog-proof@v1';

export function formatProof({ index, siblings, checkpoint }: EntryProof): string {
  return `${header}\nindex ${index}\n${formatHashes(siblings)}\n${checkpoint}`;
}

/** Hashes of a proof, base64, one a line. */
export function formatHashes(hashes: readonly Buffer[]): string {
  return hashes.map((hash) => `${hash.toString('base64')}\n`).join('');
}

/**
 * Reads a proof in its one spelling; extra data, which nothing authenticates, is refused. Whether it holds is another
 * question: see {@link provesEntry}.
 * @throws MalformedNote
 */
export function parseProof(text: string): EntryProof & { head: Checkpoint; note: SignedNote } {
  const [, digits, hashes, checkpoint] =
    /^c2sp\.org\/tlog-proof@v1\nindex (0|[1-9]\d{0,15})\n((?:[^\n]+\n)*)\n([^]*)$/.exec(text) ?? [];
  if (digits === undefined || hashes === undefined || checkpoint === undefined) {
    throw new MalformedNote('not a tlog-proof');
  }
  const index = Number(digits);
  if (!Number.isSafeInteger(index)) throw new MalformedNote(`a proof of entry ${digits}`);
  const { checkpoint: head, note } = parseCheckpoint(checkpoint);
  return { index, siblings: parseHashes(hashes), checkpoint, head, note };
}

/**
 * Reads what {@link formatHashes} wrote.
 * @throws MalformedNote
 */
export function parseHashes(text: string): Buffer[] {
  if (text === '') return [];
  if (!text.endsWith('\n')) throw new MalformedNote('hashes without a line feed at the end');
  return text.slice(0, -1).split('\n').map(parseHash);
}

function parseHash(line: string): Buffer {
  const hash = decodeBase64(line);
  if (hash.length !== hashBytes) throw new MalformedNote(`${JSON.stringify(line)} is no SHA-256 hash`);
  return hash;
}

/**
 * Whether the entry of this leaf hash stands at the proof's index under its checkpoint. The signatures on the
 * checkpoint are for the caller to judge.
 */
export function provesEntry(proof: ReturnType<typeof parseProof>, leaf: Buffer): boolean {
  return isIncluded(leaf, proof.index, proof.head, proof.siblings);
}
