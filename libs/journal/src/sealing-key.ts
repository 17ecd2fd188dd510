import { isActive } from '@ledger/key';
import { Refusal } from '@ledger/refusal';
import type { BookState } from './book';
import type { Signer } from '@proof/note';

/**
 * The first of these keys that may seal what is appended next; to be asked before that is decided, since a key may
 * not seal the append that registers it. Only the first append is sealed by the key that it registers.
 */
export function sealingKey(
  { isOpened, signingKeys }: Pick<BookState, 'isOpened' | 'signingKeys'>,
  keys: readonly Signer[],
): Signer | undefined {
  return isOpened ? keys.find(({ keyId }) => isActive(signingKeys.get(keyId), 'writer')) : keys[0];
}

/** Nothing can be appended with these keys, and what to do about it. */
export function noSealingKey(ledger: string, keys: readonly Signer[]): Refusal {
  const names = keys.map(({ name, keyId }) => `${name}+${keyId}`);
  return new Refusal(
    'WriterKeyNotRegistered',
    `The writer key ${names.join(', ')} of this process is not registered in ${ledger}, or not any more: start the ` +
      `process with one that is, or register this one with \`npx ledger keys register\` where one is in use.`,
    { ledger, keys: names },
  );
}
