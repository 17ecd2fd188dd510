import { randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { awsKmsWrappingKey } from '@signers/aws-kms-wrapping-key';
import { KeyUnusable } from '@signers/key-unusable';
import type { WrappingKey } from '@signers/wrapping-key';
import { topUp } from '../support/api';
import { installExternal, type ExternalPackage } from '../support/external-package';
import { FakeAwsKms } from '../support/fake-aws-kms';
import { runAlone, runCommand } from '../support/ledger-command';
import { startServices, type Services } from '../support/services';

let sdk: ExternalPackage;
let kms: FakeAwsKms;
let services: Services;

const credentials = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };

beforeAll(async () => {
  sdk = installExternal('@aws-sdk/client-kms@3.1164.0');
  kms = await new FakeAwsKms().listening();
  const api = {
    ...credentials,
    NODE_PATH: sdk.nodePath,
    ROOT_KEY: kms.address('root'),
    WRITER_KEY: kms.address('writer'),
    PERSONAL_KEY: kms.address('personal'),
  };
  services = await startServices({ withAccess: 'by keys in files', withPersonal: true, api });
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
    const seal = Buffer.from(signed.at(-1)!.Message!, 'base64').toString();
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

describe('a wrapping key in AWS KMS, through the SDK of AWS', () => {
  type Sdk = Parameters<typeof awsKmsWrappingKey>[0] & {
    readonly KMSClient: new (configuration: object) => Parameters<typeof awsKmsWrappingKey>[1];
  };

  function opened(alias: string): Promise<WrappingKey> {
    const load = createRequire(join(sdk.nodePath, 'none.js'));
    const commands = load('@aws-sdk/client-kms') as Sdk;
    const keys = { accessKeyId: 'test', secretAccessKey: 'test' };
    const client = new commands.KMSClient({
      region: 'eu-central-1',
      endpoint: kms.endpoint,
      credentials: keys,
    });
    return awsKmsWrappingKey(commands, client, `alias/${alias}`);
  }

  it('is known by its ARN, and unwraps what it wrapped, under its own encryption context', async () => {
    const key = await opened('personal');
    const secret = randomBytes(32);
    const wrapped = await key.wrap(secret, '9f2c1a7be0d34c55');
    expect(await key.unwrap(wrapped, '9f2c1a7be0d34c55')).toEqual(secret);
    expect(key.id).toBe('awskms:arn:aws:kms:eu-central-1:111122223333:key/personal');
    expect(kms.asked.at(-1)).toMatchObject({
      operation: 'Decrypt',
      KeyId: 'arn:aws:kms:eu-central-1:111122223333:key/personal',
      EncryptionContext: { key: '9f2c1a7be0d34c55' },
    });
  });

  it.each<[string, (wrapped: Buffer) => { by: string; wrapped: Buffer; context: string }]>([
    ['of another context', (wrapped) => ({ by: 'personal', wrapped, context: 'b' })],
    ['of another key', (wrapped) => ({ by: 'other', wrapped, context: 'a' })],
    ['that was changed', (wrapped) => ({ by: 'personal', wrapped: changed(wrapped), context: 'a' })],
  ])('does not unwrap a ciphertext %s, and says which key it is', async (_, attempt) => {
    const wrapped = await (await opened('personal')).wrap(randomBytes(32), 'a');
    const { by, context, wrapped: given } = attempt(wrapped);
    const error: unknown = await (await opened(by)).unwrap(given, context).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(KeyUnusable);
    expect((error as Error).message).toBe(
      `The wrapping key awskms:arn:aws:kms:eu-central-1:111122223333:key/${by} has not wrapped this as the key ${context}.`,
    );
  });

  it('wraps the keys of personal text, which another process unwraps', async () => {
    const ledger = await services.api.openLedger();
    const personal = [{ subject: 'customer-1', fields: { name: 'Ann' } }];
    const body = { ...topUp('ann'), personal };
    const { text } = await services.api.post(`${ledger}/transactions`, body, { key: 'ann-1' });
    const encrypted = kms.asked.filter(({ operation }) => operation === 'Encrypt');
    expect(encrypted.at(-1)).toMatchObject({
      EncryptionContext: { key: expect.stringMatching(/^[0-9a-f]{16}$/) as string },
    });

    await services.restartApi('SIGTERM');
    const retried = await services.api.post(`${ledger}/transactions`, body, { key: 'ann-1' });
    expect([retried.status, retried.text]).toEqual([201, text]);
    expect(kms.asked.at(-1)).toMatchObject({
      operation: 'Decrypt',
      CiphertextBlob: expect.any(String) as string,
      EncryptionContext: encrypted.at(-1)!.EncryptionContext,
    });
  });

  it('that is not there is named when a process starts', async () => {
    const env = { ...credentials, NODE_PATH: sdk.nodePath, PERSONAL_KEY: kms.address('missing') };
    const { code, stderr } = await runAlone(
      { ...env, PERSONAL_DATABASE_URL: services.personalDatabaseUrl },
      'personal',
      'rotate',
    );
    expect(code).toBe(1);
    expect(stderr).toContain('AWS KMS refuses the key alias/missing: NotFoundException');
  });
});

function changed(wrapped: Buffer): Buffer {
  const copy = Buffer.from(wrapped);
  copy[copy.length - 1]! ^= 1;
  return copy;
}
