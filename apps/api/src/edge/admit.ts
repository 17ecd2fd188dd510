import type { FastifyInstance } from 'fastify';
import type { Admission } from '../access/admission';
import '../access/asker';

/** Asks who sends a request and what he may do, before anything is read of its body; an unknown route is not there for anybody. */
export function admit(fastify: FastifyInstance, admission: Admission): void {
  fastify.decorateRequest('asker');
  fastify.addHook('onRequest', (request, _reply, done) => {
    if (request.is404) return done();
    try {
      const asker = admission.admit(request);
      if (asker instanceof Promise) {
        asker.then((known) => {
          request.asker = known;
          done();
        }, done);
        return;
      }
      if (asker) request.asker = asker;
      done();
    } catch (error) {
      done(error as Error);
    }
  });
}
