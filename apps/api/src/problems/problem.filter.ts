import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { allowedMethods } from '../operations/operations';
import { internalError, problemOf, RequestProblem, type Problem } from './problem';

/** Statuses after which the caller may simply come back; seconds to wait. */
const retryAfterSeconds: Readonly<Record<number, string>> = { 429: '1', 503: '1' };

/** Answers every error, ours or the framework's, as a problem document; faults go to the log with their cause. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly log: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const context = host.switchToHttp();
    const request = context.getRequest<FastifyRequest>();
    const reply = context.getResponse<FastifyReply>();
    const known = problemOf(fromFramework(error, request));
    if (!known)
      this.log.error(
        { err: error, requestId: request.id, route: request.routeOptions?.url },
        'a request failed',
      );
    else if (known.code === 'NotReady') this.log.warn({ err: error, requestId: request.id }, known.detail);
    if (reply.sent) return;
    sendProblem(reply, known ?? internalError);
  }
}

export function sendProblem(reply: FastifyReply, problem: Problem): void {
  const retryAfter = retryAfterSeconds[problem.status];
  if (retryAfter !== undefined) void reply.header('Retry-After', retryAfter);
  if (problem.status === 401) void reply.header('WWW-Authenticate', 'Bearer');
  if (problem.code === 'MethodNotAllowed')
    void reply.header('Allow', (problem['allowed'] as string[]).join(', '));
  void reply
    .status(problem.status)
    .header('Content-Type', 'application/problem+json; charset=utf-8')
    .send(JSON.stringify(problem));
}

/** What Fastify and Nest report in their own classes, in the words of the catalogue. */
function fromFramework(error: unknown, request: FastifyRequest): unknown {
  const status =
    error instanceof HttpException ? error.getStatus() : (error as { statusCode?: number }).statusCode;
  if (status === undefined || status >= 500) return error;
  switch (status) {
    case 404:
      return notFound(request);
    case 413:
      return new RequestProblem(
        'BodyTooLarge',
        `The body has more than ${request.routeOptions.bodyLimit} bytes, the most this route reads.`,
      );
    case 415:
      return new RequestProblem(
        'ContentTypeNotSupported',
        'Send the body with Content-Type: application/json.',
      );
    default:
      return new RequestProblem('RequestMalformed', 'The request breaks the rules of HTTP.', { errors: [] });
  }
}

function notFound(request: FastifyRequest): RequestProblem {
  const path = request.url.split('?', 1)[0]!;
  const allowed = allowedMethods(path);
  if (allowed.length === 0)
    return new RequestProblem('RouteNotFound', `Nothing is served at this path; see /docs.`);
  const detail = `${request.method} is not possible here; use ${allowed.join(' or ')}.`;
  return new RequestProblem('MethodNotAllowed', detail, { allowed });
}
