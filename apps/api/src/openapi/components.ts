import { z } from 'zod';

export type Json = Readonly<Record<string, unknown>>;

const definition = '#/$defs/';

/** What the document says once and refers to by name: schemas by their `id`, parameters by their name. */
export class Components {
  private readonly schemas = new Map<string, Json>();
  private readonly parameters = new Map<string, Json>();

  /** The JSON Schema of what is sent, with a reference in place of every schema that has an `id`. */
  schema(schema: z.ZodType): Json {
    const { $schema: _, $defs: definitions = {}, ...rest } = z.toJSONSchema(schema, { io: 'input' });
    for (const [name, each] of Object.entries(definitions)) this.add(name, each);
    const { id } = rest;
    if (id === undefined) return referring(rest);
    this.add(id, rest);
    return { $ref: `#/components/schemas/${id}` };
  }

  /** A parameter by its name; one of the same name that says something else gets a number after it. */
  parameter(parameter: Json): Json {
    const text = JSON.stringify(parameter);
    for (let count = 1; ; count += 1) {
      const name = count === 1 ? String(parameter['name']) : `${String(parameter['name'])}-${count}`;
      const known = this.parameters.get(name);
      if (!known) this.parameters.set(name, parameter);
      if (!known || JSON.stringify(known) === text) return { $ref: `#/components/parameters/${name}` };
    }
  }

  /** All of them, by name in ascending order. */
  get json(): Json {
    return { parameters: sorted(this.parameters), schemas: sorted(this.schemas) };
  }

  private add(name: string, { id: _, ...schema }: Json): void {
    this.schemas.set(name, referring(schema));
  }
}

function sorted(components: ReadonlyMap<string, Json>): Json {
  return Object.fromEntries([...components].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Zod refers to definitions of the one schema at hand; in the document they are components. */
function referring(schema: Json): Json {
  return JSON.parse(JSON.stringify(schema).replaceAll(definition, '#/components/schemas/')) as Json;
}
