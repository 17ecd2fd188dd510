import { createHash } from 'node:crypto';
import type { PersonalCipher } from '@ledger/personal';
import { encrypt, subjectKeyOf } from '@personal/cipher';

/** The key of the one subject of golden journals. Everybody knows it: use it only in tests. */
const knownSubjectKey = subjectKeyOf(
  '9f2c1a7be0d34c55',
  Uint8Array.from({ length: 32 }, (_, i) => i),
);

/** Text about that subject, always the same cipher for one entry. */
export function knownCipher(ledger: string, idempotencyKey: string): readonly PersonalCipher[] {
  const nonce = createHash('sha256').update(`${ledger} ${idempotencyKey}`).digest().subarray(0, 12);
  const fields = { name: 'Alice Example' };
  const cipher = encrypt(fields, knownSubjectKey, { ledger, idempotencyKey }, nonce);
  return [{ cipher, key: knownSubjectKey.id }];
}
