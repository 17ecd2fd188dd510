import { execFileSync, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseCheckpoint } from '@proof/checkpoint';
import { openAnchors } from '@notary/anchors/anchor-list';
import { GrownLog } from '../support/grown-log';
import { newSigner } from '../support/written-journal';

const config = `
[ tsa ]
default_tsa = tsa_config
[ tsa_config ]
serial = ./serial
crypto_device = builtin
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ordering = yes
tsa_name = yes
ess_cert_id_chain = no
ess_cert_id_alg = sha256
[ req ]
distinguished_name = name
[ name ]
[ ca ]
basicConstraints = critical,CA:true
keyUsage = critical,keyCertSign
[ stamping ]
basicConstraints = CA:false
extendedKeyUsage = critical,timeStamping
`;

const log = new GrownLog(newSigner('ledger.test/books'), 9);

describe('a time-stamping authority made with OpenSSL', () => {
  let folder: string;
  let server: Server;
  const openssl = (...words: string[]) =>
    execFileSync('openssl', words, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'ledger-tsa-'));
    writeFileSync(join(folder, 'config'), config);
    writeFileSync(join(folder, 'serial'), '01\n');
    const key = ['-newkey', 'rsa:2048', '-nodes', '-config', 'config'];
    const ca = ['-x509', '-days', '2', '-subj', '/CN=Test CA', '-extensions', 'ca'];
    openssl('req', ...key, ...ca, '-keyout', 'ca.key', '-out', 'ca.pem');
    openssl('req', ...key, '-subj', '/CN=Test TSA', '-keyout', 'tsa.key', '-out', 'tsa.csr');
    const signing = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '2'];
    const kind = ['-extfile', 'config', '-extensions', 'stamping'];
    openssl('x509', '-req', '-in', 'tsa.csr', ...signing, ...kind, '-out', 'tsa.pem');
    server = createServer((request, response) => {
      void stamp(request).then((reply) => {
        response.setHeader('Content-Type', 'application/timestamp-reply').end(reply);
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    rmSync(folder, { recursive: true, force: true });
  });

  async function stamp(request: IncomingMessage): Promise<Buffer> {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    writeFileSync(join(folder, 'query'), Buffer.concat(chunks));
    const own = ['-config', 'config', '-signer', 'tsa.pem', '-inkey', 'tsa.key'];
    openssl('ts', '-reply', ...own, '-queryfile', 'query', '-out', 'reply');
    return readFileSync(join(folder, 'reply'));
  }

  /** What OpenSSL says of the stamp beside a checkpoint, when the file holds this. */
  function judged(file: string, content: string): string {
    writeFileSync(join(folder, 'shown'), content);
    const words = ['ts', '-verify', '-data', 'shown', '-in', `${file}.tsr`, '-CAfile', 'ca.pem'];
    const { stdout, stderr } = spawnSync('openssl', words, { cwd: folder, encoding: 'utf8' });
    return stdout + stderr;
  }

  it('stamps a checkpoint so that OpenSSL proves when it existed, and over nothing else', async () => {
    const { port } = server.address() as AddressInfo;
    const [anchor] = openAnchors(`rfc3161:http://127.0.0.1:${port}/?folder=${folder}/kept`, {});
    const note = log.checkpoint(9);
    await anchor!.anchor({ ledger: 'books', note, head: parseCheckpoint(note).checkpoint });
    const kept = join(folder, 'kept/books/9');
    expect(readFileSync(kept, 'utf8')).toBe(note);
    expect(judged(kept, note)).toContain('Verification: OK');
    expect(judged(kept, note.replace('\n9\n', '\n8\n'))).toContain('Verification: FAILED');
    const shown = openssl('ts', '-reply', '-in', `${kept}.tsr`, '-text', '-config', 'config').toString();
    expect(shown).toContain('Status: Granted.');
    expect(shown).toMatch(/Nonce: 0x[0-9A-F]{8,}/);
  });
});
