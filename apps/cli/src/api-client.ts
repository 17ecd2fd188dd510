import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import type { Header } from './access/header-file';
import { Failure } from './failure';

/** The header that says who sends a request. @throws Failure where there is none */
export type HeaderFor = (method: string, path: string) => Header;

/** An answer of the API, parsed. */
export interface ApiAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  /** The command was accepted earlier under this key; this is its first answer again. */
  readonly isReplayed: boolean;
}

type Sent = RequestInit & { readonly method: string };

/** Statuses that mean "nothing was done, come back": too many requests, busy or behind, outcome unknown. */
const comeBack = new Set([429, 503, 504]);

/** The API of a ledger installation, as the commands use it. */
export class ApiClient {
  /** @param url Base address without a path; @param patienceMs how long to repeat a request that may be repeated. */
  constructor(
    private readonly url: string,
    private readonly headerFor: HeaderFor,
    private readonly patienceMs = 30_000,
  ) {}

  /** The same API, asked for so long. */
  withPatience(patienceMs: number): ApiClient {
    return new ApiClient(this.url, this.headerFor, patienceMs);
  }

  /** Sends a command under its idempotency key, and again under the same one until its outcome is known. */
  post(path: string, key: string, body: unknown): Promise<ApiAnswer> {
    return this.write('POST', path, { key, body });
  }

  /** The same, by another method. */
  write(
    method: 'POST' | 'PUT',
    path: string,
    { key, body }: { readonly key: string; readonly body: unknown },
  ): Promise<ApiAnswer> {
    const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': key };
    return this.untilKnown(path, { method, headers, body: JSON.stringify(body) });
  }

  /**
   * Sends transactions, each of which carries its own key; again while the API is too busy to look at them.
   * @returns undefined where the answer was lost, so that nobody knows which of them were decided
   */
  async postBulk(path: string, items: readonly object[]): Promise<ApiAnswer | undefined> {
    const headers = { 'Content-Type': 'application/json' };
    const request = { method: 'POST', headers, body: JSON.stringify({ atomic: false, items }) };
    const deadline = Date.now() + this.patienceMs;
    for (;;) {
      const answer = await this.send(path, request).catch(unlessFailure);
      if (answer instanceof Error || answer.status === 504) return undefined;
      if (!comeBack.has(answer.status)) return answer;
      if (Date.now() > deadline) throw unreachable(this.url, answer);
      await new Promise((wake) => setTimeout(wake, 100));
    }
  }

  /** Asks a question, and again while the read models are behind. */
  get(path: string): Promise<ApiAnswer> {
    return this.untilKnown(path, { method: 'GET' });
  }

  /** An answer as it came; asked for again while it is not ready. @throws Failure with what the API says */
  async text(path: string): Promise<string> {
    const deadline = Date.now() + this.patienceMs;
    for (let waitMs = 50; ; waitMs = Math.min(2 * waitMs, 1_000)) {
      const response = await this.fetch(path, { method: 'GET' }).catch(unlessFailure);
      if (response instanceof Response && response.ok) return response.text();
      const mayCome = response instanceof Error || comeBack.has(response.status);
      if (!mayCome || Date.now() + waitMs > deadline) throw await declined(this.url, response);
      await new Promise((wake) => setTimeout(wake, waitMs));
    }
  }

  /** The lines of an answer in NDJSON, parsed. @throws Failure */
  async *lines(path: string): AsyncGenerator<Readonly<Record<string, unknown>>> {
    const input = Readable.fromWeb(await this.bytes(path));
    for await (const line of createInterface({ input, crlfDelay: Infinity })) {
      yield JSON.parse(line) as Readonly<Record<string, unknown>>;
    }
  }

  /** An answer as it comes. @throws Failure with what the API says */
  async bytes(path: string): Promise<NonNullable<Response['body']>> {
    const response = await this.fetch(path, { method: 'GET' }).catch(unlessFailure);
    if (response instanceof Response && response.ok && response.body) return response.body;
    throw await declined(this.url, response);
  }

  private async untilKnown(path: string, request: Sent): Promise<ApiAnswer> {
    const deadline = Date.now() + this.patienceMs;
    for (let waitMs = 50; ; waitMs = Math.min(2 * waitMs, 1_000)) {
      const answer = await this.send(path, request).catch(unlessFailure);
      if (!(answer instanceof Error) && !comeBack.has(answer.status)) return answer;
      if (Date.now() + waitMs > deadline) throw unreachable(this.url, answer);
      await new Promise((wake) => setTimeout(wake, waitMs));
    }
  }

  private async send(path: string, request: Sent): Promise<ApiAnswer> {
    const response = await this.fetch(path, request);
    const isReplayed = response.headers.get('Idempotency-Replayed') === 'true';
    return { status: response.status, body: (await response.json()) as ApiAnswer['body'], isReplayed };
  }

  /** Sends a request with the header of who may send it. @throws Failure where the API does not take it from him */
  private async fetch(path: string, request: Sent): Promise<Response> {
    const { file, value } = this.headerFor(request.method, path);
    const headers = { ...request.headers, Authorization: value };
    const response = await fetch(new URL(path, this.url), { ...request, headers });
    if (response.status !== 401 && response.status !== 403) return response;
    const { code, detail } = await problemIn(response.clone());
    if (response.status === 403 && code !== 'NotPermitted') return response;
    throw new Failure(
      `The API at ${this.url} declines ${request.method} ${path} with the header in ${file}: ${code}: ${detail}`,
    );
  }
}

/** What may be tried again, as a value. @throws what is for the person at the terminal */
function unlessFailure(cause: Error): Error {
  if (cause instanceof Failure) throw cause;
  return cause;
}

function unreachable(url: string, answer: ApiAnswer | Error): Failure {
  const why =
    answer instanceof Error ? String(answer.cause ?? answer.message) : String(answer.body['detail']);
  return new Failure(`The API at ${url} does not answer: ${why}`);
}

async function declined(url: string, response: Response | Error): Promise<Failure> {
  if (response instanceof Error) return unreachable(url, response);
  const { detail } = await problemIn(response);
  return new Failure(`The API at ${url} answers ${response.status}: ${detail}`);
}

async function problemIn(response: Response): Promise<{ code: string; detail: string }> {
  const { code, detail } = (await response.json().catch(() => ({}))) as Record<string, unknown>;
  return { code: String(code), detail: String(detail) };
}
