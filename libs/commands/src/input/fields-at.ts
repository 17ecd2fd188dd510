import type { z } from 'zod';

/** The names of the fields that a schema takes in the object at `path`; none where it has none there. */
export function fieldsAt(schema: z.core.$ZodType, path: readonly PropertyKey[]): string[] {
  let at: z.core.$ZodType | undefined = inner(schema);
  for (const step of path) at = at && inner(below(at, step));
  const def = at && definition(at);
  return def?.type === 'object' ? Object.keys(def.shape) : [];
}

/** What wraps a schema takes the same fields. */
function inner(schema: z.core.$ZodType | undefined): z.core.$ZodType | undefined {
  const def = schema && definition(schema);
  switch (def?.type) {
    case 'optional':
    case 'nullable':
    case 'default':
    case 'readonly':
      return inner(def.innerType);
    case 'pipe':
      return inner(def.in);
    default:
      return schema;
  }
}

function below(schema: z.core.$ZodType, step: PropertyKey): z.core.$ZodType | undefined {
  const def = definition(schema);
  if (def.type === 'object') return def.shape[String(step)];
  if (def.type === 'array') return def.element;
  return def.type === 'record' ? def.valueType : undefined;
}

function definition(schema: z.core.$ZodType): z.core.$ZodTypes['_zod']['def'] {
  return (schema as z.core.$ZodTypes)._zod.def;
}
