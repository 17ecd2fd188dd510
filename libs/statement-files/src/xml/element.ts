/** An element of XML with all that stands in it. */
export interface Element {
  /** Without a prefix. */
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
  /** Of the file, counted from 1. */
  readonly line: number;
  text: string;
}

/** The first element on a path below another one. */
export function find(element: Element | undefined, ...path: readonly string[]): Element | undefined {
  let found = element;
  for (const name of path) found = found?.children.find((child) => child.name === name);
  return found;
}

export function findAll(element: Element | undefined, name: string): readonly Element[] {
  return element?.children.filter((child) => child.name === name) ?? [];
}

/** The text of the first element on a path, trimmed; undefined where there is none or it is empty. */
export function textAt(element: Element | undefined, ...path: readonly string[]): string | undefined {
  return find(element, ...path)?.text.trim() || undefined;
}
