import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An address that stays the same while what stands behind it comes and goes. */
export class Gate {
  /** Where requests are passed on to; while it is undefined, connections break off. */
  target: string | undefined;

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async open(target?: string): Promise<Gate> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const gate = new Gate(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    gate.target = target;
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      gate.pass(request, response).catch(() => response.destroy());
    });
    return gate;
  }

  async close(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }

  private async pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    if (this.target === undefined) throw new Error('closed');
    const { method = 'GET', url = '/' } = request;
    const answer = await fetch(this.target + url, { method, body: Buffer.concat(chunks) });
    const type = answer.headers.get('content-type') ?? '';
    response.writeHead(answer.status, { 'Content-Type': type }).end(await answer.text());
  }
}
