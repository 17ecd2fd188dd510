import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, createServer, type Server, type TLSSocket } from 'node:tls';
import { Authority, type Issued } from '../../../test/support/certificates';
import { CertificateFiles, type CertificatePaths } from './certificate-files';

const authority = Authority.make();

describe('the certificate of a server', () => {
  let folder: string;
  let paths: CertificatePaths & { clientAuthorities: string };
  const closing: (() => unknown)[] = [];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ledger-certificates-'));
    paths = {
      certificate: join(folder, 'cert.pem'),
      key: join(folder, 'key.pem'),
      clientAuthorities: join(folder, 'ca.pem'),
    };
    write(authority.issue('first', { names: ['127.0.0.1'] }));
    writeFileSync(paths.clientAuthorities, authority.certificate);
  });
  afterEach(() => {
    for (const close of closing.splice(0)) close();
    rmSync(folder, { recursive: true, force: true });
  });

  function write({ certificate, key }: Partial<Issued>): void {
    if (certificate !== undefined) writeFileSync(paths.certificate, certificate);
    if (key !== undefined) writeFileSync(paths.key, key);
  }

  /** A server that follows the files, and what it reports. */
  async function served() {
    const files = await CertificateFiles.open(paths, Date.now);
    const server: Server = createServer(files.current.context, (socket) => socket.pipe(socket));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const reports: string[] = [];
    const stop = files.follow(
      server,
      { replaced: () => reports.push('replaced'), failed: ({ message }) => reports.push(message) },
      5,
    );
    closing.push(stop, () => server.close());
    const { port } = server.address() as AddressInfo;
    const open = async (): Promise<TLSSocket> => {
      const socket = connect({ port, host: '127.0.0.1', ca: authority.certificate });
      closing.push(() => socket.destroy());
      await once(socket, 'secureConnect');
      return socket;
    };
    const reported = async (report: RegExp): Promise<string[]> => {
      while (!reports.some((one) => report.test(one))) await new Promise((wake) => setTimeout(wake, 5));
      return reports;
    };
    return { open, reported };
  }

  const subjectOf = (socket: TLSSocket) => socket.getPeerCertificate().subject.CN;

  it('is replaced for new connections once its files change, and open connections go on', async () => {
    const { open, reported } = await served();
    const before = await open();
    write(authority.issue('second', { names: ['127.0.0.1'] }));
    await reported(/^replaced$/);
    const after = await open();
    before.write('still here');
    const [echo] = (await once(before, 'data')) as [Buffer];
    expect([subjectOf(before), subjectOf(after), String(echo)]).toEqual(['first', 'second', 'still here']);
  });

  it('stays while the new files cannot be used, which is reported once, and follows once they can', async () => {
    const { open, reported } = await served();
    const next = authority.issue('second', { names: ['127.0.0.1'] });
    write({ certificate: next.certificate });
    expect(await reported(/./)).toEqual([
      `${paths.key} is not the key of the certificate ${paths.certificate}.`,
    ]);
    expect(subjectOf(await open())).toBe('first');
    write({ key: next.key });
    expect(await reported(/^replaced$/)).toEqual([expect.stringContaining('is not the key'), 'replaced']);
    expect(subjectOf(await open())).toBe('second');
  });

  it('is never one that has expired', async () => {
    const { open, reported } = await served();
    write(authority.issue('old', { notBefore: '2020-01-01T00:00:00Z', notAfter: '2020-02-01T00:00:00Z' }));
    await reported(/^The certificate .*cert\.pem expired on Feb +1 00:00:00 2020 GMT\.$/);
    expect(subjectOf(await open())).toBe('first');
  });

  it.each<[string, () => void, RegExp]>([
    ['is missing', () => rmSync(paths.certificate), /cert\.pem cannot be read \(ENOENT\)\.$/],
    ['is no certificate', () => write({ certificate: 'x' }), /cert\.pem is not a certificate in PEM\.$/],
    ['has no key', () => write({ key: 'x' }), /key\.pem is not a private key in PEM without a passphrase\.$/],
    ['has broken authorities', () => writeFileSync(paths.clientAuthorities, ''), /ca\.pem is not a certif/],
    ['has the key of another', () => write({ key: authority.issue('x').key }), /key\.pem is not the key of/],
  ])('that %s is named in one sentence', async (_, damage, sentence) => {
    damage();
    await expect(CertificateFiles.open(paths, Date.now)).rejects.toThrow(sentence);
  });
});
