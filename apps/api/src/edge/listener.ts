import { createServer as createPlainServer, type RequestListener, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { TLSSocket } from 'node:tls';
import type { CertificateFiles, CertificateObserver } from '@transport/certificate-files';

/** A server over TLS. */
export interface Secured {
  readonly certificate: CertificateFiles;
  readonly observer: CertificateObserver;
}

const connectionsMax = 20_000;
const headersTimeoutMs = 15_000;
/** A connection that is not encrypted by then is closed. */
const handshakeTimeoutMs = 15_000;
/** How long a connection may be silent within a request, and between two. */
const silenceMaxMs = 120_000;
const keepAliveMs = 75_000;
/** Lines of a stream come for as long as they like; other bodies are watched where they are read. */
const requestTimeoutMs = 0;

/** The server of HTTP/1.1 under Fastify, with the limits of its connections; over TLS where it is `secured`. */
export function createListener(handler: RequestListener, secured: Secured | undefined): Server {
  const limits = {
    headersTimeout: headersTimeoutMs,
    keepAliveTimeout: keepAliveMs,
    requestTimeout: requestTimeoutMs,
    // Node would answer a missing Host itself, without a problem document.
    requireHostHeader: false,
  };
  const server = secured ? createOverTls(limits, handler, secured) : createPlainServer(limits, handler);
  server.setTimeout(silenceMaxMs);
  server.maxConnections = connectionsMax;
  // Node would answer any other expectation than 100-continue itself; here it is refused like other headers.
  server.on('checkExpectation', (request, response) => server.emit('request', request, response));
  return server;
}

/** A certificate of a client is checked, and then judged by the request that it comes with: see client-certificate.ts. */
function createOverTls(limits: object, handler: RequestListener, { certificate, observer }: Secured): Server {
  const { context } = certificate.current;
  const asks = { requestCert: context.ca !== undefined, rejectUnauthorized: false };
  const options = { ...limits, ...context, ...asks, handshakeTimeout: handshakeTimeoutMs };
  const server = createSecureServer(options, handler);
  server.on('close', certificate.follow(server, observer));
  // A client that renegotiates again and again keeps a core busy; TLS 1.3 has no renegotiation.
  server.on('secureConnection', (socket: TLSSocket) => socket.disableRenegotiation());
  // Node would answer in HTTP where there is no TLS to send it over.
  server.removeAllListeners('tlsClientError');
  server.on('tlsClientError', (_error: Error, socket: TLSSocket) => socket.destroy());
  return server;
}
