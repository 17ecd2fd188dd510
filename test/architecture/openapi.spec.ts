import { join } from 'node:path';
import { runNode } from '../support/child';
import { decidedRoutes } from '../support/decided-routes';

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required: boolean;
  readonly schema: Schema;
  readonly style?: string;
  readonly description?: string;
  readonly example?: unknown;
}

interface Described {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description?: string;
  readonly parameters: readonly Parameter[];
  readonly requestBody?: { content: Readonly<Record<string, { schema: Schema; example: unknown }>> };
  readonly responses: Readonly<
    Record<
      string,
      { $ref?: string; description?: string; content?: Readonly<Record<string, { schema: Schema }>> }
    >
  >;
  readonly 'x-problem-codes': readonly string[];
}

interface Schema {
  readonly $ref?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
}

interface OpenApi {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Described>>>>;
  readonly components: {
    readonly parameters: Readonly<Record<string, Parameter>>;
    readonly responses: Readonly<Record<string, unknown>>;
    readonly schemas: Readonly<Record<string, Schema>>;
  };
  readonly 'x-problems': Readonly<Record<string, { status: number }>>;
}

/** A field of a body, wherever it lies: `/items/balances/posted`. */
interface Field {
  readonly place: string;
  readonly schema: Schema;
}

/** Every field within a schema. What a reference leads to is a schema of its own, and what narrows one repeats its fields. */
function fieldsOf(schema: Schema, place: string): Field[] {
  const { properties = {}, items, additionalProperties, anyOf = [], oneOf = [], allOf = [] } = schema;
  const narrows = allOf.some(({ $ref }) => $ref !== undefined);
  const parts = [...anyOf, ...oneOf, ...(narrows ? [] : allOf), ...(items ? [items] : [])];
  if (typeof additionalProperties === 'object') parts.push(additionalProperties);
  const own = Object.entries(properties).flatMap(([name, field]) => [
    { place: `${place}/${name}`, schema: field },
    ...fieldsOf(field, `${place}/${name}`),
  ]);
  return [...own, ...parts.flatMap((part) => fieldsOf(part, place))];
}

type Content = Readonly<Record<string, { schema: Schema }>>;

function isSentence(text: string | undefined): boolean {
  return text !== undefined && /^[A-Z`].{4,}\.$/s.test(text);
}

const describeApi = join(__dirname, '../../dist/apps/api/src/describe.js');

describe('the description of the API', () => {
  let document: OpenApi;
  let operations: { path: string; method: string; described: Described }[];

  function resolved(parameter: Parameter & { readonly $ref?: string }): Parameter {
    const name = parameter.$ref?.replace('#/components/parameters/', '');
    return name === undefined ? parameter : document.components.parameters[name]!;
  }

  beforeAll(async () => {
    document = JSON.parse((await runNode([describeApi]).exit).stdout) as OpenApi;
    operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, described]) => ({
        path,
        method,
        described: { ...described, parameters: described.parameters.map(resolved) },
      })),
    );
  });

  it('is the same each time it is made', async () => {
    const [first, second] = await Promise.all([runNode([describeApi]).exit, runNode([describeApi]).exit]);

    expect(first.stdout).toBe(second.stdout);
  });

  it('has every route that was decided', () => {
    expect(operations.map(({ path, method }) => `${method.toUpperCase()} ${path}`).sort()).toEqual(
      decidedRoutes,
    );
  });

  it('names each operation once, and explains every part of its path', () => {
    const ids = operations.map(({ described }) => described.operationId);

    expect(new Set(ids).size).toBe(ids.length);
    for (const { path, described } of operations) {
      const parts = described.parameters.filter((parameter) => parameter.in === 'path');
      expect(parts.map(({ name }) => name)).toEqual([...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
      for (const part of parts)
        expect(part).toMatchObject({ description: expect.any(String), example: expect.any(String) });
    }
  });

  it('asks every write but a bulk for an idempotency key', () => {
    for (const { method, described } of operations.filter((each) => each.method !== 'get')) {
      const asks = described.parameters.some(({ name, required }) => name === 'Idempotency-Key' && required);
      expect([method, described.operationId, asks]).toEqual([
        method,
        described.operationId,
        !['postTransactions', 'captureHolds'].includes(described.operationId),
      ]);
    }
  });

  it('lets every read of a ledger be as fresh as a receipt, unless it reads the journal or what a notary signed of it', () => {
    const reads = operations.filter(
      ({ path, method }) =>
        method === 'get' &&
        path.startsWith('/v1/ledgers/{ledger}') &&
        !/\/(?:entries|export|keys|exchange|rates|approval-rules|proposals|checkpoints?|consistency)/.test(
          path,
        ),
    );
    expect(reads.length).toBeGreaterThan(6);
    for (const { described } of reads) {
      expect(described.parameters.map(({ name }) => name)).toEqual(expect.arrayContaining(['after', 'wait']));
    }
  });

  it('shows an example of every body, and lists the problems of every operation by status', () => {
    for (const { described } of operations) {
      for (const { example } of Object.values(described.requestBody?.content ?? {}))
        expect(example).toBeDefined();
      expect(described['x-problem-codes']).toContain('InternalError');
      const statuses = described['x-problem-codes'].map((code) =>
        String(document['x-problems'][code]!.status),
      );
      expect(Object.keys(described.responses)).toEqual(expect.arrayContaining(statuses));
    }
  });

  it('describes every operation and every parameter in a sentence', () => {
    const described = operations.flatMap(({ described: { operationId, description, parameters } }) => [
      { place: operationId, description },
      ...parameters.map((parameter) => ({ place: `${operationId} ${parameter.name}`, ...parameter })),
    ]);

    expect(described.length).toBeGreaterThan(200);
    expect(described.filter(({ description }) => !isSentence(description)).map(({ place }) => place)).toEqual(
      [],
    );
  });

  it('describes every field of every request and answer in a sentence', () => {
    const fields = [
      ...operations.flatMap(({ described: { operationId, requestBody, responses } }) =>
        [requestBody ?? {}, ...Object.values(responses)].flatMap(({ content = {} }: { content?: Content }) =>
          Object.values(content).flatMap(({ schema }) => fieldsOf(schema, operationId)),
        ),
      ),
      ...Object.entries(document.components.schemas).flatMap(([name, schema]) => fieldsOf(schema, name)),
    ].filter(({ schema }) => schema.$ref === undefined);

    expect(fields.length).toBeGreaterThan(200);
    expect(fields.filter(({ schema }) => !isSentence(schema.description)).map(({ place }) => place)).toEqual(
      [],
    );
  });

  it('refers to nothing that it does not have', () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/(\w+)\/([\w-]+)"/g)];

    expect(references.length).toBeGreaterThan(0);
    for (const [, kind, name] of references)
      expect(document.components[kind as keyof OpenApi['components']]).toHaveProperty([name!]);
  });

  it('says every schema of an object and every parameter once', () => {
    const places = new Map<string, string[]>();
    const note = (text: string, place: string) => places.set(text, [...(places.get(text) ?? []), place]);
    const look = (value: unknown, place: string): void => {
      if (typeof value !== 'object' || value === null) return;
      const { properties, in: where } = value as { properties?: object; in?: unknown };
      if (properties || where) note(JSON.stringify(value), place);
      for (const [name, each] of Object.entries(value))
        if (!name.startsWith('example')) look(each, `${place}/${name}`);
    };
    look({ paths: document.paths, components: document.components }, '');

    expect(places.size).toBeGreaterThan(100);
    expect([...places.values()].filter(({ length }) => length > 1)).toEqual([]);
  });

  it('takes metadata as an object of parameters', () => {
    expect(document.components.parameters['metadata']).toMatchObject({
      in: 'query',
      style: 'deepObject',
      schema: { type: 'object', additionalProperties: { type: 'string' } },
    });
  });

  it('lists the operations of a tag together: how a thing is made, listed, read and changed', () => {
    const listed = operations.map(({ described }) => described.operationId);

    for (const inOrder of [
      ['openLedger', 'listLedgers', 'getLedger', 'registerCurrency'],
      ['openAccount', 'listAccounts', 'getAccount', 'changeAccount'],
      ['postTransaction', 'listTransactions', 'getTransaction', 'reverseTransaction'],
      ['placeHold', 'listHolds', 'getHold', 'captureHold', 'voidHold'],
    ])
      expect(listed.filter((id) => inOrder.includes(id))).toEqual(inOrder);
  });
});
