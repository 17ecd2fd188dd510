import type { Verdict } from '@verifier/verdict';

/**
 * What is printed before the facts if a fault was found, or if the export is incomplete; undefined otherwise. Names in
 * it come from the author of the export, so control characters are kept from the terminal.
 */
export function findingOf(name: string, { fault, incomplete }: Verdict): string[] | undefined {
  if (fault) {
    const place = fault.seq === null ? '' : `, at entry ${fault.seq}`;
    return [`TAMPERED: ${name}${place}: ${fault.class}`, `  ${fault.title}.`, `  ${fault.detail}`].map(plain);
  }
  if (incomplete)
    return [
      `INCOMPLETE: ${name}: ${incomplete.class}`,
      `  ${incomplete.title}.`,
      `  ${incomplete.detail}`,
    ].map(plain);
  return undefined;
}

/** Which witnesses a policy counted; nothing without a policy. */
export function witnessedIn(cosignedBy: readonly string[] | null): string[] {
  if (cosignedBy === null) return [];
  return [
    `  Witnesses that cosigned the checkpoint: ${cosignedBy.length === 0 ? 'none' : cosignedBy.join(', ')}.`,
  ];
}

function plain(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, '?');
}

/** Where another root key has replaced the one that was given. */
export function replacedRootIn(given: string | undefined, present: string | null): string[] {
  if (given === undefined || present === null || present === given) return [];
  return [
    `  Another root key has replaced that one: ${present}`,
    '  Confirm it with the people who keep it, and give it from now on: it proves more.',
  ];
}
