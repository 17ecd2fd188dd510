import { generateKeyPairSync, sign, verify } from 'node:crypto';
import { publicKeyOf } from '@proof/note';
import { awsKmsKey } from './aws-kms-key';
import { KeyUnusable } from './key-unusable';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');

/** Commands as the SDK makes them: a class each, the input as a field. */
class GetPublicKeyCommand {
  constructor(readonly input: object) {}
}
class SignCommand {
  constructor(readonly input: { readonly Message: Uint8Array }) {}
}

/** What KMS answers through the `send` of its client, and what it was asked. */
function kms(answers: { spec?: string; signature?: (message: Uint8Array) => Uint8Array } = {}) {
  const asked: object[] = [];
  const send = (command: object) => {
    asked.push(command);
    if (command instanceof SignCommand) {
      const make = answers.signature ?? ((message) => sign(null, message, privateKey));
      return Promise.resolve({ Signature: make(command.input.Message) });
    }
    const PublicKey = new Uint8Array(publicKey.export({ format: 'der', type: 'spki' }));
    return Promise.resolve({ PublicKey, KeySpec: answers.spec ?? 'ECC_NIST_EDWARDS25519' });
  };
  return { asked, open: () => awsKmsKey({ GetPublicKeyCommand, SignCommand }, { send }, 'alias/writer') };
}

describe('a key of AWS KMS', () => {
  it('signs the message as it is, with Ed25519', async () => {
    const { asked, open } = kms();
    const key = await open();
    const message = Buffer.from('append-seal/v1\n');
    expect(verify(null, message, publicKeyOf(key.publicKey), await key.sign(message))).toBe(true);
    expect(asked).toEqual([
      new GetPublicKeyCommand({ KeyId: 'alias/writer' }),
      new SignCommand({
        KeyId: 'alias/writer',
        Message: message,
        MessageType: 'RAW',
        SigningAlgorithm: 'ED25519_SHA_512',
      } as never),
    ]);
  });

  it('is refused where it is of another spec', async () => {
    await expect(kms({ spec: 'ECC_NIST_P256' }).open()).rejects.toThrow(
      /alias\/writer of AWS KMS has the spec ECC_NIST_P256, not ECC_NIST_EDWARDS25519/,
    );
  });

  it.each([
    ['of other bytes', () => sign(null, Buffer.from('other'), privateKey)],
    ['that is cut off', (message: Uint8Array) => sign(null, message, privateKey).subarray(0, 63)],
    ['that is empty', () => new Uint8Array(0)],
  ])('is not believed with a signature %s', async (_, signature) => {
    const key = await kms({ signature }).open();
    await expect(key.sign(Buffer.from('message'))).rejects.toThrow(KeyUnusable);
  });
});
