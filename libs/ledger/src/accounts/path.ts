const segment = '[A-Za-z0-9][A-Za-z0-9_.-]{0,62}';

/** What {@link pathPattern} demands, in words. */
export const pathRule =
  '1 to 12 segments of A-Z, a-z, 0-9, point, _ and -, each beginning with a letter or a digit, joined by colons';

/** An account path: 1 to 12 segments joined by colons. Upper and lower case differ. */
export const pathPattern = new RegExp(`^${segment}(?::${segment}){0,11}$`);

/** A path pattern of the chart: as a path, where a segment may also be `*`, which stands for any one segment. */
export const chartPathPattern = new RegExp(`^(?:\\*|${segment})(?::(?:\\*|${segment})){0,11}$`);

/** The path one level up, or undefined at the top. */
export function parentOf(path: string): string | undefined {
  const colon = path.lastIndexOf(':');
  return colon === -1 ? undefined : path.slice(0, colon);
}

/** All proper prefixes of a path that are nodes of the tree, nearest first. */
export function ancestorsOf(path: string): string[] {
  const ancestors: string[] = [];
  for (let parent = parentOf(path); parent !== undefined; parent = parentOf(parent)) ancestors.push(parent);
  return ancestors;
}

const colon = 0x3a;
const star = 0x2a;

/** Whether a path with `*` covers a path: that node or one above it is named. */
export function covers(pattern: string, path: string): boolean {
  let at = 0;
  for (let i = 0; i < pattern.length; i += 1) {
    const code = pattern.charCodeAt(i);
    if (code === star) {
      const begin = at;
      while (at < path.length && path.charCodeAt(at) !== colon) at += 1;
      if (at === begin) return false;
    } else if (at < path.length && path.charCodeAt(at) === code) at += 1;
    else return false;
  }
  return at === path.length || path.charCodeAt(at) === colon;
}
