import { MalformedNote, decodeBase64, parseNote, signNote } from './note';
import type { LocalSigner, SignedNote, Signer } from './note';

/**
 * What one append seal says, as a signed note:
 *
 *     append-seal/v1
 *     <origin>/<ledgerId>
 *     <first seq> <last seq>
 *     <base64 leaf hash of the last entry>
 *
 * It signs the head, hence, through `prev`, every earlier byte of the journal.
 */
export interface AppendSeal {
  /** `<origin>/<ledgerId>` */
  readonly log: string;
  readonly first: number;
  readonly last: number;
  /** Leaf hash of the last entry, 32 bytes. */
  readonly head: Buffer;
}

const header = 'append-seal/v1';

/** The note; a promise only where the writer key is held elsewhere. */
export function sealAppend(seal: AppendSeal, writer: LocalSigner): string;
export function sealAppend(seal: AppendSeal, writer: Signer): string | Promise<string>;
export function sealAppend({ log, first, last, head }: AppendSeal, writer: Signer): string | Promise<string> {
  return signNote(`${header}\n${log}\n${first} ${last}\n${head.toString('base64')}\n`, writer);
}

/** @throws MalformedNote */
export function parseSeal(note: string): { seal: AppendSeal; note: SignedNote } {
  const signed = parseNote(note);
  const [, log, first, last, head] =
    /^append-seal\/v1\n(\S+)\n(0|[1-9]\d*) (0|[1-9]\d*)\n(\S+)\n$/.exec(signed.text) ?? [];
  if (log === undefined || first === undefined || last === undefined || head === undefined) {
    throw new MalformedNote('not an append seal');
  }
  const hash = decodeBase64(head);
  if (hash.length !== 32) throw new MalformedNote('a head that is no SHA-256 hash');
  return { seal: { log, first: Number(first), last: Number(last), head: hash }, note: signed };
}

/** Event metadata of the last event of an append; the others have none. */
export function sealMetadata(seal: string): Buffer {
  return Buffer.from(JSON.stringify({ seal }));
}

/** The seal in an event's metadata, or undefined where there is none. */
export function sealIn(metadata: Uint8Array): string | undefined {
  if (metadata.length === 0) return undefined;
  const { seal } = JSON.parse(Buffer.from(metadata).toString()) as { seal?: unknown };
  return typeof seal === 'string' ? seal : undefined;
}
