import { randomBytes } from 'node:crypto';
import { awsKmsWrappingKey } from './aws-kms-wrapping-key';
import { KeyUnusable } from './key-unusable';

/** Commands as the SDK makes them: a class each, the input as a field. */
class DescribeKeyCommand {
  constructor(readonly input: object) {}
}
class EncryptCommand {
  constructor(readonly input: { readonly Plaintext: Uint8Array; readonly EncryptionContext: object }) {}
}
class DecryptCommand {
  constructor(readonly input: { readonly CiphertextBlob: Uint8Array; readonly EncryptionContext: object }) {}
}

const arn = 'arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';

/** What KMS answers through the `send` of its client, and what it was asked: a ciphertext is the context and the text. */
function kms({ spec = 'SYMMETRIC_DEFAULT', failing }: { spec?: string; failing?: string } = {}) {
  const asked: object[] = [];
  const send = (command: object): Promise<object> => {
    asked.push(command);
    if (command instanceof DescribeKeyCommand)
      return Promise.resolve({ KeyMetadata: { Arn: arn, KeySpec: spec } });
    if (failing !== undefined) return Promise.reject(Object.assign(new Error('no'), { name: failing }));
    if (command instanceof EncryptCommand) {
      const { EncryptionContext, Plaintext } = command.input;
      const blob = `${JSON.stringify(EncryptionContext)}${Buffer.from(Plaintext).toString('hex')}`;
      return Promise.resolve({ CiphertextBlob: new Uint8Array(Buffer.from(blob)) });
    }
    const { EncryptionContext, CiphertextBlob } = (command as DecryptCommand).input;
    const hex = Buffer.from(CiphertextBlob).toString().slice(JSON.stringify(EncryptionContext).length);
    return Promise.resolve({ Plaintext: new Uint8Array(Buffer.from(hex, 'hex')) });
  };
  const commands = { DescribeKeyCommand, EncryptCommand, DecryptCommand };
  return { asked, open: () => awsKmsWrappingKey(commands, { send }, 'alias/personal') };
}

describe('a wrapping key of AWS KMS', () => {
  it('is known by its ARN, and wraps each key under its own encryption context', async () => {
    const { asked, open } = kms();
    const key = await open();
    const secret = randomBytes(32);
    const wrapped = await key.wrap(secret, '9f2c1a7be0d34c55');

    expect(await key.unwrap(wrapped, '9f2c1a7be0d34c55')).toEqual(secret);
    expect(key.id).toBe(`awskms:${arn}`);
    const EncryptionContext = { key: '9f2c1a7be0d34c55' };
    expect(asked).toEqual([
      new DescribeKeyCommand({ KeyId: 'alias/personal' }),
      new EncryptCommand({ KeyId: arn, Plaintext: secret, EncryptionContext } as never),
      new DecryptCommand({ KeyId: arn, CiphertextBlob: wrapped, EncryptionContext } as never),
    ]);
  });

  it('is refused where it is of another spec', async () => {
    await expect(kms({ spec: 'ECC_NIST_EDWARDS25519' }).open()).rejects.toThrow(
      /alias\/personal of AWS KMS has the spec ECC_NIST_EDWARDS25519, not SYMMETRIC_DEFAULT/,
    );
  });

  it('distinguishes a ciphertext that is not its own from a service that does not answer', async () => {
    for (const failing of ['InvalidCiphertextException', 'IncorrectKeyException']) {
      const wrong = await kms({ failing }).open();
      await expect(wrong.unwrap(Buffer.from('x'), 'a')).rejects.toThrow(KeyUnusable);
    }
    const throttled = await kms({ failing: 'ThrottlingException' }).open();
    await expect(throttled.unwrap(Buffer.from('x'), 'a')).rejects.toThrow(/^no$/);
  });
});
