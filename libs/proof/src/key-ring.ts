import type { RegisteredKey } from '@ledger/key';
import type { KeyRole } from '@ledger/known-keys';
import { signStatement } from './key-statements';
import type { Signer } from './note';

/** The keys of one process, each under the name it has in a ledger. */
export interface JournalKeys {
  /** Names every log: `<origin>/<ledgerId>`. */
  readonly origin: string;
  /** Undefined where this process does not hold the root key. */
  root(ledger: string): Signer | undefined;
  /** What may seal, the preferred first; never empty. */
  writers(ledger: string): readonly Signer[];
  /** What signs checkpoints; registered with every ledger that is opened. */
  notaries(ledger: string): readonly Signer[];
}

/** A key as the root key vouches for it in a log. */
export async function registration(
  role: KeyRole,
  { keyId, vkey }: Pick<Signer, 'keyId' | 'vkey'>,
  log: string,
  root: Signer,
): Promise<RegisteredKey> {
  const rootSignature = await signStatement(log, { type: 'KeyRegistered', role, vkey }, root);
  return { keyId, role, rootSignature, vkey };
}
