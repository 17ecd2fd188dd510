import type { Logger } from 'pino';
import { Counter, Gauge, type Registry } from 'prom-client';
import {
  CertificateFiles,
  type Certificate,
  type CertificateObserver,
  type CertificatePaths,
} from './certificate-files';
import type { Secured } from './over-tls';

/** Where the certificate of a process is kept, if it has one. */
export type TlsFiles = { readonly [Name in keyof CertificatePaths]: string | undefined };

/**
 * The certificate of this process, and what counts and logs its changes; undefined without one.
 * @throws CertificateUnusable
 */
export async function openSecured(
  { certificate, key, clientAuthorities }: TlsFiles,
  registry: Registry,
  log: Logger,
): Promise<Secured | undefined> {
  if (certificate === undefined || key === undefined) return undefined;
  const files = await CertificateFiles.open({ certificate, key, clientAuthorities }, Date.now);
  return { certificate: files, observer: observeCertificate(files.current, registry, log) };
}

function observeCertificate(first: Certificate, registry: Registry, log: Logger): CertificateObserver {
  const registers = [registry];
  const expiry = new Gauge({
    name: 'ledger_tls_certificate_expiry_timestamp_seconds',
    help: 'When the certificate that new connections get expires, in seconds since 1970.',
    registers,
  });
  const failures = new Counter({
    name: 'ledger_tls_reload_failures_total',
    help: 'Changes of the files of the certificate that could not be used.',
    registers,
  });
  expiry.set(first.expiresAt / 1_000);
  return {
    replaced: ({ expiresAt }) => {
      expiry.set(expiresAt / 1_000);
      log.info({ expiresAt: new Date(expiresAt).toISOString() }, 'new connections get another certificate');
    },
    failed: ({ message }) => {
      failures.inc();
      log.error(`${message} New connections still get the certificate before it.`);
    },
  };
}
