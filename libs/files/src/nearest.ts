import { distance } from 'fastest-levenshtein';

/** Which of the known names was likely meant: the same letters, or one or two of them wrong and most of them right. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  // A name that is long on purpose must not cost long.
  if (name.length > 64) return undefined;
  const wanted = letters(name);
  const rated = known.map((each) => ({
    each,
    wrong: distance(wanted, letters(each)),
    begins: commonLength(wanted, letters(each)),
  }));
  const [best] = rated.sort((a, b) => a.wrong - b.wrong || b.begins - a.begins);
  return best !== undefined && best.wrong <= Math.min(2, wanted.length / 3) ? best.each : undefined;
}

/** With how many equal letters both begin. */
function commonLength(one: string, other: string): number {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length++;
  return length;
}

/** Without case, and without what joins words: `effective_at` has the letters of `effectiveAt`. */
function letters(name: string): string {
  return name.toLowerCase().replace(/[_\s-]/g, '');
}
