import { connect, type Socket } from 'node:net';

/** One answer: its status and body, and how long it took, in milliseconds. */
export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
  readonly milliseconds: number;
}

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** An API, and what says who sends it a request. */
export interface Target {
  /** Its address. */
  readonly api: string;
  /** Of the header `Authorization`. */
  authorizationFor(method: string, path: string): string;
}

/**
 * One keep-alive connection with one request under way at a time, over a bare socket: the load must cost little
 * beside what it measures, since it shares the cores. Knows only answers with a Content-Length.
 */
export class HttpConnection {
  private received: Buffer[] = [];
  private pending:
    { resolve(answer: HttpAnswer): void; reject(error: Error): void; begin: number } | undefined;

  private constructor(
    private readonly socket: Socket,
    private readonly host: string,
    private readonly target: Target,
  ) {
    socket.setNoDelay(true);
    socket.on('data', (chunk: Buffer) => this.receive(chunk));
    socket.on('close', () => this.pending?.reject(new Error('the connection was closed')));
    socket.on('error', (error) => this.pending?.reject(error));
  }

  static open(target: Target): Promise<HttpConnection> {
    const { hostname, port, host } = new URL(target.api);
    return new Promise((resolve, reject) => {
      const socket = connect(Number(port), hostname, () => resolve(new HttpConnection(socket, host, target)));
      socket.once('error', reject);
    });
  }

  send({ method, path, headers = {}, body = '' }: HttpRequest): Promise<HttpAnswer> {
    const lines = Object.entries({
      host: this.host,
      authorization: this.target.authorizationFor(method, path),
      ...headers,
      'content-length': String(Buffer.byteLength(body)),
    });
    const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
    return new Promise((resolve, reject) => {
      this.pending = { resolve, reject, begin: performance.now() };
      this.socket.write(`${method} ${path} HTTP/1.1\r\n${head}\r\n${body}`);
    });
  }

  close(): void {
    this.pending = undefined;
    this.socket.destroy();
  }

  private receive(chunk: Buffer): void {
    this.received.push(chunk);
    const bytes = this.received.length === 1 ? chunk : Buffer.concat(this.received);
    const headEnd = bytes.indexOf('\r\n\r\n');
    if (headEnd === -1) return;
    const head = bytes.toString('latin1', 0, headEnd);
    const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1];
    if (length === undefined) throw new Error(`an answer without Content-Length:\n${head}`);
    const end = headEnd + 4 + Number(length);
    if (bytes.length < end) return;
    this.received = [];
    const { resolve, begin } = this.pending!;
    this.pending = undefined;
    const status = Number(head.slice(9, 12));
    resolve({
      status,
      body: bytes.toString('utf8', headEnd + 4, end),
      milliseconds: performance.now() - begin,
    });
  }
}

/** Runs `work` on every connection at once. */
export async function onConnections(
  target: Target,
  count: number,
  work: (connection: HttpConnection) => Promise<void>,
): Promise<void> {
  const connections = await Promise.all(Array.from({ length: count }, () => HttpConnection.open(target)));
  try {
    await Promise.all(connections.map(work));
  } finally {
    for (const connection of connections) connection.close();
  }
}

export function expectStatus(answer: HttpAnswer, status: number): HttpAnswer {
  if (answer.status !== status)
    throw new Error(`status ${answer.status} instead of ${status}: ${answer.body.slice(0, 400)}`);
  return answer;
}
