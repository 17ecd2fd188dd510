import { Failure } from './failure';

/** An answer of the API, parsed. */
export interface ApiAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  /** The command was accepted earlier under this key; this is its first answer again. */
  readonly isReplayed: boolean;
}

/** Statuses that mean "nothing was done, come back": too many requests, busy or behind, outcome unknown. */
const comeBack = new Set([429, 503, 504]);

/** The API of a ledger installation, as the commands use it. */
export class ApiClient {
  /** @param url Base address without a path; @param patienceMs how long to repeat a request that may be repeated. */
  constructor(
    private readonly url: string,
    private readonly patienceMs = 30_000,
  ) {}

  /** Sends a command under its idempotency key, and again under the same one until its outcome is known. */
  async post(path: string, key: string, body: unknown): Promise<ApiAnswer> {
    const deadline = Date.now() + this.patienceMs;
    for (let waitMs = 50; ; waitMs = Math.min(2 * waitMs, 1_000)) {
      const answer = await this.send(path, key, body).catch((cause: Error) => cause);
      if (!(answer instanceof Error) && !comeBack.has(answer.status)) return answer;
      if (Date.now() + waitMs > deadline) throw unreachable(this.url, answer);
      await new Promise((wake) => setTimeout(wake, waitMs));
    }
  }

  private async send(path: string, key: string, body: unknown): Promise<ApiAnswer> {
    const response = await fetch(new URL(path, this.url), {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key },
      body: JSON.stringify(body),
    });
    const isReplayed = response.headers.get('Idempotency-Replayed') === 'true';
    return { status: response.status, body: (await response.json()) as ApiAnswer['body'], isReplayed };
  }
}

function unreachable(url: string, answer: ApiAnswer | Error): Failure {
  const why =
    answer instanceof Error ? String(answer.cause ?? answer.message) : String(answer.body['detail']);
  return new Failure(`The API at ${url} does not answer: ${why}`);
}
