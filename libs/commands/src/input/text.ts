import { z } from 'zod';
import type { Flaw } from './malformed';

type Judge = (value: string) => Flaw | undefined;

/** Says what the text means and how it is bounded to readers of the schema; the judge is what holds it. */
interface Description {
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly format?: string;
  readonly description?: string;
  readonly examples?: readonly string[];
}

/** A text that `judge` finds no flaw in. */
export function judged(judge: Judge, description: Description, wrongType = 'Give a text here.') {
  const { examples, ...rest } = description;
  return z
    .string({ error: (issue) => (issue.input === undefined ? undefined : wrongType) })
    .check((context) => {
      const flaw = judge(context.value);
      if (!flaw) return;
      context.issues.push({
        code: 'custom',
        input: context.value,
        message: flaw.detail,
        params: { code: flaw.code },
      });
    })
    .meta(examples ? { ...rest, examples: [...examples] } : rest);
}

/** Free text of 1 to `lengthMax` characters (code points). */
export function plainText(lengthMax: number, description: Description = {}) {
  return judged((value) => flawOfPlainText(value, lengthMax), {
    minLength: 1,
    maxLength: lengthMax,
    ...description,
  });
}

/** Text of one form; `rule` says the form in words and completes "Give …". */
export function formed(pattern: RegExp, rule: string, description: Description = {}) {
  return judged(
    (value) => (pattern.test(value) ? undefined : { code: 'BadFormat', detail: `Give ${rule}.` }),
    { pattern: pattern.source, ...description },
  );
}

const plainAscii = /^[\x20-\x7e]*$/;
// eslint-disable-next-line no-control-regex
const controlCharacter = /[\u0000-\u001f\u007f-\u009f]/;
/** Embeddings, overrides and isolates can make one text look like another. */
const directionControl = /[\u202a-\u202e\u2066-\u2069]/;

/**
 * The first flaw of a free text: what the journal keeps is NFC, valid Unicode, without control characters.
 * @param lengthMax in characters (code points)
 */
function flawOfPlainText(value: string, lengthMax: number): Flaw | undefined {
  if (value.length === 0)
    return { code: 'TooShort', detail: 'Give at least one character, or omit the field.' };
  const tooLong: Flaw = { code: 'TooLong', detail: `Give at most ${lengthMax} characters.` };
  // Before anything that looks at every character: a code point takes at most two units.
  if (value.length > 2 * lengthMax) return tooLong;
  if (plainAscii.test(value)) return value.length > lengthMax ? tooLong : undefined;
  if (!value.isWellFormed())
    return { code: 'LoneSurrogate', detail: 'Remove the half of a surrogate pair; it is no character.' };
  if (controlCharacter.test(value))
    return { code: 'ControlCharacter', detail: 'Remove line breaks, tabs and other control characters.' };
  if (directionControl.test(value)) {
    return {
      code: 'ControlCharacter',
      detail:
        'Remove the characters that change the direction of writing (U+202A to U+202E, U+2066 to U+2069).',
    };
  }
  if (value !== value.normalize('NFC'))
    return { code: 'NotNormalised', detail: 'Give the text in Unicode normalisation form C.' };
  return [...value].length > lengthMax ? tooLong : undefined;
}

/** Adds the flaw `Repeated` to every item that names what an earlier one named. */
export function distinct<Item>(
  nameOf: (item: Item) => string,
  messageFor = (name: string) => `${name} stands here twice; name it once.`,
) {
  return (context: z.core.ParsePayload<Item[]>): void => {
    const seen = new Set<string>();
    context.value.forEach((item, index) => {
      const name = nameOf(item);
      if (seen.has(name)) {
        const message = messageFor(name);
        const params = { code: 'Repeated' };
        context.issues.push({ code: 'custom', input: item, path: [index], message, params });
      }
      seen.add(name);
    });
  };
}
