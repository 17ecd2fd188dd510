import { hashBytes, type TreeHead } from './merkle';
import { MalformedNote, decodeBase64, parseNote, signNote, type SignedNote, type Signer } from './note';

/**
 * What a checkpoint says, as a signed note of c2sp.org/tlog-checkpoint v1.0.0 without extension lines:
 *
 *     <origin>/<ledgerId>
 *     <entries>
 *     <base64 RFC 6962 root over them>
 */
export interface Checkpoint extends TreeHead {
  /** `<origin>/<ledgerId>`; also the name that the notary signs with. */
  readonly log: string;
}

/** The signed text. */
export function checkpointText({ log, size, root }: Checkpoint): string {
  return `${log}\n${size}\n${root.toString('base64')}\n`;
}

/** One line for each signer: two while the notary's key is being replaced. */
export async function signCheckpoint(
  checkpoint: Checkpoint,
  ...notaries: readonly Signer[]
): Promise<string> {
  return signNote(checkpointText(checkpoint), ...notaries);
}

/**
 * Reads a checkpoint in its one spelling, without verifying its signatures.
 * @throws MalformedNote
 */
export function parseCheckpoint(note: string): { checkpoint: Checkpoint; note: SignedNote } {
  const signed = parseNote(note);
  const [, log, digits, base64] = /^(\S+)\n(0|[1-9]\d{0,15})\n(\S+)\n$/.exec(signed.text) ?? [];
  if (log === undefined || digits === undefined || base64 === undefined) {
    throw new MalformedNote('not a checkpoint');
  }
  const size = Number(digits);
  if (!Number.isSafeInteger(size)) throw new MalformedNote(`a checkpoint of ${digits} entries`);
  const root = decodeBase64(base64);
  if (root.length !== hashBytes) throw new MalformedNote('a root that is no SHA-256 hash');
  return { checkpoint: { log, size, root }, note: signed };
}
