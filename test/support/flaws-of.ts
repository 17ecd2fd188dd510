import { Malformed } from '@commands/input/malformed';

/** What is wrong with an input, each flaw as code and pointer: `Missing /postings`; nothing where it is accepted. */
export function flawsOf(parse: () => unknown): string[] {
  try {
    parse();
  } catch (error) {
    if (error instanceof Malformed) return error.flaws.map(({ pointer, code }) => `${code} ${pointer}`);
    throw error;
  }
  return [];
}
