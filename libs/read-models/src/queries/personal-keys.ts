/**
 * Personal text as responses show it. A read model knows only its key; the API adds the text where the caller may read
 * it, or that the key was destroyed.
 */
export interface ShownText {
  /** 16 hex digits; it says nothing of the person. */
  readonly key: string;
  readonly erased?: true;
  /** Its key is damaged. */
  readonly unreadable?: true;
  readonly subject?: string;
  readonly fields?: Readonly<Record<string, string>>;
}

/** The field of an item that has personal text; none where it has none. */
export function personalOf(keys: readonly string[] | null): { readonly personal?: readonly ShownText[] } {
  return keys ? { personal: keys.map((key) => ({ key })) } : {};
}
