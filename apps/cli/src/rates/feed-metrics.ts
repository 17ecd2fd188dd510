import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Gauge, Registry } from 'prom-client';
import { Failure, usageError } from '../failure';

/** Where metrics are served. */
export interface MetricsAddress {
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
}

/** What a followed feed is to Prometheus. */
export class FeedMetrics {
  private readonly registry = new Registry();
  private newest = NaN;

  /** @param labels of what is followed: one ledger, source and type */
  constructor(labels: { readonly ledger: string; readonly source: string; readonly type: string }) {
    const age: Gauge<keyof typeof labels> = new Gauge({
      name: 'ledger_rate_age_seconds',
      help: 'Age of the newest rates of the feed that are in the ledger, from when they were observed.',
      labelNames: ['ledger', 'source', 'type'],
      registers: [this.registry],
      collect: () => {
        if (!Number.isNaN(this.newest)) age.set(labels, (Date.now() - this.newest) / 1000);
      },
    });
  }

  /** @param observedAt of a set that is in the ledger, RFC 3339 */
  inLedger(observedAt: string): void {
    const time = Date.parse(observedAt);
    if (!(time <= this.newest)) this.newest = time;
  }

  /** Serves them at `/metrics`, until the process ends. @returns the address. @throws Failure */
  async serve({ host, port }: MetricsAddress): Promise<string> {
    const server: Server = createServer((request, response) => {
      if (request.url !== '/metrics') return void response.writeHead(404).end();
      void this.registry
        .metrics()
        .then((text) => response.writeHead(200, { 'Content-Type': this.registry.contentType }).end(text));
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', ({ message }) =>
        reject(new Failure(`The metrics cannot be served: ${message}.`, usageError)),
      );
      server.listen(port, host, resolve);
    });
    const { port: chosen } = server.address() as AddressInfo;
    return `http://${host.includes(':') ? `[${host}]` : host}:${chosen}/metrics`;
  }
}
