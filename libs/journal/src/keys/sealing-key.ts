import { isActive } from '@ledger/known-keys';
import { Refusal } from '@ledger/refusal';
import type { BookState } from '../book';
import type { Signer } from '@proof/note';

/**
 * The first of these keys that may seal what is appended next; to be asked before that is decided, since a key may
 * not seal the append that registers it. The first append is sealed by the key that it registers.
 */
export function sealingKey(
  { isOpened, signingKeys }: Pick<BookState, 'isOpened' | 'signingKeys'>,
  keys: readonly Signer[],
): Signer | undefined {
  return isOpened ? keys.find(({ keyId }) => isActive(signingKeys.get(keyId), 'writer')) : keys[0];
}

/**
 * The one of these keys that an append registers for its own place, and that may therefore seal it, where no other one
 * can; to be asked after the append is decided.
 * @param firstSeq of the append
 */
export function selfSealingKey(
  { signingKeys }: Pick<BookState, 'signingKeys'>,
  keys: readonly Signer[],
  firstSeq: number,
): Signer | undefined {
  return keys.find(({ keyId }) => {
    const key = signingKeys.get(keyId);
    return key?.after !== undefined && key.registeredAt >= firstSeq && isActive(key, 'writer');
  });
}

/** Nothing can be appended with these keys, and what to do about it. */
export function noSealingKey(ledger: string, keys: readonly Signer[]): Refusal {
  const names = keys.map(({ name, keyId }) => `${name}+${keyId}`);
  return new Refusal(
    'WriterKeyNotRegistered',
    `The writer key ${names.join(', ')} of this process is not registered in ${ledger}, or not any more: start the ` +
      `process with one that is, or register this one with \`npx ledger keys register\` where one is in use, or with ` +
      `\`npx ledger keys recover\` where all are lost.`,
    { ledger, keys: names },
  );
}
