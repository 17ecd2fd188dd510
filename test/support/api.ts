import { randomUUID } from 'node:crypto';
import { headerFor } from '../../apps/cli/src/access/header-for';

/** An answer of the API, its body parsed. */
export interface ApiAnswer<Body = Readonly<Record<string, unknown>>> {
  readonly status: number;
  readonly headers: Headers;
  /** Undefined where there is none. */
  readonly body: Body;
  /** As it came over the wire. */
  readonly text: string;
}

export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly errors?: readonly {
    pointer?: string;
    parameter?: string;
    in?: string;
    code: string;
    detail: string;
  }[];
  readonly [fact: string]: unknown;
}

export interface Receipt {
  readonly id: string;
  readonly ledger: string;
  readonly seq: string;
  readonly recordedAt: string;
  readonly balances: readonly {
    account: string;
    currency: string;
    posted: string;
    available: string;
    version: string;
  }[];
  readonly [fact: string]: unknown;
}

export interface Posting {
  readonly account: string;
  readonly side: 'debit' | 'credit';
  readonly amount: string;
  readonly currency: string;
}

export interface Asked {
  readonly key?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What says who sends a request; undefined of nobody. */
type AuthorizationFor = (method: string, path: string) => string | undefined;

/**
 * Speaks to the API as any client would; keys are made up unless given. Each request is sent by a principal who may send it,
 * unless it brings a header `Authorization`.
 */
export class ApiClient {
  /** @param authorizationFor a request; nobody sends it unless that is given */
  constructor(
    readonly url: string,
    private readonly authorizationFor: AuthorizationFor = () => undefined,
  ) {}

  /** Asked by those whose header files are in a folder. */
  static at(url: string, dataDir: string): ApiClient {
    const pick = headerFor({ auth: undefined, dataDir });
    return new ApiClient(url, (method, path) => pick(method, path).value);
  }

  /** The header with which a request is sent here; none of nobody. */
  headersFor(method: string, path: string): Record<string, string> {
    const authorization = this.authorizationFor(method, path);
    return authorization === undefined ? {} : { Authorization: authorization };
  }

  get<Body = Record<string, unknown>>(path: string): Promise<ApiAnswer<Body>> {
    return this.send('GET', path, { headers: {} });
  }

  post<Body = Receipt>(
    path: string,
    body: unknown,
    { key = randomUUID(), headers = {} }: Asked = {},
  ): Promise<ApiAnswer<Body>> {
    return this.write('POST', path, body, { key, headers });
  }

  put<Body = Receipt>(
    path: string,
    body: unknown,
    { key = randomUUID(), headers = {} }: Asked = {},
  ): Promise<ApiAnswer<Body>> {
    return this.write('PUT', path, body, { key, headers });
  }

  patch<Body = Receipt>(
    path: string,
    body: unknown,
    { key = randomUUID(), headers = {} }: Asked = {},
  ): Promise<ApiAnswer<Body>> {
    return this.write('PATCH', path, body, { key, headers });
  }

  /** Sends a request as it is; the body of the answer is parsed where it is JSON. */
  async send<Body = Problem>(method: string, path: string, init: RequestInit): Promise<ApiAnswer<Body>> {
    const response = await this.fetch(method, path, init);
    const text = await response.text();
    const isJson = /^application\/(?:problem\+)?json/.test(response.headers.get('content-type') ?? '');
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: (isJson ? JSON.parse(text) : undefined) as Body,
    };
  }

  /** The same, as the answer begins. */
  fetch(method: string, path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers({
      ...this.headersFor(method, path),
      ...Object.fromEntries(new Headers(init.headers)),
    });
    return fetch(new URL(path, this.url), { ...init, method, headers });
  }

  private write<Body>(
    method: string,
    path: string,
    body: unknown,
    { key, headers }: Required<Asked>,
  ): Promise<ApiAnswer<Body>> {
    return this.send(method, path, {
      headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key, ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  }

  /** Opens a ledger, with a cash account `bank:cash` and wallets that open by the chart unless given others; answers its path. */
  async openLedger(opening: Readonly<Record<string, unknown>> = {}): Promise<string> {
    const id = `t${randomUUID().slice(0, 18)}`;
    const wallets = {
      pattern: 'customers:*:wallet',
      type: 'liability',
      limits: [{ currency: 'EUR', minimum: '0.00' }],
    };
    const answer = await this.post('/v1/ledgers', { id, name: 'Test', chart: [wallets], ...opening });
    if (answer.status !== 201) throw new Error(answer.text);
    const ledger = `/v1/ledgers/${String(opening['id'] ?? id)}`;
    await this.accepted(`${ledger}/accounts`, { path: 'bank:cash', type: 'asset' });
    return ledger;
  }

  /** Posts what must be accepted, and answers the receipt. */
  async accepted(path: string, body: unknown, asked?: Asked): Promise<Receipt> {
    const answer = await this.post(path, body, asked);
    if (answer.status !== 201) throw new Error(`${path} answered ${answer.status}: ${answer.text}`);
    return answer.body;
  }
}

export const debit = (account: string, amount: string, currency = 'EUR'): Posting => ({
  account,
  side: 'debit',
  amount,
  currency,
});
export const credit = (account: string, amount: string, currency = 'EUR'): Posting => ({
  account,
  side: 'credit',
  amount,
  currency,
});

/** Money that comes in: cash against the wallet of `customer`. */
export const topUp = (customer: string, amount = '10.00') => ({
  postings: [debit('bank:cash', amount), credit(`customers:${customer}:wallet`, amount)],
});

/** Money that moves between the wallets of two customers. */
export const transfer = (from: string, to: string, amount = '10.00') => ({
  postings: [debit(`customers:${from}:wallet`, amount), credit(`customers:${to}:wallet`, amount)],
});
