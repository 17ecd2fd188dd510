/**
 * The HTTP/2 stream under a grpc-js call. grpc-js (pinned) keeps it in private fields and there is no public
 * way to it; without it a call still works, only slower and without the fault that cuts connections.
 */
import type { ServerHttp2Stream } from 'node:http2';

interface CallInside {
  readonly call?: {
    readonly stream?: ServerHttp2Stream;
    readonly nextCall?: { readonly stream?: ServerHttp2Stream };
  };
}

export function http2StreamOf(call: object): ServerHttp2Stream | undefined {
  const inside = (call as CallInside).call;
  return inside?.stream ?? inside?.nextCall?.stream;
}

/** Cuts a client off at once, without a word, as a crash or a broken line would. */
export function dropConnection(call: object): void {
  const session = http2StreamOf(call)?.session;
  if (!session) throw new Error('this version of grpc-js hides the connection of a call');
  session.destroy();
}
