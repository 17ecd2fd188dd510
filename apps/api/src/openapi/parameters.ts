import type { z } from 'zod';
import type { Operation } from '../operations/operation';
import type { Components, Json } from './components';

/** What the parts of a path are, by their names. */
const parts: Readonly<Record<string, { description: string; example: string }>> = {
  ledger: { description: 'Id of the ledger.', example: 'acme' },
  path: { description: 'Path of the account, with its colons.', example: 'customers:alice:wallet' },
  id: {
    description: 'Id of the transaction, hold or proposal, as returned in its receipt.',
    example: '019aab5e-3a4f-7c11-9d2e-5f0c6b8a7d21',
  },
  code: { description: 'Code of a currency that the ledger registered.', example: 'PTS' },
  period: { description: 'Name of the period.', example: '2025-10' },
  keyId: { description: 'Id of the key.', example: '415783f0' },
  subject: { description: 'Your id of the person.', example: 'customer-4711' },
  seq: { description: 'Number of the entry in the journal, from 0.', example: '1024' },
  number: { description: 'Number of the statement, from 1.', example: '1' },
  page: { description: 'Name of the page.', example: 'errors' },
  guide: { description: 'Name of the guide.', example: 'wallet' },
  principal: { description: 'Id of the principal.', example: 'wallets' },
  credential: { description: 'Id of the credential.', example: 'a1B2c3D4e5F6' },
  proposal: {
    description: 'Id of the proposal, as the response that made it has it.',
    example: '019aab5e-3a4f-7c11-9d2e-5f0c6b8a7d21',
  },
  size: { description: 'How many entries the checkpoint covers.', example: '1024' },
};

const idempotencyKey: Json = {
  name: 'Idempotency-Key',
  in: 'header',
  required: true,
  description:
    'Your own key for this command. It never expires: the same key with the same content returns the first answer again.',
  schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[\\x20-\\x7e]+$' },
  example: 'topup-7f3a',
};

/** Those of the path, the header of a write, and those of the query. */
export function parametersOf({ path, query, isKeyed }: Operation, components: Components): Json[] {
  const own = [
    ...[...path.matchAll(/:([a-zA-Z]+)/g)].map(([, name]) => partNamed(name!)),
    ...(isKeyed ? [idempotencyKey] : []),
    ...(query ? queryParameters(query, components) : []),
  ];
  return own.map((parameter) => components.parameter(parameter));
}

function partNamed(name: string): Json {
  const { description, example } = parts[name]!;
  return { name, in: 'path', required: true, description, schema: { type: 'string' }, example };
}

function queryParameters(query: z.ZodObject, components: Components): Json[] {
  const { properties = {}, required = [] } = components.schema(query) as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    ...(schema['type'] === 'object' && { style: 'deepObject', explode: true }),
    ...(description !== undefined && { description }),
    schema,
  }));
}
