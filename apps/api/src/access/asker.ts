import type { Caller } from '@access/edge/authenticator';
import type { Actor } from '@ledger/actor';

/** Who sends a request, as a credential has proved it, and the grant that permits it. */
export interface Asker extends Caller {
  readonly actor: Actor;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Undefined where nobody had to say who he is. */
    asker?: Asker;
  }
}
