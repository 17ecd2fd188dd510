import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkpointText, signCheckpoint } from '@proof/checkpoint';
import { localKey, namedSigner } from '@proof/note';
import { generateKeyPairSync } from 'node:crypto';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ledger-openssl-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface GoldenEntry {
  readonly type: string;
  readonly body: Readonly<Record<string, string>> & { readonly writer?: Readonly<Record<string, string>> };
}

/** The golden journal of keys, read as text: nothing of ours helps to take it apart. */
const lines = readFileSync(join(__dirname, '../vectors/v1/keys.ndjson'), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as { entry: GoldenEntry; seal?: string });
const log = 'vectors.example/vault';
const rootVkey = lines[0]!.entry.body['root']!;
/** Of every writer key by its id, which stands before the signature. */
const writers = new Map(
  lines.flatMap(({ entry: { type, body } }) => {
    const key = type === 'KeyRegistered' && body['role'] === 'writer' ? body : body.writer;
    return key ? [[key['keyId']!, key['vkey']!] as const] : [];
  }),
);
const writerVkey = [...writers.values()][0]!;
const keyIdOf = (signature: string) => Buffer.from(signature, 'base64').subarray(0, 4).toString('hex');

/** A public key as OpenSSL reads it: RFC 8410 says what stands before the 32 bytes. */
function pemOf(vkey: string): string {
  const raw = Buffer.from(vkey.split('+').slice(2).join('+'), 'base64').subarray(1);
  const der = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), raw]);
  return `-----BEGIN PUBLIC KEY-----\n${der.toString('base64')}\n-----END PUBLIC KEY-----\n`;
}

/** Whether `openssl pkeyutl` takes the base64 of key id and signature for a signature of the text. */
function accepts(vkey: string, text: string, signature: string): boolean {
  const file = (name: string, content: string | Buffer) => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  const { status, stdout } = spawnSync(
    'openssl',
    [
      ...['pkeyutl', '-verify', '-pubin', '-rawin'],
      ...['-inkey', file('key.pem', pemOf(vkey))],
      ...['-in', file('text', text)],
      ...['-sigfile', file('signature', Buffer.from(signature, 'base64').subarray(4))],
    ],
    { encoding: 'utf8' },
  );
  return status === 0 && stdout.includes('Signature Verified Successfully');
}

/** The text of a note, and the signature of its only line. */
function takenApart(note: string): [text: string, signature: string] {
  const [text, line] = note.split(/(?<=\n)\n(?=— )/) as [string, string];
  return [text, line.trimEnd().split(' ').at(-1)!];
}

/** What the root key signs for each entry about keys, given the root key before it. */
const statements: Readonly<Record<string, (body: GoldenEntry['body'], rootBefore: string) => string>> = {
  KeyRegistered: ({ role, vkey, after }) =>
    after === undefined
      ? `key-registration/v1\n${log}\n${role}\n${vkey}\n`
      : `key-recovery/v1\n${log}\n${role}\n${vkey}\n${after}\n`,
  KeyRetired: ({ keyId }) => `key-retirement/v1\n${log}\n${keyId}\n`,
  KeyCompromised: ({ keyId, fromSeq }) => `key-compromise/v1\n${log}\n${keyId}\n${fromSeq}\n`,
  NextRootNamed: ({ nextRoot }) => `next-root/v1\n${log}\n${nextRoot}\n`,
  RootReplaced: ({ vkey, keyList, nextRoot = '-', writer }, rootBefore) =>
    `root-replacement/v1\n${log}\n${rootBefore}\n${vkey}\n${keyList}\n${nextRoot}\n` +
    `${writer?.['vkey'] ?? '-'}\n${writer?.['after'] ?? '-'}\n`,
};

describe('OpenSSL', () => {
  it('is a version that knows Ed25519', () => {
    expect(execFileSync('openssl', ['version'], { encoding: 'utf8' })).toMatch(/^OpenSSL [3-9]/);
  });

  it('accepts the signature of every seal, and of no other text', () => {
    const seals = lines.flatMap(({ seal }) => (seal === undefined ? [] : [seal]));
    expect(seals.length).toBeGreaterThan(4);
    for (const seal of seals) {
      const [text, signature] = takenApart(seal);
      const sealedBy = writers.get(keyIdOf(signature))!;
      expect(accepts(sealedBy, text, signature)).toBe(true);
      expect(accepts(sealedBy, text.replace('append-seal', 'append-sea1'), signature)).toBe(false);
      expect(accepts(rootVkey, text, signature)).toBe(false);
    }
  });

  it('accepts what the root key says of other keys', () => {
    const changes = lines.filter(({ entry }) => entry.type in statements).map(({ entry }) => entry);
    expect(new Set(changes.map(({ type }) => type)).size).toBe(5);
    let root = rootVkey;
    for (const { type, body } of changes) {
      const text = statements[type]!(body, root);
      if (type === 'RootReplaced') root = body['vkey']!;
      expect(accepts(root, text, body['rootSignature']!)).toBe(true);
      expect(accepts(writerVkey, text, body['rootSignature']!)).toBe(false);
      expect(accepts(root, `${text}\n`, body['rootSignature']!)).toBe(false);
    }
  });

  it('accepts the signature of a checkpoint', async () => {
    const notary = namedSigner(log, localKey(generateKeyPairSync('ed25519').privateKey));
    const head = { log, size: 12, root: Buffer.alloc(32, 7) };
    const [text, signature] = takenApart(await signCheckpoint(head, notary));
    expect(text).toBe(checkpointText(head));
    expect(accepts(notary.vkey, text, signature)).toBe(true);
    expect(accepts(notary.vkey, text.replace('\n12\n', '\n13\n'), signature)).toBe(false);
  });
});
