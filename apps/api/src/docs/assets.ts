import { dirname } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { addresses } from './layout';
import { stylesheet } from './stylesheet';

const swaggerStart = `SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#swagger-ui',
  deepLinking: true,
  tryItOutEnabled: true,
  defaultModelsExpandDepth: 0,
  validatorUrl: null,
});
`;

/** A pair of scales. */
const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">
  <rect width="24" height="24" rx="6" fill="#0b6b5d"/>
  <path d="M12 5v13M8 18.5h8M5 8h14M7 8l-2.6 5.6h5.2zM17 8l-2.6 5.6h5.2z" fill="none" stroke="#fff" stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round"/>
</svg>
`;

/** Serves what the pages below /docs load. */
export async function serveAssets(fastify: FastifyInstance): Promise<void> {
  await fastify.register(fastifyStatic, {
    root: dirname(require.resolve('swagger-ui-dist/package.json')),
    prefix: addresses.swagger,
    allowedPath: (path) => /^\/[a-z0-9-]+\.(?:css|js|png)$/.test(path),
  });
  serveText(fastify, addresses.swaggerStart, 'text/javascript; charset=utf-8', swaggerStart);
  serveText(fastify, addresses.style, 'text/css; charset=utf-8', stylesheet);
  serveText(fastify, addresses.icon, 'image/svg+xml', icon);
}

function serveText(fastify: FastifyInstance, address: string, contentType: string, text: string): void {
  fastify.get(address, (_request, reply) => reply.header('Content-Type', contentType).send(text));
}
