import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request, type RequestOptions } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Authority, type Issued } from '../support/certificates';
import { runNode, type Child } from '../support/child';
import { startServices, type Services } from '../support/services';

const programs = ['projector', 'notary'] as const;
const authority = Authority.make();
const clients = Authority.make('Authority of clients');
const prometheus = clients.issue('prometheus');
const forged = Authority.make('Authority of clients').issue('prometheus');

let services: Services;
let folder: string;
let env: Record<string, string>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ledger-tls-metrics-'));
  env = { TLS_CERT: join(folder, 'cert.pem'), TLS_KEY: join(folder, 'key.pem') };
  services = await startServices({ withProjector: false });
});

afterAll(async () => {
  await services?.stop();
  rmSync(folder, { recursive: true, force: true });
});

function write({ certificate, key }: Issued): void {
  writeFileSync(env['TLS_CERT']!, certificate);
  writeFileSync(env['TLS_KEY']!, key);
}

function run(program: string, more: Readonly<Record<string, string>> = {}): Child {
  return runNode([`dist/apps/${program}/src/main.js`], {
    ...env,
    ...more,
    LOG_LEVEL: 'silent',
    EVENTSTORE_URL: services.eventStore.url,
    DATABASE_URL: services.databaseUrl,
    DATA_DIR: services.dataDir,
    EXIT_WITH_PARENT: '1',
  });
}

/** The address of a process that serves, which is ended after `use`. */
async function served(
  program: string,
  more: Readonly<Record<string, string>>,
  use: (url: string) => Promise<void>,
): Promise<void> {
  write(authority.issue('first', { names: ['127.0.0.1'] }));
  const child = run(program, more);
  try {
    await use((JSON.parse(await child.line()) as { url: string }).url);
  } finally {
    child.kill('SIGTERM');
    await child.exit;
  }
}

/** What is answered by HTTPS, and the name in the certificate. */
async function get(url: string, options: RequestOptions = {}): Promise<{ text: string; name: string }> {
  const outgoing = request(url, { ca: authority.certificate, agent: false, ...options }).end();
  const [response] = (await once(outgoing, 'response')) as [
    AsyncIterable<Buffer> & { socket: { getPeerCertificate(): { subject: { CN: string } } } },
  ];
  const name = response.socket.getPeerCertificate().subject.CN;
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  return { text: Buffer.concat(chunks).toString(), name };
}

describe.each(programs)('health and metrics of the %s, with a certificate', (program) => {
  it('are served by HTTPS alone, and take a new certificate from its files', async () => {
    await served(program, {}, async (url) => {
      expect(url).toMatch(/^https:\/\/127\.0\.0\.1:/);
      expect((await get(`${url}/livez`)).text).toBe('{"live":true}');
      const { text } = await get(`${url}/metrics`);
      const [, expiry] = /^ledger_tls_certificate_expiry_timestamp_seconds (\S+)$/m.exec(text)!;
      expect(Number(expiry)).toBeGreaterThan(Date.now() / 1_000);
      await expect(fetch(`${url.replace('https', 'http')}/metrics`)).rejects.toThrow();

      write(authority.issue('second', { names: ['127.0.0.1'] }));
      while ((await get(`${url}/livez`)).name !== 'second');
    });
  });

  it('are served only to clients with a certificate of TLS_CLIENT_CA, where that is set', async () => {
    writeFileSync(join(folder, 'clients.pem'), clients.certificate);
    await served(program, { TLS_CLIENT_CA: join(folder, 'clients.pem') }, async (url) => {
      const { certificate: cert, key } = prometheus;
      expect((await get(`${url}/metrics`, { cert, key })).text).toContain('ledger_');
      await expect(get(`${url}/metrics`)).rejects.toThrow();
      await expect(get(`${url}/metrics`, { cert: forged.certificate, key: forged.key })).rejects.toThrow();
    });
  });

  it('are not served, and the process ends, where the certificate cannot be used', async () => {
    write(authority.issue('first', { names: ['127.0.0.1'] }));
    writeFileSync(env['TLS_CERT']!, authority.issue('other').certificate);
    const { code, stderr } = await run(program).exit;
    expect(code).toBe(1);
    expect(stderr).toBe(`${env['TLS_KEY']} is not the key of the certificate ${env['TLS_CERT']}.`);
  });
});
