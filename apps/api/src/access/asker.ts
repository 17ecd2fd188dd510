import type { Caller } from '@access/edge/authenticator';
import type { Judge } from '@commands/judge';
import type { GrantedActor } from '@ledger/actor';

/** Who sends a request, as a credential has proved it, and the grant that permits it. */
export interface Asker extends Caller {
  /** Undefined where nothing has to be permitted. */
  readonly actor: GrantedActor | undefined;
  /** Judges what the principal wishes in a ledger. */
  judgeIn(ledger: string): Judge;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Undefined where nobody had to say who he is. */
    asker?: Asker;
  }
}
