import type { RegisteredKey } from '@ledger/key';
import { Refusal } from '@ledger/refusal';
import { registration, type JournalKeys } from '@proof/key-ring';

/** The root, and the keys under it that the first append of a journal registers. */
export interface OpeningKeys {
  readonly root: string;
  readonly writerKey: RegisteredKey;
  readonly notaryKeys: readonly RegisteredKey[];
}

/** The keys under which this process opens a journal, or undefined where it does not hold the root key. */
export async function openingKeys(keys: JournalKeys, ledger: string): Promise<OpeningKeys | undefined> {
  const log = `${keys.origin}/${ledger}`;
  const root = keys.root(ledger);
  if (!root) return undefined;
  return {
    root: root.vkey,
    writerKey: await registration('writer', keys.writers(ledger)[0]!, log, root),
    notaryKeys: await Promise.all(keys.notaries(ledger).map((key) => registration('notary', key, log, root))),
  };
}

/** Stands where no key is looked at. */
export const noKey = { keyId: '', role: 'writer', rootSignature: '', vkey: '' } as const;

export function rootKeyMissing(ledger: string): Refusal {
  return new Refusal(
    'RootKeyMissing',
    `The ledger ${ledger} cannot be opened by this process: it was started without a root key. Name it in ROOT_KEY.`,
    { ledger },
  );
}
