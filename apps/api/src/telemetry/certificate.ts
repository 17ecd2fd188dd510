import type { Logger } from 'pino';
import { Counter, Gauge, type Registry } from 'prom-client';
import type { Certificate, CertificateObserver } from '@transport/certificate-files';

/** Counts and logs what becomes of the certificate of the API. */
export function observeCertificate(first: Certificate, registry: Registry, log: Logger): CertificateObserver {
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
