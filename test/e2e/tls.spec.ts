import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { connect as connectPlain } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { X509Certificate } from 'node:crypto';
import { AccessDesk } from '../support/access-desk';
import { Authority, type Issued } from '../support/certificates';
import { runNode } from '../support/child';
import { startServices, type Services } from '../support/services';

const program = 'dist/apps/api/src/main.js';
const authority = Authority.make();
const clients = Authority.make('Authority of clients');
const wallets = clients.issue('wallets');
const stranger = clients.issue('stranger');
const forged = Authority.make('Authority of clients').issue('wallets');

describe('the API over TLS', () => {
  let services: Services;
  let folder: string;
  let env: Record<string, string>;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'ledger-tls-'));
    env = {
      TLS_CERT: join(folder, 'cert.pem'),
      TLS_KEY: join(folder, 'key.pem'),
      TLS_CLIENT_CA: join(folder, 'clients.pem'),
    };
    write(authority.issue('first', { names: ['127.0.0.1'] }));
    writeFileSync(env['TLS_CLIENT_CA']!, clients.certificate);
    services = await startServices();
    const desk = await AccessDesk.opened(services);
    await desk.caller('wallets', { grants: [{ role: 'auditor' }] });
    await certify(desk, 'certificate1', wallets);
    await certify(desk, 'certificate2', forged);
    await desk.close();
    await services.restartApi('SIGTERM', env);
  });
  afterAll(async () => {
    await services?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  function write({ certificate, key }: Issued): void {
    writeFileSync(env['TLS_CERT']!, certificate);
    writeFileSync(env['TLS_KEY']!, key);
  }

  /** A credential of the principal `wallets`. */
  function certify(desk: AccessDesk, credential: string, { certificate }: Issued): Promise<string> {
    const fingerprint = new X509Certificate(certificate).fingerprint256.replaceAll(':', '').toLowerCase();
    return desk.submit({
      type: 'AddCredential',
      credential,
      kind: 'certificate',
      fingerprint,
      principal: 'wallets',
    });
  }

  /** A client that sends this certificate, or none. */
  function agentOf(issued?: Issued): Agent {
    const own = issued && { cert: issued.certificate, key: issued.key };
    return new Agent({ ca: authority.certificate, ...own });
  }

  const port = () => Number(new URL(services.apiUrl).port);

  async function open(options: ConnectionOptions = {}): Promise<TLSSocket> {
    const socket = connect({ port: port(), host: '127.0.0.1', ca: authority.certificate, ...options });
    await once(socket, 'secureConnect');
    return socket;
  }

  async function get(path: string, agent: Agent, headers = {}): Promise<{ status: number; text: string }> {
    const outgoing = request({ port: port(), host: '127.0.0.1', path, agent, headers }).end();
    const [response] = (await once(outgoing, 'response')) as [AsyncIterable<Buffer> & { statusCode: number }];
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk);
    return { status: response.statusCode, text: Buffer.concat(chunks).toString() };
  }

  it('answers by HTTPS, also a client that sends a certificate', async () => {
    const plain = agentOf();
    const certified = agentOf(wallets);
    expect((await get('/livez', plain)).status).toBe(200);
    expect((await get('/livez', certified)).status).toBe(200);
    plain.destroy();
    certified.destroy();
  });

  it.each<[string, Issued | undefined, number, string]>([
    ['whose credential it is', wallets, 200, 'items'],
    ['nobody, where it is of no credential', stranger, 401, 'CredentialInvalid'],
    ['nobody, where another authority issued it', forged, 401, 'CredentialInvalid'],
    ['nobody, where there is none', undefined, 401, 'CredentialMissing'],
  ])('takes the sender of a certificate for %s', async (_, issued, status, text) => {
    const agent = agentOf(issued);
    const answer = await get('/v1/ledgers', agent);
    expect([answer.status, answer.text]).toEqual([status, expect.stringContaining(text)]);
    agent.destroy();
  });

  it('asks the header alone who calls where there is one', async () => {
    const agent = agentOf(stranger);
    const headers = services.api.headersFor('GET', '/v1/ledgers');
    expect((await get('/v1/ledgers', agent, headers)).status).toBe(200);
    agent.destroy();
  });

  it('speaks TLS 1.2 and 1.3, and nothing older', async () => {
    for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
      const socket = await open({ minVersion: version, maxVersion: version });
      expect(socket.getProtocol()).toBe(version);
      socket.destroy();
    }
    const older = open({ minVersion: 'TLSv1.1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' });
    await expect(older).rejects.toThrow(/version|EPROTO|alert/i);
  });

  it('closes a connection that is not TLS, without an answer', async () => {
    const socket = connectPlain(port(), '127.0.0.1');
    const received: Buffer[] = [];
    socket.on('data', (chunk) => received.push(chunk)).on('error', () => undefined);
    socket.write('GET /livez HTTP/1.1\r\nHost: x\r\n\r\n');
    await once(socket, 'close');
    expect(Buffer.concat(received).toString()).not.toContain('HTTP/');
  });

  it('keeps the limits of requests: what is no HTTP gets a problem document', async () => {
    const socket = await open();
    socket.write('nonsense\r\n\r\n');
    const [answer] = (await once(socket, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n.*RequestMalformed/s);
    socket.destroy();
  });

  it('takes a new certificate from its files for new connections, and drops none', async () => {
    const before = await open();
    write(authority.issue('second', { names: ['127.0.0.1'] }));
    let after = await open();
    while (after.getPeerCertificate().subject.CN !== 'second') {
      after.destroy();
      after = await open();
    }
    before.write('GET /livez HTTP/1.1\r\nHost: x\r\n\r\n');
    const [answer] = (await once(before, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    for (const socket of [before, after]) socket.destroy();
  });

  it('counts a certificate that cannot be used, and goes on with the one before it', async () => {
    const agent = agentOf();
    const operator = services.api.headersFor('GET', '/metrics');
    writeFileSync(env['TLS_CERT']!, 'broken');
    let metrics = '';
    while (!/^ledger_tls_reload_failures_total [1-9]/m.test(metrics))
      metrics = (await get('/metrics', agent, operator)).text;
    const [, expiry] = /^ledger_tls_certificate_expiry_timestamp_seconds (\S+)$/m.exec(metrics)!;
    expect(Number(expiry)).toBeGreaterThan(Date.now() / 1_000);
    const socket = await open();
    expect(socket.authorized).toBe(true);
    socket.destroy();
    agent.destroy();
  });

  it('says in one sentence what is wrong with its certificate when it starts', async () => {
    writeFileSync(env['TLS_CERT']!, authority.issue('other').certificate);
    const { code, stderr } = await runNode([program], {
      ...env,
      PORT: '0',
      EVENTSTORE_URL: services.eventStore.url,
      DATABASE_URL: services.databaseUrl,
      DATA_DIR: services.dataDir,
    }).exit;
    expect(code).toBe(1);
    expect(stderr).toBe(`${env['TLS_KEY']} is not the key of the certificate ${env['TLS_CERT']}.`);
  });
});
