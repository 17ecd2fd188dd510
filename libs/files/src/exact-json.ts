import type { Fields } from './fields';
import { Unreadable } from './unreadable';

/** A string, which is passed over, or a number outside of strings. */
const stringOrNumber = /"(?:[^"\\]|\\.)*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/**
 * The fields of a JSON object as text, numbers with the very digits that stand there: JSON.parse would round those
 * above 53 bits. Fields of inner objects are named `outer.inner`; null and lists are left out.
 * @throws Unreadable
 */
export function fieldsOf(line: string): Fields {
  let value: unknown;
  try {
    // A number in quotes is JSON wherever the number was, and no JSON becomes valid by it that was not.
    value = JSON.parse(
      line.replace(stringOrNumber, (token) => (token.startsWith('"') ? token : `"${token}"`)),
    );
  } catch {
    throw new Unreadable('The line is not JSON.');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Unreadable('The line is not a JSON object.');
  }
  const fields: Record<string, string> = Object.create(null) as Record<string, string>;
  collect(value, '', fields);
  return fields;
}

function collect(value: object, prefix: string, fields: Record<string, string>): void {
  for (const [key, inner] of Object.entries(value) as [string, unknown][]) {
    if (typeof inner === 'string') fields[prefix + key] = inner;
    else if (typeof inner === 'boolean') fields[prefix + key] = String(inner);
    else if (typeof inner === 'object' && inner !== null && !Array.isArray(inner)) {
      collect(inner, `${prefix}${key}.`, fields);
    }
  }
}
