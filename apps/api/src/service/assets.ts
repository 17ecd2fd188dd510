import { dirname } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { assetsPath, docsScript } from './pages';

/** Serves what the page at /docs loads. */
export async function serveDocs(fastify: FastifyInstance): Promise<void> {
  const root = dirname(require.resolve('swagger-ui-dist/package.json'));
  await fastify.register(fastifyStatic, {
    root,
    prefix: assetsPath,
    allowedPath: (path) => /^\/[a-z0-9-]+\.(?:css|js|png)$/.test(path),
  });
  fastify.get('/docs/start.js', (_request, reply) =>
    reply.header('Content-Type', 'text/javascript; charset=utf-8').send(docsScript),
  );
}
