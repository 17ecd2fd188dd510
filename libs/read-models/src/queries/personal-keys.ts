/** Personal text that is not shown: by its key, which says nothing of the person. */
export interface PersonalKey {
  /** 16 hex digits. */
  readonly key: string;
}

/** The field of an item that has personal text; none where it has none. */
export function personalOf(keys: readonly string[] | null): { readonly personal?: readonly PersonalKey[] } {
  return keys ? { personal: keys.map((key) => ({ key })) } : {};
}
