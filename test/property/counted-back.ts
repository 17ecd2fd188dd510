/** One that was never placed or posted. */
export const nothing = 1_000;
export const nobodys = '01935a00-0000-7000-8000-ffffffffffff';

/** The entry or figure that is so many before the last; below zero, after the first. */
export function nthLast<T>(all: readonly T[], back: number): T | undefined {
  if (back === nothing) return undefined;
  return back < 0 ? all[(-1 - back) % all.length] : all[all.length - 1 - (back % all.length)];
}
