import { STATUS_CODES, type IncomingMessage, type RequestListener } from 'node:http';
import type { Socket } from 'node:net';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { Secured } from '@transport/over-tls';
import type { Admission } from '../access/admission';
import type { ClockWatch } from '../clock/clock-watch';
import type { Metrics } from '../telemetry/metrics';
import { problemOf, RequestProblem } from '../problems/problem';
import { sendProblem } from '../problems/problem.filter';
import { admit } from './admit';
import type { CallerLimits } from './caller-limits';
import { createListener } from './listener';
import { problemOfHeaders } from './request-headers';
import { requestIds } from './request-id';
import { SlowBodies } from './slow-bodies';
import { parseStrictJson } from './strict-json';

export interface ServerLimits {
  /** Largest body of the route that takes many transactions at once, in bytes. */
  readonly bulkBodyBytesMax: number;
  /** Bounds the requests of each client address. */
  readonly rate: Pick<CallerLimits, 'admitsAddress'>;
  /** Addresses and networks whose X-Forwarded-For is believed. */
  readonly trustedProxies: readonly string[] | undefined;
  /** Says whether writes may have the time of this process. */
  readonly clock: Pick<ClockWatch, 'disagreement' | 'requireAgreement'>;
  readonly admission: Admission;
  /** Undefined where the API is served without TLS. */
  readonly secured: Secured | undefined;
}

/** Largest body of any other request, in bytes. */
const bodyBytesMax = 1_048_576;
/** Fields and values of a body, and of a bulk: 10,000 items of 5 postings with details have half as many. */
const bodyValuesMax = 100_000;
const bulkValuesMax = 1_000_000;
/** Requests that are being answered at once; more are asked to come back. */
const requestsAtOnceMax = 4_000;
/** How often, while the process ends, connections that have become idle are closed. */
const idleCheckMs = 50;
const slowBodiesCheckMs = 5_000;
/** How long the rest of a request is taken after its answer, so that its sender comes to read that. */
const restWithinMs = 2_000;
/** Longest account path: 12 segments of 63 characters and 11 colons, each perhaps percent-encoded. */
const partLengthMax = 3 * 767;

/** The path under which bodies may be as large as a bulk. */
const bulkPath = '/v1/ledgers/:ledger/transactions/bulk';

/** Fastify under Nest, with everything that is decided before a route: sizes, times, rates, content types, headers. */
export function createAdapter(limits: ServerLimits, metrics: Metrics, log: Logger): FastifyAdapter {
  const idOf = requestIds();
  const adapter = new FastifyAdapter({
    bodyLimit: bodyBytesMax,
    routerOptions: { maxParamLength: partLengthMax },
    genReqId: idOf,
    serverFactory: (handler: RequestListener) => createListener(handler, limits.secured),
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    skipMiddie: true,
    ...(limits.trustedProxies && { trustProxy: [...limits.trustedProxies] }),
    frameworkErrors: (_error: Error, request: FastifyRequest, reply: FastifyReply) => {
      setCommonHeaders(request, reply);
      const problem = problemOf(
        new RequestProblem('RouteNotFound', 'Nothing is served at this path; see /docs.'),
      );
      sendProblem(reply, problem!);
    },
    clientErrorHandler: (error, socket) => refuseConnection(error, socket, idOf({ headers: {} })),
  });
  const fastify = adapter.getInstance<FastifyInstance>();
  readBodies(fastify, limits);
  guard(fastify, limits);
  admit(fastify, limits.admission);
  requireTime(fastify, limits);
  observe(fastify, metrics, log);
  return adapter;
}

function readBodies(fastify: FastifyInstance, { bulkBodyBytesMax }: ServerLimits): void {
  fastify.removeAllContentTypeParsers();
  fastify.addHook('onRoute', (route) => {
    if (route.url === bulkPath) route.bodyLimit = bulkBodyBytesMax;
  });
  fastify.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    const isBulk = request.routeOptions.url === bulkPath;
    try {
      done(null, parseStrictJson(body as Buffer, isBulk ? bulkValuesMax : bodyValuesMax));
    } catch (error) {
      done(error as Error, undefined);
    }
  });
  // The one route that reads lines takes them as they come; any other one answers 415.
  fastify.addContentTypeParser('application/x-ndjson', (request, payload, done) => {
    if (request.routeOptions.url === bulkPath) done(null, payload);
    else
      done(
        new RequestProblem('ContentTypeNotSupported', 'Send the body with Content-Type: application/json.'),
        undefined,
      );
  });
}

function setCommonHeaders(request: FastifyRequest, { raw }: FastifyReply): void {
  raw.setHeader('Cache-Control', 'no-store');
  raw.setHeader('X-Content-Type-Options', 'nosniff');
  raw.setHeader('X-Request-Id', request.id);
}

/** Refuses what is too much, before anything is read of the body. */
function guard(fastify: FastifyInstance, { rate }: ServerLimits): void {
  const slow = new SlowBodies(() => performance.now());
  setInterval(() => slow.sweep(), slowBodiesCheckMs).unref();
  let underWay = 0;
  let isClosing = false;
  fastify.addHook('preClose', (done) => {
    isClosing = true;
    // Connections that are busy now fall idle when their request is answered; closing looks at them only once.
    setInterval(() => fastify.server.closeIdleConnections(), idleCheckMs).unref();
    done();
  });
  fastify.addHook('onRequest', (request, reply, done) => {
    setCommonHeaders(request, reply);
    if (isClosing) {
      void reply.header('Connection', 'close');
      return done(new RequestProblem('ServerBusy', 'This process is about to end; send the request again.'));
    }
    if (!rate.admitsAddress(request.ip)) {
      return done(new RequestProblem('RateLimited', 'Send fewer requests at once; see Retry-After.'));
    }
    if (underWay >= requestsAtOnceMax) {
      return done(new RequestProblem('ServerBusy', 'Too many requests are under way; send this one again.'));
    }
    const refused = problemOfHeaders(request.raw);
    if (refused) return done(refused);
    underWay++;
    if (request.method !== 'GET') slow.begin(request.raw);
    reply.raw.once('finish', () => dropRest(request.raw));
    // Unlike Fastify's onResponse this comes for every request, answered or broken off.
    reply.raw.once('close', () => {
      underWay--;
      slow.end(request.raw);
    });
    done();
  });
}

/** A request that is answered before its end might have none: what still comes is dropped, and after a while its sender. */
function dropRest(request: IncomingMessage): void {
  if (request.complete) return;
  request.resume();
  setTimeout(() => {
    if (!request.complete) request.socket.destroy();
  }, restWithinMs).unref();
}

/** Every write, dry runs too, is decided by the clock. */
function requireTime(fastify: FastifyInstance, { clock }: ServerLimits): void {
  fastify.addHook('preHandler', (request, _reply, done) => {
    if (request.method === 'GET' || !clock.disagreement) return done();
    clock.requireAgreement().then(() => done(), done);
  });
}

function observe(fastify: FastifyInstance, metrics: Metrics, log: Logger): void {
  const isDebugging = log.isLevelEnabled('debug');
  fastify.addHook('onResponse', (request: FastifyRequest, reply, done) => {
    const route = request.routeOptions.url ?? 'none';
    metrics.answered(request.method, route, reply.statusCode, reply.elapsedTime / 1000);
    if (isDebugging) {
      const { method, id: requestId } = request;
      log.debug(
        { requestId, method, route, status: reply.statusCode, milliseconds: reply.elapsedTime },
        'answered',
      );
    }
    done();
  });
}

/** What cannot be read as HTTP at all has no request to answer: the problem is sent and the connection closed. */
function refuseConnection(error: NodeJS.ErrnoException, socket: Socket, requestId: string): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) {
    socket.destroy();
    return;
  }
  const problem = problemOf(
    new RequestProblem('RequestMalformed', 'The request breaks the rules of HTTP.', { errors: [] }),
  )!;
  const body = JSON.stringify(problem);
  socket.end(
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}\r\nContent-Type: application/problem+json; charset=utf-8\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nCache-Control: no-store\r\n` +
      `X-Request-Id: ${requestId}\r\nConnection: close\r\n\r\n${body}`,
  );
}
