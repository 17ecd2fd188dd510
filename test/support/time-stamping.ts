import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DerReader, der, derInteger, tags } from '@notary/anchors/der';

/** What stands in a time stamp. */
export interface Stamped {
  readonly status: number;
  /** An OID, without tag and length. */
  readonly hash: Buffer;
  readonly digest: Buffer;
  /** An INTEGER, without tag and length. */
  readonly nonce: Buffer;
}

const signedData = der(tags.oid, Buffer.from('2a864886f70d010702', 'hex'));
const timeStampInfo = der(tags.oid, Buffer.from('2a864886f70d0109100104', 'hex'));
const generalizedTime = 0x18;

/** A time-stamping authority in this process, but for its signature, which is not the notary's to judge. */
export class TimeStampingAuthority {
  /** What it answers instead of what it was asked for. */
  change: (stamped: Stamped) => Partial<Stamped> = () => ({});
  /** What becomes of its answer on the way. */
  onTheWay: (response: Buffer) => Buffer = (response) => response;
  status = 200;
  readonly asked: Buffer[] = [];
  readonly types: unknown[] = [];

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async open(): Promise<TimeStampingAuthority> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/tsa`;
    const authority = new TimeStampingAuthority(server, url);
    server.on('request', (request: IncomingMessage, response) => {
      void authority.answer(request).then((body) => {
        response.writeHead(authority.status, { 'Content-Type': 'application/timestamp-reply' }).end(body);
      });
    });
    return authority;
  }

  async close(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }

  private async answer(request: IncomingMessage): Promise<Buffer> {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const query = Buffer.concat(chunks);
    this.asked.push(query);
    this.types.push(request.headers['content-type']);
    const stamped = stampedBy(query);
    return this.onTheWay(responseOf({ ...stamped, ...this.change(stamped) }));
  }
}

/** Reads a TimeStampReq. */
function stampedBy(query: Buffer): Stamped {
  const asked = new DerReader(query).enter(tags.sequence);
  asked.take(tags.integer);
  const imprint = asked.enter(tags.sequence);
  const hash = imprint.enter(tags.sequence).take(tags.oid);
  return { status: 0, hash, digest: imprint.take(tags.octets), nonce: asked.take(tags.integer) };
}

/** A TimeStampResp. */
function responseOf({ status, hash, digest, nonce }: Stamped): Buffer {
  const one = derInteger(Buffer.of(1));
  const imprint = der(
    tags.sequence,
    der(tags.sequence, der(tags.oid, hash), der(tags.null)),
    der(tags.octets, digest),
  );
  const accuracy = der(tags.sequence, one);
  const info = der(
    tags.sequence,
    one,
    der(tags.oid, Buffer.from('2a0304', 'hex')),
    imprint,
    derInteger(Buffer.of(0xff)),
    der(generalizedTime, Buffer.from('20261123120000Z')),
    accuracy,
    der(tags.boolean, Buffer.of(0xff)),
    der(tags.integer, nonce),
  );
  const content = der(tags.sequence, timeStampInfo, der(tags.context0, der(tags.octets, info)));
  const signed = der(tags.sequence, derInteger(Buffer.of(3)), der(tags.set), content, der(tags.set));
  const token = der(tags.sequence, signedData, der(tags.context0, signed));
  const outcome = der(tags.sequence, derInteger(Buffer.of(status)));
  return der(tags.sequence, outcome, ...(status > 1 ? [] : [token]));
}
