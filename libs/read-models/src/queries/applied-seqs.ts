import { Client, type Pool } from 'pg';
import { appliedChannel } from '../projection/projection.table';

/** The read models have not applied `after` in time. Nothing is wrong: ask again in a moment. */
export class ReadModelBehind extends Error {
  constructor(
    readonly ledger: string,
    readonly after: bigint,
    /** What they have applied; undefined where they have nothing of the ledger. */
    readonly reached: bigint | undefined,
  ) {
    super(
      `The read models of ${ledger} have applied ${reached === undefined ? 'nothing' : `entry ${reached}`} so far, not yet entry ${after}; ask again.`,
    );
    this.name = 'ReadModelBehind';
  }
}

interface Waiter {
  readonly seq: bigint;
  readonly wake: () => void;
}

/** How often waiters are looked after beside the notices, in milliseconds: for notices lost with a connection. */
const safetyMs = 500;

/**
 * Lets queries wait until the read models have applied an entry. One connection listens to the projector's commits
 * for all who wait in this process.
 */
export class AppliedSeqs {
  /** Holds while the connection lasts: after a loss Postgres may be another one, or restored to an earlier state. */
  private readonly reached = new Map<string, bigint>();
  private readonly waiters = new Map<string, Set<Waiter>>();
  private listener: Promise<Client> | undefined;
  private safety: NodeJS.Timeout | undefined;
  private isListening = false;
  private isClosed = false;

  constructor(
    private readonly databaseUrl: string,
    private readonly pool: Pool,
  ) {}

  /**
   * Resolves as soon as `seq` of `ledger` is applied.
   * @throws ReadModelBehind after `waitMs`
   */
  async waitFor(ledger: string, seq: bigint, waitMs: number): Promise<void> {
    if (this.isListening && this.isReached(ledger, seq)) return;
    const deadline = performance.now() + waitMs;
    await this.listen().catch(() => undefined);
    // Once we listen, what is known of a ledger is as good as what the table says.
    if (!this.isListening || !this.reached.has(ledger)) await this.look(ledger);
    if (this.isReached(ledger, seq)) return;
    await this.noticed(ledger, seq, deadline - performance.now());
    if (this.isReached(ledger, seq)) return;
    throw new ReadModelBehind(ledger, seq, this.reached.get(ledger));
  }

  /** Ends the connection; those who still wait hear that the read model is behind. */
  async close(): Promise<void> {
    this.isClosed = true;
    clearInterval(this.safety);
    for (const waiters of this.waiters.values()) for (const { wake } of waiters) wake();
    const client = await this.listener?.catch(() => undefined);
    await client?.end();
  }

  private isReached(ledger: string, seq: bigint): boolean {
    return (this.reached.get(ledger) ?? -1n) >= seq;
  }

  private noticed(ledger: string, seq: bigint, withinMs: number): Promise<void> {
    if (withinMs <= 0 || this.isClosed) return Promise.resolve();
    return new Promise((resolve) => {
      const waiters = this.waiters.get(ledger) ?? new Set();
      this.waiters.set(ledger, waiters);
      const done = () => {
        clearTimeout(timer);
        waiters.delete(waiter);
        if (waiters.size === 0) this.waiters.delete(ledger);
        resolve();
      };
      const waiter = { seq, wake: done };
      const timer = setTimeout(done, withinMs);
      waiters.add(waiter);
    });
  }

  private advance(ledger: string, seq: bigint): void {
    if (this.isReached(ledger, seq)) return;
    this.reached.set(ledger, seq);
    for (const waiter of [...(this.waiters.get(ledger) ?? [])]) if (waiter.seq <= seq) waiter.wake();
  }

  private async look(ledger: string): Promise<void> {
    const { rows } = await this.pool.query<{ seq: string }>({
      name: 'reached',
      text: 'select seq from progress where id = $1',
      values: [ledger],
    });
    if (!this.isListening) this.reached.delete(ledger);
    if (rows[0]) this.advance(ledger, BigInt(rows[0].seq));
  }

  private listen(): Promise<Client> {
    if (this.listener) return this.listener;
    const listener = this.connect(() => this.forget(listener));
    this.listener = listener;
    listener.catch(() => this.forget(listener));
    this.safety ??= setInterval(() => this.lookAfterWaiters(), safetyMs).unref();
    return listener;
  }

  private async connect(lost: () => void): Promise<Client> {
    const client = new Client({
      connectionString: this.databaseUrl,
      application_name: 'ledger-waiters',
      keepAlive: true,
    });
    client.on('error', () => undefined);
    client.once('end', lost);
    client.on('notification', ({ payload = '' }) => {
      const [ledger = '', seq = ''] = payload.split(' ');
      this.advance(ledger, BigInt(seq));
    });
    await client.connect();
    await client.query(`listen ${await appliedChannel(client)}`);
    this.isListening = true;
    for (const ledger of this.reached.keys()) await this.look(ledger);
    return client;
  }

  private forget(listener: Promise<Client>): void {
    if (this.listener !== listener) return;
    this.listener = undefined;
    this.isListening = false;
    this.reached.clear();
  }

  private lookAfterWaiters(): void {
    if (this.isClosed) return;
    for (const ledger of this.waiters.keys()) this.look(ledger).catch(() => undefined);
    if (this.waiters.size > 0) this.listen().catch(() => undefined);
  }
}
