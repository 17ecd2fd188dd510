import type { z } from 'zod';
import { fieldsAt } from './fields-at';
import { nearest } from '@files/nearest';

/** What can be wrong with one field of the input, each with the rule in general words. The list is closed. */
export const flawRules = {
  Missing: 'The field is required.',
  UnknownField: 'The request has no such field or query parameter.',
  WrongType: 'The field has the wrong JSON type; an amount is a string, never a JSON number.',
  NotAllowed: 'The text is not one of the allowed values.',
  BadFormat: 'The text does not have the required format.',
  TooShort: 'The text or list is shorter than the minimum.',
  TooLong: 'The text or list is longer than the maximum.',
  OutOfRange: 'The number or time is outside its allowed range.',
  Repeated:
    'The same value is given twice: in a list, in the query, in the headers, or in two different places.',
  ControlCharacter: 'The text contains a control character, or one that changes the writing direction.',
  LoneSurrogate: 'The text contains half of a surrogate pair, so it is not valid Unicode.',
  NotNormalised: 'The text is not in Unicode normalisation form C.',
  AmountHasExponent: 'An amount is written without an exponent.',
  AmountHasSign: 'An amount has no sign; the side gives the direction.',
  AmountHasLeadingZero: 'An amount has no leading zeros.',
  AmountHasTooManyDigits: 'An amount has at most 38 digits before and 18 after its point.',
  AmountNotDecimal: 'An amount is decimal text, such as "12.30".',
  DuplicateKey: 'A JSON object contains the same field twice.',
  ForbiddenKey: 'A JSON object has a field named __proto__, constructor or prototype.',
  TooDeep: 'The JSON is nested too deeply.',
  TooManyValues: 'The JSON has more fields and values than the maximum.',
  NotJson: 'The body is not JSON.',
  NotUtf8: 'The body is not valid UTF-8.',
} as const;

export type FlawCode = keyof typeof flawRules;

/** Why one value is not accepted: the broken rule, and a sentence that says what to do. */
export interface Flaw {
  readonly code: FlawCode;
  readonly detail: string;
}

/** A flaw and where it is: an RFC 6901 pointer into the body, or the name of a query parameter or header. */
export interface LocatedFlaw extends Flaw {
  readonly pointer: string;
}

/** Input that is not a command: all its flaws at once. */
export class Malformed extends Error {
  constructor(readonly flaws: readonly LocatedFlaw[]) {
    super(flaws.map(({ pointer, detail }) => `${pointer}: ${detail}`).join('\n'));
    this.name = 'Malformed';
  }
}

/** Most flaws that are reported for one input; a hostile one could have millions. */
const flawsMax = 100;

/**
 * Turns unknown JSON into what the schema describes.
 * @param base pointer to the value within the body, when it is only a part of it
 * @throws Malformed
 */
export function accept<Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
  base = '',
): z.output<Schema> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const flaws = result.error.issues
    .slice(0, flawsMax)
    .flatMap((issue) => located(issue, { schema, input, base }));
  throw new Malformed(flaws.slice(0, flawsMax));
}

/** Joins the steps to a field into an RFC 6901 pointer. */
export function pointerTo(steps: readonly PropertyKey[]): string {
  return steps.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** What was looked at: the schema, the value, and where that stands in the body. */
interface Looked {
  readonly schema: z.core.$ZodType;
  readonly input: unknown;
  readonly base: string;
}

function located(issue: z.core.$ZodIssue, { schema, input, base }: Looked): LocatedFlaw[] {
  const pointer = base + pointerTo(issue.path);
  if (issue.code === 'unrecognized_keys') {
    const known = fieldsAt(schema, issue.path);
    return issue.keys.slice(0, flawsMax).map((key) => ({
      pointer: pointer + pointerTo([key]),
      code: 'UnknownField',
      detail: unknownField(nearest(key, known)),
    }));
  }
  if (issue.code === 'invalid_key') return issue.issues.map((inner) => ({ pointer, ...flawOf(inner, '') }));
  return [{ pointer, ...flawOf(issue, valueAt(input, issue.path)) }];
}

function unknownField(meant: string | undefined): string {
  return meant === undefined ? 'Unknown field; remove it.' : `Unknown field; did you mean ${meant}?`;
}

function flawOf(issue: z.core.$ZodIssue, value: unknown): Flaw {
  switch (issue.code) {
    case 'invalid_type':
      return value === undefined
        ? { code: 'Missing', detail: 'This field is required.' }
        : { code: 'WrongType', detail: wrongType(issue) };
    case 'invalid_value':
      return value === undefined
        ? { code: 'Missing', detail: 'This field is required.' }
        : { code: 'NotAllowed', detail: `Give one of ${issue.values.join(', ')}.` };
    case 'too_big':
      return issue.origin === 'array'
        ? { code: 'TooLong', detail: `Give at most ${issue.maximum} items.` }
        : { code: 'OutOfRange', detail: `Give at most ${issue.maximum}.` };
    case 'too_small':
      return issue.origin === 'array'
        ? { code: 'TooShort', detail: `Give at least ${issue.minimum} items.` }
        : { code: 'OutOfRange', detail: `Give at least ${issue.minimum}.` };
    case 'custom':
      return { code: issue.params?.['code'] as FlawCode, detail: issue.message };
    default:
      return { code: 'BadFormat', detail: issue.message };
  }
}

/** Schemas that have their own sentence for a wrong type end it with a full stop, which zod's own never do. */
function wrongType(issue: z.core.$ZodIssueInvalidType): string {
  if (issue.message.endsWith('.')) return issue.message;
  const article = /^[aeio]/.test(issue.expected) ? 'an' : 'a';
  return `Give ${article} ${issue.expected === 'record' ? 'object' : issue.expected} here.`;
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input;
  for (const step of path) value = (value as Record<PropertyKey, unknown> | undefined)?.[step];
  return value;
}
