import { isUtf8 } from 'node:buffer';
import { Malformed, pointerTo, type FlawCode } from '@commands/input/malformed';
import { hasMoreValuesThan } from './more-values';

/** Deepest nesting of objects and lists that is read. */
const depthMax = 16;

/** Names that reach into the prototypes of objects wherever somebody copies fields carelessly. */
const forbiddenKeys = new Set(['__proto__', 'constructor', 'prototype']);

/** U+FEFF in UTF-8, which some editors write before a text. */
const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * Reads JSON (RFC 8259) as a ledger must: valid UTF-8, no name twice in one object, none that reaches into
 * prototypes, bounded nesting and number of values. JSON.parse alone takes the last of two equal names in silence.
 * A byte order mark before the text is passed over.
 * @param valuesMax as {@link hasMoreValuesThan} counts them
 * @throws Malformed
 */
export function parseStrictJson(bytes: Buffer, valuesMax: number): unknown {
  if (hasMoreValuesThan(bytes, valuesMax)) {
    const detail = `Send at most ${valuesMax.toLocaleString('en')} JSON fields and values at once.`;
    throw flaw('', 'TooManyValues', detail);
  }
  if (!isUtf8(bytes)) throw flaw('', 'NotUtf8', 'The body is not valid UTF-8.');
  return parseStrictText(withoutByteOrderMark(bytes).toString());
}

export function withoutByteOrderMark(bytes: Buffer): Buffer {
  return bytes.subarray(0, 3).equals(byteOrderMark) ? bytes.subarray(3) : bytes;
}

/** As {@link parseStrictJson}, for text. @throws Malformed */
export function parseStrictText(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw flaw('', 'NotJson', notJson(text, error));
  }
  // Every name in the text is followed by a colon, so there are at least as many such colons as names, and at least
  // as many names as fields read: where both ends agree, no name stood twice.
  if (fieldsOf(value, []) !== colonsAfterQuotes(text)) refuseRepeatedNames(text);
  return value;
}

function notJson(text: string, error: unknown): string {
  if (text.trim() === '') return 'The body is empty; give a JSON object.';
  const [, position] = /position (\d+)/.exec((error as Error).message) ?? [];
  return position === undefined
    ? 'The body is not JSON.'
    : `The body is not JSON: it breaks at character ${position}.`;
}

/** Count of the fields of all objects within. */
function fieldsOf(value: unknown, path: (string | number)[]): number {
  if (typeof value !== 'object' || value === null) return 0;
  if (path.length >= depthMax)
    throw flaw(pointerTo(path), 'TooDeep', `Nest at most ${depthMax} objects and lists.`);
  let count = 0;
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) {
      path.push(i);
      count += fieldsOf(value[i], path);
      path.pop();
    }
    return count;
  }
  for (const key in value) {
    path.push(key);
    if (forbiddenKeys.has(key))
      throw flaw(pointerTo(path), 'ForbiddenKey', `${key} cannot be the name of a field.`);
    count += 1 + fieldsOf((value as Record<string, unknown>)[key], path);
    path.pop();
  }
  return count;
}

function colonsAfterQuotes(text: string): number {
  let count = 0;
  for (let at = text.indexOf(':'); at !== -1; at = text.indexOf(':', at + 1)) {
    let before = at - 1;
    while (isSpace(text.charCodeAt(before))) before--;
    if (text.charCodeAt(before) === 0x22) count++;
  }
  return count;
}

function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}

interface Open {
  /** The names seen so far; null in a list. */
  readonly names: Set<string> | null;
  step: string | number;
}

/** Walks text that is known to be JSON. @throws Malformed naming the first name that stands twice */
function refuseRepeatedNames(text: string): void {
  const open: Open[] = [];
  for (let at = 0; at < text.length; at++) {
    const top = open.at(-1);
    const sign = text[at];
    if (sign === '{') open.push({ names: new Set(), step: '' });
    else if (sign === '[') open.push({ names: null, step: 0 });
    else if (sign === '}' || sign === ']') open.pop();
    else if (sign === ',' && typeof top?.step === 'number') top.step++;
    else if (sign === '"') {
      const end = endOfString(text, at);
      if (text[afterSpace(text, end)] === ':') enterField(open, JSON.parse(text.slice(at, end)) as string);
      at = end - 1;
    }
  }
}

/** Where the string that begins at `start` ends, its closing quote included. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; ; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '"') return at + 1;
  }
}

function afterSpace(text: string, start: number): number {
  let at = start;
  while (isSpace(text.charCodeAt(at))) at++;
  return at;
}

function enterField(open: Open[], name: string): void {
  const top = open.at(-1)!;
  top.step = name;
  if (top.names!.has(name)) {
    const pointer = pointerTo(open.map(({ step }) => step));
    throw flaw(pointer, 'DuplicateKey', 'This name stands twice in its object; give it once.');
  }
  top.names!.add(name);
}

function flaw(pointer: string, code: FlawCode, detail: string): Malformed {
  return new Malformed([{ pointer, code, detail }]);
}
