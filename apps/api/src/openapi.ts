import { z } from 'zod';
import { flawRules } from '@commands/malformed';
import { commonProblems, type DescribedAnswer, type Operation } from './operation';
import { operations } from './operations';
import { problemCatalogue, type ProblemCode } from './problem-catalogue';
import { problemSchema } from './problem.schemas';

type Json = Readonly<Record<string, unknown>>;

let text: string | undefined;

/** OpenAPI 3.1 of everything that is served, made from the table of operations; the same bytes each time. */
export function openApiText(): string {
  text ??= JSON.stringify(openApi(), null, 2);
  return text;
}

function openApi(): Json {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Ledger',
      version: 'v1',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      description:
        'An event-sourced, double-entry ledger. Amounts are decimal text with exactly the decimals of their currency, ' +
        'never JSON numbers. Every write takes an Idempotency-Key and answers a receipt; pass its `seq` as `after` to ' +
        'read what you wrote. Every problem is a document of RFC 9457; see [all of them](/docs/errors).',
    },
    servers: [{ url: '/' }],
    tags: [...new Set(operations.map(({ tag }) => tag))].map((name) => ({ name })),
    paths: paths(),
    components: { schemas: { Problem: jsonSchema(problemSchema) }, responses: problemResponses() },
    'x-problems': problemCatalogue,
    'x-flaws': flawRules,
  };
}

function paths(): Json {
  const byPath: Record<string, Record<string, Json>> = {};
  for (const operation of operations) {
    const path = operation.path.replace(/:([a-zA-Z]+)/g, '{$1}');
    byPath[path] = { ...byPath[path], [operation.method.toLowerCase()]: describe(operation) };
  }
  return byPath;
}

function describe(operation: Operation): Json {
  const { id, tag, summary, description, problems, answers } = operation;
  const body = requestBody(operation);
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(description !== undefined && { description }),
    parameters: parameters(operation),
    ...(body && { requestBody: body }),
    responses: {
      ...answeredByStatus(operation, answers),
      ...declined([...problems, ...commonProblems]),
    },
    'x-problem-codes': [...new Set([...problems, ...commonProblems])].sort(),
  };
}

const partDescriptions: Readonly<Record<string, string>> = {
  ledger: 'Id of the ledger.',
  path: 'Path of the account, with its colons.',
  id: 'Id of the transaction, or of the hold, as its receipt has it.',
  period: 'Name of the period.',
  keyId: 'Id of the key.',
  seq: 'Number of the entry in the journal, from 0.',
  number: 'Number of the statement, from 1.',
  size: 'How many entries the checkpoint covers.',
};
const partExamples: Readonly<Record<string, string>> = {
  ledger: 'acme',
  path: 'customers:alice:wallet',
  id: '019aab5e-3a4f-7c11-9d2e-5f0c6b8a7d21',
  period: '2025-10',
  keyId: '415783f0',
  seq: '1024',
  number: '1',
  size: '1024',
};

function parameters({ path, query, isKeyed, id }: Operation): Json[] {
  const parts = [...path.matchAll(/:([a-zA-Z]+)/g)].map(([, name]) => ({
    name: name!,
    in: 'path',
    required: true,
    description: partDescriptions[name!],
    schema: { type: 'string' },
    example: partExamples[name!],
  }));
  const key = {
    name: 'Idempotency-Key',
    in: 'header',
    required: true,
    description:
      'Your own key for this command, kept for ever: the same key and content get the first answer again.',
    schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[\\x20-\\x7e]+$' },
    example: `${id}-7f3a`,
  };
  return [
    ...parts,
    ...(isKeyed ? [key] : []),
    ...queryParameters(query),
    ...(id === 'listTransactions' ? [metadataParameter] : []),
  ];
}

const metadataParameter = {
  name: 'metadata.<key>',
  in: 'query',
  required: false,
  description: 'Has this value in its metadata; replace `<key>` by the key.',
  schema: { type: 'string' },
  example: 'acme',
};

function queryParameters(query: z.ZodObject | undefined): Json[] {
  if (!query) return [];
  const { properties = {}, required = [] } = jsonSchema(query) as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    ...(description !== undefined && { description }),
    schema,
  }));
}

function requestBody({ body, streamBody }: Operation): Json | undefined {
  if (!body) return undefined;
  const lines = streamBody && {
    [streamBody.contentType]: {
      schema: { type: 'string', description: streamBody.description },
      example: streamBody.example,
    },
  };
  return {
    required: true,
    content: { 'application/json': { schema: jsonSchema(body.schema), example: body.example }, ...lines },
  };
}

/** One response per status; where a status has several content types, all of them. */
function answeredByStatus(operation: Operation, answers: readonly DescribedAnswer[]): Json {
  const byStatus: Record<number, Json> = {};
  for (const answer of answers) {
    const known = byStatus[answer.status];
    const described = answered(operation, answer);
    byStatus[answer.status] = known ? besides(known, described) : described;
  }
  return byStatus;
}

function besides(first: Json, second: Json): Json {
  return {
    ...first,
    description: `${String(first['description'])} ${String(second['description'])}`,
    content: { ...(first['content'] as Json), ...(second['content'] as Json) },
  };
}

function answered(
  { isKeyed }: Operation,
  { status, description, contentType = 'application/json', schema, example, examples }: DescribedAnswer,
): Json {
  const replayed = {
    'Idempotency-Replayed': {
      description: '`true` where the key had been answered before; absent otherwise.',
      schema: { type: 'string', enum: ['true'] },
    },
  };
  return {
    description,
    ...(isKeyed && status === 201 && { headers: replayed }),
    ...(schema && {
      content: {
        [contentType]: {
          schema: jsonSchema(schema),
          ...(example !== undefined && { example }),
          ...(examples && { examples: named(examples) }),
        },
      },
    }),
  };
}

function named(examples: Readonly<Record<string, unknown>>): Json {
  return Object.fromEntries(Object.entries(examples).map(([name, value]) => [name, { value }]));
}

/** One response per status; its description lists the codes it may have. */
function declined(codes: readonly ProblemCode[]): Json {
  const byStatus = new Map<number, ProblemCode[]>();
  for (const code of new Set(codes)) {
    const { status } = problemCatalogue[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, group]) => [
      status,
      group.length === 1
        ? { $ref: `#/components/responses/${group[0]}` }
        : {
            description: group.map((code) => `\`${code}\`: ${problemCatalogue[code].title}.`).join(' '),
            content: {
              'application/problem+json': { schema: problemWith(group), example: problemExample(group[0]!) },
            },
          },
    ]),
  );
}

function problemResponses(): Json {
  return Object.fromEntries(
    (Object.keys(problemCatalogue) as ProblemCode[]).map((code) => [
      code,
      {
        description: `${problemCatalogue[code].title}. ${problemCatalogue[code].when}`,
        content: {
          'application/problem+json': { schema: problemWith([code]), example: problemExample(code) },
        },
      },
    ]),
  );
}

function problemWith(codes: readonly ProblemCode[]): Json {
  return { allOf: [{ $ref: '#/components/schemas/Problem' }, { properties: { code: { enum: codes } } }] };
}

function problemExample(code: ProblemCode): Json {
  const { title, status, remedy } = problemCatalogue[code];
  return { type: `/docs/errors#${code}`, title, status, code, detail: remedy };
}

function jsonSchema(schema: z.ZodType): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input' });
  return rest;
}
