import { flawRules } from '@commands/input/malformed';
import {
  commonProblems,
  permittedProblems,
  type DescribedAnswer,
  type Operation,
} from '../operations/operation';
import { operations } from '../operations/operations';
import { sentenceOf } from '../operations/permission';
import { problemCatalogue, type ProblemCode } from '../problems/problem-catalogue';
import { problemSchema } from '../problems/problem.schemas';
import { Components, type Json } from './components';
import { parametersOf } from './parameters';

let text: string | undefined;

/** OpenAPI 3.1 of everything that is served, made from the table of operations; the same bytes each time. */
export function openApiText(): string {
  text ??= JSON.stringify(openApi());
  return text;
}

function openApi(): Json {
  const components = new Components();
  const paths = pathsOf(components);
  const problem = components.schema(problemSchema);
  return {
    openapi: '3.1.0',
    info: {
      title: 'Ledger',
      version: 'v1',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      description:
        'An event-sourced, double-entry ledger. Amounts are decimal text with exactly the decimals of their currency, ' +
        'never JSON numbers. Every write takes an Idempotency-Key and returns a receipt; pass its `seq` as `after` to ' +
        'read what you wrote. Every problem is a document of RFC 9457; see [all of them](/docs/errors).',
    },
    servers: [{ url: '/' }],
    tags: [...new Set(operations.map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: {
      ...components.json,
      responses: { Problem: problemResponse(problem) },
      securitySchemes: {
        apiKey: { type: 'http', scheme: 'bearer', description: 'An API key, as an administrator gives it.' },
      },
    },
    'x-problems': problemCatalogue,
    'x-flaws': flawRules,
  };
}

function pathsOf(components: Components): Json {
  const byPath: Record<string, Record<string, Json>> = {};
  for (const operation of operations) {
    const path = operation.path.replace(/:([a-zA-Z]+)/g, '{$1}');
    byPath[path] = { ...byPath[path], [operation.method.toLowerCase()]: describe(operation, components) };
  }
  return byPath;
}

function describe(operation: Operation, components: Components): Json {
  const { id, tag, summary, description, permission, problems } = operation;
  const body = requestBody(operation, components);
  const asked = permission === 'public' ? [] : permittedProblems;
  const codes = [...new Set([...problems, ...asked, ...commonProblems])].sort();
  return {
    operationId: id,
    tags: [tag],
    summary,
    description: [description, sentenceOf(permission)].filter((each) => each !== undefined).join(' '),
    parameters: parametersOf(operation, components),
    ...(body && { requestBody: body }),
    security: permission === 'public' ? [] : [{ apiKey: [] }],
    responses: { ...answeredByStatus(operation, components), ...declined(codes) },
    'x-permission': permission,
    'x-problem-codes': codes,
  };
}

function requestBody({ body, streamBody }: Operation, components: Components): Json | undefined {
  if (!body) return undefined;
  const lines = streamBody && {
    [streamBody.contentType]: {
      schema: { type: 'string', description: streamBody.description },
      example: streamBody.example,
    },
  };
  return {
    required: true,
    content: {
      'application/json': { schema: components.schema(body.schema), example: body.example },
      ...lines,
    },
  };
}

/** One response per status; where a status has several content types, all of them. */
function answeredByStatus(operation: Operation, components: Components): Json {
  const byStatus: Record<number, Json> = {};
  for (const answer of operation.answers) {
    const known = byStatus[answer.status];
    const described = answered(operation, answer, components);
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
  components: Components,
): Json {
  const replayed = {
    'Idempotency-Replayed': {
      description: '`true` where the key was answered before; absent otherwise.',
      schema: { type: 'string', enum: ['true'] },
    },
  };
  return {
    description,
    ...(isKeyed && status === 201 && { headers: replayed }),
    ...(schema && {
      content: {
        [contentType]: {
          schema: components.schema(schema),
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
  for (const code of codes) {
    const { status } = problemCatalogue[code];
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, group]) => [
      status,
      {
        $ref: '#/components/responses/Problem',
        description: `${group.map((code) => `\`${code}\``).join(', ')}.`,
      },
    ]),
  );
}

function problemResponse(schema: Json): Json {
  const { status, title, remedy } = problemCatalogue.BalanceBelowMinimum;
  const code = 'BalanceBelowMinimum';
  return {
    description:
      'The request was declined. `code` says why; `x-problems` lists every code with its status and remedy.',
    content: {
      'application/problem+json': {
        schema,
        example: { type: `/docs/errors#${code}`, title, status, code, detail: remedy },
      },
    },
  };
}
