/** Sets a key of a map, and says in `undo` how to take it back. */
export function keepIn<Key, Value>(
  map: Map<Key, Value>,
  key: Key,
  value: Value,
  undo: (() => void)[] | null,
): void {
  const before = map.get(key);
  map.set(key, value);
  undo?.push(() => void (before === undefined ? map.delete(key) : map.set(key, before)));
}

/** Takes a key out of a map, and says in `undo` how to put it back. */
export function dropFrom<Key, Value>(map: Map<Key, Value>, key: Key, undo: (() => void)[] | null): void {
  const before = map.get(key);
  if (before === undefined) return;
  map.delete(key);
  undo?.push(() => void map.set(key, before));
}

/** Adds to a set, and says in `undo` how to take it back. */
export function noteIn<Value>(set: Set<Value>, value: Value, undo: (() => void)[] | null): void {
  if (set.has(value)) return;
  set.add(value);
  undo?.push(() => void set.delete(value));
}
