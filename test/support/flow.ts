import type { ApiClient, Problem, Receipt } from './api';

export interface Figures {
  readonly posted: string;
  readonly available: string;
}

/** A ledger as a product that lives on it sees it: what it asks must be accepted, and reads know all it asked before. */
export class Flow {
  private seq = '0';

  private constructor(
    private readonly api: ApiClient,
    readonly ledger: string,
  ) {}

  /** Opens a ledger with these accounts: path -> terms. */
  static async open(
    api: ApiClient,
    id: string,
    accounts: Readonly<Record<string, object>>,
    opening: object = {},
  ): Promise<Flow> {
    await api.accepted('/v1/ledgers', { ...opening, id, name: id });
    const flow = new Flow(api, `/v1/ledgers/${id}`);
    for (const [path, terms] of Object.entries(accounts)) await flow.ask('/accounts', { path, ...terms });
    return flow;
  }

  /** Asks for what must be accepted. */
  async ask(path: string, body: object): Promise<Receipt> {
    const receipt = await this.api.accepted(this.ledger + path, body);
    this.seq = receipt.seq;
    return receipt;
  }

  /** Asks for what may be refused with `code`; then answers nothing. */
  async askUnless(code: string, path: string, body: object): Promise<Receipt | undefined> {
    const { status, body: answer, text } = await this.api.post<Receipt & Problem>(this.ledger + path, body);
    if (status >= 400 && answer.code === code) return undefined;
    if (status !== 201) throw new Error(`${path} was answered ${text}`);
    this.seq = answer.seq;
    return answer;
  }

  /** Sends a file of items which must be accepted, all of them. */
  async askAll(path: string, items: readonly object[]): Promise<void> {
    const { status, body, text } = await this.api.post<{ items: { receipt: Receipt }[] }>(
      this.ledger + path,
      {
        items,
      },
    );
    if (status !== 201) throw new Error(`${path} was answered ${text}`);
    this.seq = body.items.at(-1)!.receipt.seq;
  }

  /** Changes what must be changeable. */
  async change(path: string, body: object): Promise<Receipt> {
    const { status, body: receipt, text } = await this.api.patch(this.ledger + path, body);
    if (status !== 201) throw new Error(`${path} was answered ${text}`);
    this.seq = receipt.seq;
    return receipt;
  }

  /** Asks for what must be refused, and answers why. */
  async refused(path: string, body: object): Promise<Problem> {
    const { status, body: problem, text } = await this.api.post<Problem>(this.ledger + path, body);
    if (status < 400) throw new Error(`${path} was accepted: ${text}`);
    return problem;
  }

  /** Reads what the tables show, once they know all that was asked. */
  async read<Body>(path: string): Promise<Body> {
    const query = `${path.includes('?') ? '&' : '?'}after=${this.seq}&wait=30s`;
    const { status, body, text } = await this.api.get<Body>(this.ledger + path + query);
    if (status !== 200) throw new Error(`${path} was answered ${text}`);
    return body;
  }

  /** Posted and available of an account in EUR. */
  async balance(path: string): Promise<Figures> {
    const { items } = await this.read<{ items: Figures[] }>(`/accounts/${path}/balances`);
    const { posted, available } = items[0]!;
    return { posted, available };
  }
}

/** An amount in EUR that leaves one account and arrives at another. */
export function moved(amount: string, from: string, to: string) {
  return {
    postings: [
      { account: from, side: 'debit', amount, currency: 'EUR' },
      { account: to, side: 'credit', amount, currency: 'EUR' },
    ],
  };
}
