import { verify } from 'node:crypto';
import { publicKeyOf, type SigningKey } from '@proof/note';
import { KeyUnusable } from './key-unusable';

/**
 * A key that is held elsewhere: what comes back is only taken for a signature if it is one. `where` names it in the
 * sentence otherwise.
 */
export function checkedKey(where: string, key: SigningKey): SigningKey {
  const publicKey = publicKeyOf(key.publicKey);
  const checked = (message: Uint8Array, signature: Buffer): Buffer => {
    if (verify(null, message, publicKey, signature)) return signature;
    throw new KeyUnusable(`What ${where} gave is no signature of its key.`);
  };
  return {
    ...key,
    sign: (message) => {
      const signature = key.sign(message);
      return 'then' in signature
        ? signature.then((made) => checked(message, made))
        : checked(message, signature);
    },
  };
}
