import { generateKeyPairSync, randomBytes, sign, type KeyPairKeyObjectResult } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { aesUnwrap, aesWrap } from '@signers/aes-wrap';

/** A request, with the fields of all operations that are answered. */
interface Asked {
  readonly operation: string;
  readonly KeyId: string;
  readonly Message?: string;
  readonly MessageType?: string;
  readonly SigningAlgorithm?: string;
  readonly Plaintext?: string;
  readonly CiphertextBlob?: string;
  readonly EncryptionContext?: Readonly<Record<string, string>>;
}

/** An error of the service: its name stands in `__type`. */
class KmsError extends Error {}

/** Length of the ARN that begins a ciphertext, in two bytes. */
const lengthBytes = 2;

/**
 * What AWS documents of five operations of KMS, in JSON 1.1 over plain HTTP: an Ed25519 key and a symmetric one for each
 * alias, and no key for names with `missing`.
 */
export class FakeAwsKms {
  readonly asked: Asked[] = [];
  private readonly pairs = new Map<string, KeyPairKeyObjectResult>();
  private readonly secrets = new Map<string, Buffer>();
  private readonly server: Server;

  constructor() {
    this.server = createServer((request, response) => {
      response.setHeader('Content-Type', 'application/x-amz-json-1.1');
      this.answer(request).then(
        (body) => response.end(JSON.stringify(body)),
        (error: Error) => {
          response.statusCode = 400;
          response.end(JSON.stringify({ __type: error.message, message: 'Refused.' }));
        },
      );
    }).listen(0, '127.0.0.1');
  }

  async listening(): Promise<this> {
    await once(this.server, 'listening');
    return this;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  address(alias: string): string {
    return `awskms:alias/${alias}?region=eu-central-1&endpoint=${this.endpoint}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(request: IncomingMessage): Promise<object> {
    const body: Buffer[] = [];
    for await (const chunk of request) body.push(chunk as Buffer);
    const operation = String(request.headers['x-amz-target']).replace('TrentService.', '');
    const asked = { ...(JSON.parse(Buffer.concat(body).toString()) as Omit<Asked, 'operation'>), operation };
    this.asked.push(asked);
    if (asked.KeyId.includes('missing')) throw new KmsError('NotFoundException');
    switch (operation) {
      case 'GetPublicKey':
        return this.publicKey(asked);
      case 'Sign':
        return this.signature(asked);
      case 'DescribeKey':
        return { KeyMetadata: { Arn: arnOf(asked.KeyId), KeySpec: 'SYMMETRIC_DEFAULT' } };
      case 'Encrypt':
        return this.encrypted(asked);
      case 'Decrypt':
        return this.decrypted(asked);
      default:
        throw new KmsError('UnsupportedOperationException');
    }
  }

  private publicKey({ KeyId }: Asked): object {
    const { publicKey } = made(this.pairs, KeyId, () => generateKeyPairSync('ed25519'));
    const spki = publicKey.export({ format: 'der', type: 'spki' });
    return { KeyId, KeySpec: 'ECC_NIST_EDWARDS25519', PublicKey: spki.toString('base64') };
  }

  private signature({ KeyId, Message = '' }: Asked): object {
    const { privateKey } = made(this.pairs, KeyId, () => generateKeyPairSync('ed25519'));
    return { KeyId, Signature: sign(null, Buffer.from(Message, 'base64'), privateKey).toString('base64') };
  }

  /** A ciphertext names its key, as those of KMS do. */
  private encrypted({ KeyId, Plaintext = '', EncryptionContext = {} }: Asked): object {
    const arn = Buffer.from(arnOf(KeyId));
    const length = Buffer.alloc(lengthBytes);
    length.writeUInt16BE(arn.length);
    const wrapped = aesWrap(
      this.secretOf(arn.toString()),
      Buffer.from(Plaintext, 'base64'),
      contextOf(EncryptionContext),
    );
    return {
      KeyId: arn.toString(),
      CiphertextBlob: Buffer.concat([length, arn, wrapped]).toString('base64'),
    };
  }

  private decrypted({ KeyId, CiphertextBlob = '', EncryptionContext = {} }: Asked): object {
    const blob = Buffer.from(CiphertextBlob, 'base64');
    const end = lengthBytes + blob.readUInt16BE();
    const arn = blob.subarray(lengthBytes, end).toString();
    if (!this.secrets.has(arn)) throw new KmsError('InvalidCiphertextException');
    if (arn !== arnOf(KeyId)) throw new KmsError('IncorrectKeyException');
    const secret = aesUnwrap(this.secretOf(arn), blob.subarray(end), contextOf(EncryptionContext));
    if (!secret) throw new KmsError('InvalidCiphertextException');
    return { KeyId: arn, Plaintext: secret.toString('base64') };
  }

  private secretOf(arn: string): Buffer {
    return made(this.secrets, arn, () => randomBytes(32));
  }
}

function made<Value>(values: Map<string, Value>, id: string, make: () => Value): Value {
  const value = values.get(id) ?? make();
  values.set(id, value);
  return value;
}

/** The same whether an alias or an ARN names it. */
function arnOf(name: string): string {
  return name.startsWith('arn:')
    ? name
    : `arn:aws:kms:eu-central-1:111122223333:key/${name.slice('alias/'.length)}`;
}

function contextOf(context: Readonly<Record<string, string>>): string {
  return JSON.stringify(Object.entries(context).sort());
}
