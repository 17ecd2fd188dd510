import type { RequestListener, ServerOptions } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { TLSSocket } from 'node:tls';
import type { CertificateFiles, CertificateObserver } from './certificate-files';

/** A server over TLS. */
export interface Secured {
  readonly certificate: CertificateFiles;
  readonly observer: CertificateObserver;
}

/**
 * Where authorities of clients are known, every client is asked for a certificate: `judged` leaves it to each request
 * what to make of it, `required` closes a connection without one that they issued.
 */
export type ClientCertificates = 'judged' | 'required';

/** A connection that is not encrypted by then is closed. */
const handshakeTimeoutMs = 15_000;

/** A server of HTTP/1.1 over TLS 1.2 and later, which takes new certificates from their files. */
export function createOverTls(
  limits: ServerOptions,
  handler: RequestListener,
  { certificate, observer }: Secured,
  clients: ClientCertificates,
): Server {
  const { context } = certificate.current;
  const asks = { requestCert: context.ca !== undefined, rejectUnauthorized: clients === 'required' };
  const options = { ...limits, ...context, ...asks, handshakeTimeout: handshakeTimeoutMs };
  const server = createServer(options, handler);
  server.on('close', certificate.follow(server, observer));
  // A client that renegotiates again and again keeps a core busy; TLS 1.3 has no renegotiation.
  server.on('secureConnection', (socket: TLSSocket) => socket.disableRenegotiation());
  // Node would answer in HTTP where there is no TLS to send it over.
  server.removeAllListeners('tlsClientError');
  server.on('tlsClientError', (_error: Error, socket: TLSSocket) => socket.destroy());
  return server;
}
