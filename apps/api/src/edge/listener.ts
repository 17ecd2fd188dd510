import { createServer, type RequestListener, type Server } from 'node:http';
import { createOverTls, type Secured } from '@transport/over-tls';

const connectionsMax = 20_000;
const headersTimeoutMs = 15_000;
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
  // A certificate of a client is checked, and then judged by the request that it comes with: see client-certificate.ts.
  const server = secured ? createOverTls(limits, handler, secured, 'judged') : createServer(limits, handler);
  server.setTimeout(silenceMaxMs);
  server.maxConnections = connectionsMax;
  // Node would answer any other expectation than 100-continue itself; here it is refused like other headers.
  server.on('checkExpectation', (request, response) => server.emit('request', request, response));
  return server;
}
