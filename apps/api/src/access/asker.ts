import type { FastifyRequest } from 'fastify';
import type { Caller } from '@access/edge/authenticator';
import type { Judge } from '@commands/judge';
import type { GrantedActor } from '@ledger/actor';
import { invariant } from '@ledger/refusal';
import type { Operation } from '../operations/operation';

/** Who sends a request, as a credential has proved it, and the grant that permits it. */
export interface Asker extends Caller {
  /** What is asked for. */
  readonly operation: Operation;
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

/** Who sends a request that is not public. */
export function askerOf({ asker }: Pick<FastifyRequest, 'asker'>): Asker {
  invariant(asker, 'only public operations are served without a credential');
  return asker;
}

/** The sender of a request that something permits, as entries name him. */
export function actorOf(request: Pick<FastifyRequest, 'asker'>): GrantedActor {
  const { actor } = askerOf(request);
  invariant(actor, 'what needs a permission was judged');
  return actor;
}
