import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Witness, WitnessAnswer } from './witness';

export interface WitnessAddress {
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
}

/** Receives every response. */
export interface WitnessObserver {
  answered(answer: WitnessAnswer): void;
  /** Nothing was vouched for: the disk is full, the key is out of reach. */
  failed(error: unknown): void;
}

export interface WitnessServer {
  readonly url: string;
  /** Resolves when what was under way is answered. */
  close(): Promise<void>;
}

/** A checkpoint with some dozens of signatures, and a proof; more than any log of ours sends. */
const bodyBytesMax = 65_536;
const headersWithinMs = 5_000;
const requestWithinMs = 10_000;
const connectionsMax = 256;

/**
 * Serves `POST /add-checkpoint`, and nothing else.
 * @throws Error where the address is taken
 */
export async function serveWitness(
  witness: Witness,
  { host, port }: WitnessAddress,
  observer: WitnessObserver,
): Promise<WitnessServer> {
  const server = createServer({ headersTimeout: headersWithinMs, requestTimeout: requestWithinMs });
  server.maxConnections = connectionsMax;
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    void answer(witness, request, response, observer);
  });
  server.listen(port, host);
  await once(server, 'listening');
  const { port: bound } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${bound}`,
    close: () => close(server),
  };
}

async function answer(
  witness: Witness,
  request: IncomingMessage,
  response: ServerResponse,
  observer: WitnessObserver,
): Promise<void> {
  try {
    if (request.url !== '/add-checkpoint')
      return refuse(response, 404, 'There is POST /add-checkpoint alone.');
    if (request.method !== 'POST') return refuse(response.setHeader('Allow', 'POST'), 405, 'POST it.');
    const body = await bodyOf(request);
    if (body === undefined) return refuse(response, 413, `More than ${bodyBytesMax} bytes.`);
    const answered = await witness.addCheckpoint(body);
    observer.answered(answered);
    response.writeHead(answered.status, { 'Content-Type': answered.type }).end(answered.body);
  } catch (error) {
    if (request.destroyed && !request.complete) return;
    observer.failed(error);
    refuse(response, 500, 'The witness cannot vouch for anything at the moment.');
  }
}

/** Undefined where it is too long; what is left of it is not read. */
async function bodyOf(request: IncomingMessage): Promise<Buffer | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > bodyBytesMax) return undefined;
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > bodyBytesMax) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The connection ends with the answer: what else was sent on it is of no interest. */
function refuse(response: ServerResponse, status: number, sentence: string): void {
  response
    .writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', Connection: 'close' })
    .end(`${sentence}\n`);
}

async function close(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeIdleConnections();
  await closed;
}
