/** Cuts a client off at once, without a word, as a crash or a broken line would. */
import type { Http2Stream } from 'node:http2';

/** grpc-js (pinned) keeps the HTTP/2 stream in these private fields; there is no public way to it. */
interface CallInside {
  readonly call?: { readonly stream?: Http2Stream; readonly nextCall?: { readonly stream?: Http2Stream } };
}

export function dropConnection(call: object): void {
  const inside = (call as CallInside).call;
  const stream = inside?.stream ?? inside?.nextCall?.stream;
  if (!stream?.session) throw new Error('this version of grpc-js hides the connection of a call');
  stream.session.destroy();
}
