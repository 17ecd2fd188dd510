type Query = Readonly<Record<string, unknown>>;

/** `metadata[psp]`, as OpenAPI's deepObject writes it, or `metadata.psp`. */
const namedKey = /^metadata(?:\[(.*)\]|\.(.*))$/s;

/** The query with its parameters `metadata[<key>]` and `metadata.<key>` in one object under `metadata`. */
export function withMetadata(query: Query): Query {
  const others: Record<string, unknown> = {};
  const metadata: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(query)) {
    const [match, inBrackets, afterPoint] = namedKey.exec(name) ?? [];
    const key = inBrackets ?? afterPoint;
    if (match === undefined || key === undefined) others[name] = value;
    else metadata[key] = key in metadata ? [metadata[key], value].flat() : value;
  }
  return Object.keys(metadata).length === 0 ? others : { ...others, metadata };
}
