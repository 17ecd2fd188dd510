import { generateKeyPairSync, sign, type KeyPairKeyObjectResult } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { topUp } from '../support/api';
import { installExternal, type ExternalPackage } from '../support/external-package';
import { runAlone, runCommand } from '../support/ledger-command';
import { startServices, type Services } from '../support/services';

interface Asked {
  readonly KeyId: string;
  readonly Message: string;
  readonly MessageType: string;
  readonly SigningAlgorithm: string;
}

/** What AWS documents of two operations of KMS, in JSON 1.1, with a key for each alias. */
class FakeKms {
  readonly asked: (Asked & { readonly operation: string })[] = [];
  private readonly pairs = new Map<string, KeyPairKeyObjectResult>();
  private readonly server: Server;

  constructor() {
    this.server = createServer((request, response) => {
      void this.answer(request).then((body) => {
        response.setHeader('Content-Type', 'application/x-amz-json-1.1').end(JSON.stringify(body));
      });
    }).listen(0, '127.0.0.1');
  }

  async listening(): Promise<this> {
    await once(this.server, 'listening');
    return this;
  }

  address(alias: string): string {
    const { port } = this.server.address() as AddressInfo;
    return `awskms:alias/${alias}?region=eu-central-1&endpoint=http://127.0.0.1:${port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async answer(request: IncomingMessage): Promise<object> {
    const body: Buffer[] = [];
    for await (const chunk of request) body.push(chunk as Buffer);
    const asked = JSON.parse(Buffer.concat(body).toString()) as Asked;
    const operation = String(request.headers['x-amz-target']).replace('TrentService.', '');
    this.asked.push({ operation, ...asked });
    const { privateKey, publicKey } = this.pairOf(asked.KeyId);
    if (operation === 'GetPublicKey') {
      const spki = publicKey.export({ format: 'der', type: 'spki' });
      return { KeyId: asked.KeyId, KeySpec: 'ECC_NIST_EDWARDS25519', PublicKey: spki.toString('base64') };
    }
    const signature = sign(null, Buffer.from(asked.Message, 'base64'), privateKey);
    return { KeyId: asked.KeyId, Signature: signature.toString('base64') };
  }

  private pairOf(id: string): KeyPairKeyObjectResult {
    const pair = this.pairs.get(id) ?? generateKeyPairSync('ed25519');
    this.pairs.set(id, pair);
    return pair;
  }
}

let sdk: ExternalPackage;
let kms: FakeKms;
let services: Services;

const credentials = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };

beforeAll(async () => {
  sdk = installExternal('@aws-sdk/client-kms@3.1164.0');
  kms = await new FakeKms().listening();
  const api = {
    ...credentials,
    NODE_PATH: sdk.nodePath,
    ROOT_KEY: kms.address('root'),
    WRITER_KEY: kms.address('writer'),
  };
  services = await startServices({ withProjector: false, withAccess: 'by keys in files', api });
});

afterAll(async () => {
  await services?.stop();
  await kms?.close();
  sdk?.remove();
});

describe('keys in AWS KMS, through the SDK of AWS', () => {
  it('open a ledger and seal it, each with the message as it is', async () => {
    const ledger = await services.api.openLedger();
    await services.api.accepted(`${ledger}/transactions`, topUp('ann'));
    const signed = kms.asked.filter(({ operation }) => operation === 'Sign');
    expect(new Set(signed.map(({ KeyId }) => KeyId))).toEqual(new Set(['alias/root', 'alias/writer']));
    for (const { MessageType, SigningAlgorithm } of signed)
      expect([MessageType, SigningAlgorithm]).toEqual(['RAW', 'ED25519_SHA_512']);
    const seal = Buffer.from(signed.at(-1)!.Message, 'base64').toString();
    expect(seal).toMatch(/^append-seal\/v1\nledger\.local\//);
  });

  it('are verified like any other', async () => {
    const path = await services.api.openLedger();
    const ledger = path.slice('/v1/ledgers/'.length);
    const { body } = await services.api.get<{ root: string }>(`${path}/keys`);
    const words = ['--ledger', ledger, '--root-key', body.root, '--no-read-models'];
    const { code, report } = await runCommand(services, 'verify', ...words);
    expect({ code, verdict: report['verdict'] }).toEqual({ code: 0, verdict: 'ok' });
  });

  it('are shown as verifier keys', async () => {
    const env = { ...credentials, NODE_PATH: sdk.nodePath };
    const words = ['keys', 'show', '--ledger', 'acme', '--key', kms.address('writer')];
    const { code, stdout } = await runAlone(env, ...words);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^writer {3}ledger\.local\/acme\/writer\+[0-9a-f]{8}\+A/);
  });
});
