import { randomBytes } from 'node:crypto';
import { aesUnwrap, aesWrap } from '@signers/aes-wrap';

/** What we use of `@grpc/grpc-js`, which comes with Google's client. */
export interface Grpc {
  readonly Server: new () => GrpcServer;
  readonly ServerCredentials: { createInsecure(): object };
  readonly credentials: { createInsecure(): object };
  loadPackageDefinition(definition: object): {
    readonly google: {
      readonly cloud: { readonly kms: { readonly v1: Record<'KeyManagementService', { service: object }> } };
    };
  };
}

interface GrpcServer {
  addService(service: object, methods: object): void;
  bindAsync(address: string, credentials: object, bound: (error: Error | null, port: number) => void): void;
  forceShutdown(): void;
}

/** What we use of `@grpc/proto-loader`. */
export interface ProtoLoader {
  fromJSON(protos: object, options: object): object;
}

interface Request {
  readonly name: string;
  readonly plaintext: Uint8Array;
  readonly ciphertext: Uint8Array;
  readonly additionalAuthenticatedData: Uint8Array;
}

type Answer = (error: { code: number; details: string } | null, response?: object) => void;
type Asked = readonly [method: string, name: string, additional: Buffer];

/** Status codes of gRPC. */
const [invalidArgument, notFound] = [3, 5];

/**
 * Encrypt and Decrypt of Google Cloud KMS over gRPC without TLS, by the definitions that come with Google's client: a
 * key of 32 bytes for each name, and no key for names with `missing`.
 */
export class FakeGcpKms {
  readonly asked: Asked[] = [];
  private readonly secrets = new Map<string, Buffer>();

  private constructor(
    private readonly server: GrpcServer,
    readonly port: number,
  ) {}

  static async listening(given: { grpc: Grpc; loader: ProtoLoader; protos: object }): Promise<FakeGcpKms> {
    const { grpc, loader, protos } = given;
    const { v1 } = grpc.loadPackageDefinition(loader.fromJSON(protos, {})).google.cloud.kms;
    const server = new grpc.Server();
    const answering =
      (method: 'encrypt' | 'decrypt') =>
      ({ request }: { request: Request }, answer: Answer) =>
        kms.answer(method, request, answer);
    server.addService(v1.KeyManagementService.service, {
      encrypt: answering('encrypt'),
      decrypt: answering('decrypt'),
    });
    const port = await new Promise<number>((resolve, reject) => {
      server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, bound) =>
        error ? reject(error) : resolve(bound),
      );
    });
    const kms = new FakeGcpKms(server, port);
    return kms;
  }

  close(): void {
    this.server.forceShutdown();
  }

  private answer(method: 'encrypt' | 'decrypt', request: Request, answer: Answer): void {
    const { additionalAuthenticatedData, ciphertext, name, plaintext } = request;
    const additional = Buffer.from(additionalAuthenticatedData);
    this.asked.push([method, name, additional]);
    if (name.includes('missing')) return answer({ code: notFound, details: `CryptoKey ${name} not found.` });
    const secret = this.secrets.get(name) ?? randomBytes(32);
    this.secrets.set(name, secret);
    const context = additional.toString('hex');
    if (method === 'encrypt') return answer(null, { name, ciphertext: aesWrap(secret, plaintext, context) });
    const opened = aesUnwrap(secret, ciphertext, context);
    if (opened) return answer(null, { plaintext: opened });
    answer({ code: invalidArgument, details: 'Decryption failed: verify that name is the right CryptoKey.' });
  }
}
