import { distance } from 'fastest-levenshtein';

/** The name nearest to what was written, if it is near enough to be what was meant. */
export function closestTo(written: string, names: readonly string[]): string | undefined {
  const [best] = names
    .filter((name) => name !== '')
    .map((name) => ({ name, edits: distance(written.toLowerCase(), name.toLowerCase()) }))
    .sort((a, b) => a.edits - b.edits);
  return best && best.edits <= Math.max(1, Math.floor(written.length / 3)) ? best.name : undefined;
}
