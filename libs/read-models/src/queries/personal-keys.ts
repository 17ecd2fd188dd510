/**
 * Personal text as answers show it. A read model knows its key alone; whoever may read the text adds the rest, and
 * whoever knows that the key was destroyed says so.
 */
export interface ShownText {
  /** 16 hex digits; it says nothing of the person. */
  readonly key: string;
  readonly erased?: true;
  readonly subject?: string;
  readonly fields?: Readonly<Record<string, string>>;
}

/** The field of an item that has personal text; none where it has none. */
export function personalOf(keys: readonly string[] | null): { readonly personal?: readonly ShownText[] } {
  return keys ? { personal: keys.map((key) => ({ key })) } : {};
}
