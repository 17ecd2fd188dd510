import type { IncomingMessage } from 'node:http';
import type { FastifyRequest } from 'fastify';
import { parameterProblem, RequestProblem } from '../problems/problem';

/** Headers that are read here, or before us, and have one value: a second line would change what the first one says. */
const singleHeaders = [
  'Authorization',
  'Content-Encoding',
  'Content-Length',
  'Content-Type',
  'Expect',
  'Host',
  'Idempotency-Key',
] as const;

type SingleHeader = (typeof singleHeaders)[number];

const namesByLowerCase = new Map<string, SingleHeader>(
  singleHeaders.map((name) => [name.toLowerCase(), name]),
);

/** The value of a header that stands once at most; undefined where it is absent. */
export function headerOf(
  { headers }: Pick<FastifyRequest, 'headers'>,
  name: SingleHeader,
): string | undefined {
  return headers[name.toLowerCase()] as string | undefined;
}

/**
 * Why the headers of a request leave open what is meant; undefined where they do not. Node joins equal headers, or
 * keeps the first of them, so only the raw ones show that there were two.
 */
export function problemOfHeaders(request: IncomingMessage): RequestProblem | undefined {
  const flaws = [...repeated(request.rawHeaders)].map((name) => ({
    pointer: `/${name}`,
    code: 'Repeated' as const,
    detail: 'This header is given twice; give it once.',
  }));
  if (flaws.length > 0) return parameterProblem('header', flaws);
  const { httpVersion, headers } = request;
  if (httpVersion !== '1.1') return undefined;
  if (headers.host === undefined) {
    const detail = 'Send the header Host, as HTTP/1.1 requires.';
    return parameterProblem('header', [{ pointer: '/Host', code: 'Missing', detail }]);
  }
  if (headers.expect !== undefined && headers.expect.toLowerCase() !== '100-continue') {
    return new RequestProblem('ExpectationFailed', 'Send Expect: 100-continue, or no Expect header.');
  }
  return undefined;
}

function repeated(rawHeaders: readonly string[]): Set<SingleHeader> {
  const seen = new Set<SingleHeader>();
  const twice = new Set<SingleHeader>();
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = namesByLowerCase.get(rawHeaders[at]!.toLowerCase());
    if (name === undefined) continue;
    if (seen.has(name)) twice.add(name);
    seen.add(name);
  }
  return twice;
}
